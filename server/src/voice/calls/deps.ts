import type { SignInId } from '@hearthline/shared'
import type { AgentLines, AskRoute, CustomerLines } from '../ports.ts'
import type { VoiceStatus } from '../../protocol/voice-link.ts'
import type { RecordingDeps } from './call-recording.ts'

export interface CallServiceDeps extends RecordingDeps {
  customerLines: CustomerLines
  agentLines: AgentLines
  askRoute: AskRoute
  /** Asks the phone of a sign-in; true as well where that cannot be told. Never rejects. */
  phoneAnswers: (signInId: SignInId) => Promise<boolean>
  /** Tells control what is true now, if it listens. */
  tellStatus: (status: VoiceStatus) => void
  /** More live calls than this are turned away with 503. */
  maxCalls: number
}
