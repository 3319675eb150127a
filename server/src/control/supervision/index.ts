export { createFloorView, type AgentDirectory, type FloorScope, type FloorView } from './floor.ts'
export { createListeningGuard, type ListeningGuard } from './listening-guard.ts'
export { createMonitor, type Monitor } from './monitor.ts'
