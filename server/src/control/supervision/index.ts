export { createCallEnding, type CallEnding } from './call-ending.ts'
export { createCallReach, type CallReach } from './call-reach.ts'
export { createFloorView, type AgentDirectory, type FloorScope, type FloorView } from './floor.ts'
export { createMarkers, type Markers } from './markers.ts'
export { createMonitor, type Monitor } from './monitor.ts'
export { createMonitoringLedger } from './monitoring-ledger.ts'
export { createMonitoringLog, type MonitoringLog } from './monitoring-log.ts'
export type {
  MarkerStore,
  SpanCursor,
  SpanFilter,
  SpanRow,
  SpanScope,
  SpanStore,
  StoredMarker,
  StoredSpan,
} from './ports.ts'
export { createReachGuard, type ReachGuard } from './reach-guard.ts'
export { createTallies, type CountedCall, type Tallies, type TallyStore } from './tallies.ts'
