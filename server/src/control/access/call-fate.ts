import type { SignedOut } from '@hearthline/shared'
import type { PeopleService } from '../people/index.ts'
import type { LiveCallActivity, SignInEnded } from '../ports.ts'
import type { StoredSignIn } from './ports.ts'

export type CallFate = Pick<SignInEnded, 'calls' | 'call'>

/** What becomes of the live call of a sign-in that ends (rule ACCESS-38). */
export function createCallFate(deps: {
  people: Pick<PeopleService, 'find' | 'onRevoke'>
  liveCalls: LiveCallActivity
}): (signIn: StoredSignIn, reason: SignedOut['reason']) => CallFate {
  const { people, liveCalls } = deps

  return ({ signInId, personId }, reason) => {
    const isAgent = people.find(personId)?.role === 'agent'
    // A lead who has taken a call over has it as an agent would; so has an agent whose role was changed in the middle.
    const speaks = liveCalls.speaksInCall(signInId)
    const drains = (isAgent || speaks) && people.onRevoke(personId) === 'drain'
    const calls = fateBy(reason, drains ? 'drain' : 'end')
    // Somebody who listens has no call of their own: it goes on without them.
    if (!speaks) return { calls, call: 'none' }
    return { calls, call: calls === 'drain' ? 'drains' : 'cut' }
  }
}

function fateBy(reason: SignedOut['reason'], byTeam: CallFate['calls']): CallFate['calls'] {
  switch (reason) {
    case 'expired':
    case 'idle':
    case 'shift-over':
    // A browser that crashed signs in again: the call waits for its agent, who comes back into it (RECORD-17).
    case 'replaced':
      return 'drain'
    case 'signed-out':
      return 'end'
    case 'revoked':
    case 'suspended':
    case 'disabled':
    case 'network':
    case 'password':
    case 'by-lead':
      return byTeam
    default:
      return reason satisfies never
  }
}
