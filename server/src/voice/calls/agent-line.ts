import type { LegId } from '@hearthline/shared'
import type { AgentLine, Connected, Effect, Transition } from './call-state.ts'
import { moved, refused } from './call-state.ts'
import { callTimes } from './call-times.ts'
import { journal } from './ending.ts'
import { settleAnchoring } from './anchoring.ts'
import { parkNews, watchSpeaker, withParking } from './park.ts'
import { reseat } from './seating.ts'

/** Connection and media both are. */
export const isUp = (line: AgentLine): boolean => line.signalling === 'up' && line.media === 'up'

/**
 * LINE-1, LINE-2: the agent's line is up only while its connection and its media both are; the first loss starts the
 * grace, only the return of both ends it. A supervisor who has taken over is the agent here (SUP-12).
 * @param lostAtMs of a loss; a return parks nobody.
 */
export function agentLine(state: Connected, line: AgentLine, lostAtMs = 0): Transition {
  const before = state.agentLine
  if (before.signalling === line.signalling && before.media === line.media) return refused(state, 'no-change')
  // A fresh peer has not been silent yet.
  const isFresh = before.media === 'lost' && line.media === 'up'
  const unheard = isFresh ? { ...state.unheard, agent: false } : state.unheard
  // A phone that registers again answers; one that is gone need not be asked.
  const isFrozen = state.isFrozen && before.signalling === line.signalling
  const next = withParking(settleAnchoring({ ...state, agentLine: line, unheard, isFrozen }), lostAtMs)
  return moved(next, [
    ...reseat(state, next),
    // Once the media is lost, or the browser is back while it still is, it is offered another peer.
    ...(line.media === 'lost' ? mendMedia(next) : []),
    ...lineNews(state, next),
  ])
}

/**
 * The speaker's RTP stops, or comes again: with their connection gone it decides whether they are there (PARK-1). With a
 * connection that stands it may be their microphone, or that their whole computer sleeps: the phone is asked (PARK-6).
 */
export function agentHeard(state: Connected, isHeard: boolean, atMs: number): Transition {
  if (state.unheard.agent === !isHeard) return refused(state, 'no-change')
  const heard = { ...state, unheard: { ...state.unheard, agent: !isHeard }, isFrozen: false }
  const next = withParking(heard, atMs)
  const { legId, signInId } = state.agent
  return moved(next, [
    ...reseat(state, next),
    ...lineNews(state, next),
    ...(!isHeard && isUp(state.agentLine) ? [{ type: 'ask-phone', legId, signInId } as const] : []),
  ])
}

/** PARK-6: neither voice nor answer. Stale where the voice came meanwhile, or another leg. */
export function phoneFrozen(state: Connected, legId: LegId, atMs: number): Transition {
  if (state.agent.legId !== legId || !state.unheard.agent) return refused(state, 'no-change')
  const next = withParking({ ...state, isFrozen: true }, atMs)
  return moved(next, [...reseat(state, next), ...lineNews(state, next)])
}

/** What is said and counted when the line of whoever speaks to the customer is lost or back, or the customer is parked. */
export function lineNews(before: Connected, after: Connected): Effect[] {
  return [...watchSpeaker(before, after), ...graceNews(before, after), ...parkNews(before, after)]
}

function graceNews(before: Connected, after: Connected): Effect[] {
  const { callId } = after.call
  if (isUp(before.agentLine) && !isUp(after.agentLine))
    return [
      { type: 'arm', timer: 'agent-line', delayMs: callTimes.agentLineGraceMs },
      journal({ type: 'agent-line', callId, state: 'lost' }),
    ]
  if (!isUp(before.agentLine) && isUp(after.agentLine))
    return [
      { type: 'disarm', timer: 'agent-line' },
      { type: 'disarm', timer: 'repair' },
      journal({ type: 'agent-line', callId, state: 'up' }),
    ]
  return []
}

/**
 * LINE-4: a browser whose media died while its connection lives is offered a fresh peer by re-INVITE, again and again while
 * the grace lasts (libdatachannel as the offerer fails now and then; there is no ICE restart).
 */
export function mendMedia(state: Connected): Effect[] {
  if (state.agentLine.media === 'up' || state.agentLine.signalling === 'lost') return []
  const { callId } = state.call
  return [{ type: 'media', request: { type: 'offer-browser', callId, legId: state.agent.legId } }]
}

export const tryAgainLater: Effect = { type: 'arm', timer: 'repair', delayMs: callTimes.repairEveryMs }
