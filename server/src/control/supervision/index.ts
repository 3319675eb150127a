export { createFloorView, type AgentDirectory, type FloorScope, type FloorView } from './floor.ts'
export { createMonitor, type Monitor } from './monitor.ts'
