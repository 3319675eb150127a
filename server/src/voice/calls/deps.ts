import type { AgentLines, AskRoute, CustomerLines } from '../ports.ts'
import type { RecordingDeps } from './call-recording.ts'

export interface CallServiceDeps extends RecordingDeps {
  customerLines: CustomerLines
  agentLines: AgentLines
  askRoute: AskRoute
  /** More live calls than this are turned away with 503. */
  maxCalls: number
}
