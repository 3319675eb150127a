import type { VoiceEvent } from '../../protocol/voice-link.ts'
import type { Effect } from './call-state.ts'

export const journal = (event: VoiceEvent): Effect => ({ type: 'journal', event })
