import type { LegId } from '@hearthline/shared'
import type { Clock, Timer } from '../../ports.ts'
import type { LiveCallSnapshot } from '../../protocol/voice-link.ts'
import type { CallState, Connected } from './call-state.ts'
import { sidesNow } from './seating.ts'
import { nextLookMs, talkBegins, talkGoesOn } from './talk.ts'
import type { TalkFacts, TalkState } from './talk.ts'

type TalkNews = NonNullable<LiveCallSnapshot['talk']>

/** Follows who speaks in one call and tells when what is said changes (TALK-*). */
export interface TalkWatch {
  /** The call moved on: who belongs to which side, whether it is on hold, whether it is connected at all. */
  follow(state: CallState): void
  /** The media plane heard a leg begin or cease to speak, also before the call is connected. */
  voice(legId: LegId, isSpeaking: boolean): void
  /** Null before the call is connected. */
  current(): TalkNews | null
  dispose(): void
}

/** The customer waits with music: on hold, or while a consult party is called or spoken to. */
const isAside = ({ aside }: Connected): boolean =>
  aside !== null && (aside.kind === 'hold' || aside.speaking === 'consult')

export function createTalkWatch(deps: { clock: Clock; tell: (news: TalkNews) => void }): TalkWatch {
  const { clock } = deps
  const speaking = new Set<LegId>()
  let call: CallState | null = null
  let talk: TalkState | null = null
  let timer: Timer | null = null

  const factsNow = (): TalkFacts | null => {
    if (call?.phase !== 'connected') return null
    // A leg whose media is lost cannot say that it fell silent.
    if (call.agentLine.media === 'lost') speaking.delete(call.agent.legId)
    const { agentSide, customerSide } = sidesNow(call)
    const isHeard = (legId: LegId): boolean => speaking.has(legId)
    return {
      agentSpeaks: agentSide.some(isHeard),
      customerSpeaks: customerSide.some(isHeard),
      isOnHold: call.customerSilent || isAside(call),
    }
  }

  const look = (): void => {
    timer?.cancel()
    timer = null
    const facts = factsNow()
    if (facts === null) return
    const atMs = clock.nowMs()
    const before = talk
    talk = before === null ? talkBegins(facts, atMs) : talkGoesOn(before, facts, atMs)
    if (before?.told !== talk.told) deps.tell(talk.told)
    const delayMs = nextLookMs(talk, atMs)
    if (delayMs !== null) timer = clock.setTimer(delayMs, look)
  }

  return {
    follow: (state) => {
      if (state === call) return
      call = state
      look()
    },
    voice: (legId, isSpeaking) => {
      if (isSpeaking) speaking.add(legId)
      else speaking.delete(legId)
      look()
    },
    current: () => talk?.told ?? null,
    dispose: () => {
      timer?.cancel()
      timer = null
      call = null
    },
  }
}
