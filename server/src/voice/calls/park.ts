import type { Connected, Effect } from './call-state.ts'
import { callTimes } from './call-times.ts'
import { journal } from './ending.ts'

/**
 * A call whose speaker is gone: the customer waits with a prompt, then hears goodbye (rules PARK-*). What is parked is the
 * customer; hold and consult calls stay what they were, for the speaker's return.
 */

/**
 * PARK-1, PARK-6: nobody could hear the speaker. Lost media is enough; a lost connection, or a phone that answers nothing, is
 * not, as long as their voice comes. A call that has just moved to another media worker waits a moment for them.
 */
function isAway({ agentLine, unheard, isFrozen, anchoring }: Connected): boolean {
  if (agentLine.signalling === 'lost') return agentLine.media === 'lost' || unheard.agent
  return (agentLine.media === 'lost' && anchoring?.isInTime !== true) || (isFrozen && unheard.agent)
}

/** The state with the customer parked where its speaker is away, and no longer where they are not. */
export function withParking(state: Connected, atMs: number): Connected {
  if (isAway(state) === (state.parked !== null)) return state
  const parked = state.parked === null ? { untilMs: atMs + callTimes.parkMs, isGoodbye: false } : null
  return { ...state, parked }
}

/** What is said and counted when the customer is parked or has the speaker back. */
export function parkNews(before: Connected, after: Connected): Effect[] {
  const { callId } = after.call
  if (before.parked === null && after.parked !== null)
    return [
      { type: 'arm', timer: 'park', delayMs: callTimes.parkMs },
      journal({ type: 'call-parked', callId, untilMs: after.parked.untilMs }),
    ]
  if (before.parked !== null && after.parked === null)
    return [
      { type: 'disarm', timer: 'park' },
      { type: 'disarm', timer: 'goodbye' },
      journal({ type: 'call-parked', callId, untilMs: null }),
    ]
  return []
}

const watched = ({ agent, agentLine }: Connected) => (agentLine.signalling === 'lost' ? agent.legId : null)

/**
 * PARK-2: a browser whose connection is gone is asked for its voice more closely, since a page that was closed or reloaded
 * says nothing from now on.
 */
export function watchSpeaker(before: Connected, after: Connected): Effect[] {
  const [was, is] = [watched(before), watched(after)]
  const { callId } = after.call
  if (was === is) return []
  if (is !== null)
    return [
      {
        type: 'media',
        request: { type: 'watch-silence', callId, legId: is, afterMs: callTimes.awayMs },
      },
    ]
  return was === after.agent.legId
    ? [{ type: 'media', request: { type: 'watch-silence', callId, legId: was, afterMs: null } }]
    : []
}
