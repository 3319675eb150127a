import type { AgentLines, AskRoute, CustomerLines } from '../ports.ts'
import type { VoiceStatus } from '../../protocol/voice-link.ts'
import type { RecordingDeps } from './call-recording.ts'

export interface CallServiceDeps extends RecordingDeps {
  customerLines: CustomerLines
  agentLines: AgentLines
  askRoute: AskRoute
  /** Tells control what is true now, if it listens. */
  tellStatus: (status: VoiceStatus) => void
  /** More live calls than this are turned away with 503. */
  maxCalls: number
}
