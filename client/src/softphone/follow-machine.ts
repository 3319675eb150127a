import type { CallId, PersonId } from '@hearthline/shared'

export interface Followed {
  personId: PersonId
  displayName: string
}

/** An agent whose calls a lead listens to one after the other, until one of the two ends it. */
export type Following =
  | { type: 'nobody' }
  /** `joined`: the last call of theirs that was joined, so that a call left on purpose is not joined again. */
  | { type: 'agent'; agent: Followed; joined: CallId | null }

/** All that following looks at. */
export interface FollowSight {
  /** `unknown` while this browser has not been told the floor. */
  agent: 'here' | 'gone' | 'unknown'
  /** Their call, once somebody has answered it. */
  call: CallId | null
  /** The call in which the lead has a leg, or is about to. */
  inCall: CallId | null
  /** Whether the lead's phone could dial now. */
  canDial: boolean
}

export type FollowEffect = { type: 'join'; callId: CallId } | { type: 'tell-ended'; agent: Followed }

/** What following does about what it sees; the same sight twice does nothing the second time. */
export function followStep(
  following: Following,
  sight: FollowSight,
): { following: Following; effect: FollowEffect | null } {
  const stay = { following, effect: null }
  if (following.type === 'nobody' || sight.agent === 'unknown') return stay
  const { agent, joined } = following
  if (sight.agent === 'gone') return { following: { type: 'nobody' }, effect: { type: 'tell-ended', agent } }
  const { call } = sight
  if (call === null || call === joined) return stay
  if (sight.inCall === call) return { following: { ...following, joined: call }, effect: null }
  // Somewhere else for now, perhaps speaking there: the next look comes when that leg is over.
  if (sight.inCall !== null || !sight.canDial) return stay
  return { following: { ...following, joined: call }, effect: { type: 'join', callId: call } }
}
