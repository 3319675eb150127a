import type { Challenge } from '@hearthline/shared'
import type { Clock, RandomSource } from '../ports.ts'
import { newSecret } from './secrets.ts'

const challengeLifeMs = 60_000
/** About 4 MB at worst. The oldest goes first; per-address limits keep one stranger from getting this far. */
const capacity = 20_000

/** What a challenge is good for; all three must be the same when it comes back. */
export interface ChallengeBinding {
  purpose: 'enrol' | 'sign-in' | 'reset' | 'socket'
  /** Hash of the pre-login cookie, or the sign-in id for sockets. */
  holder: string
  address: string
}

/** A challenge with its birth, which tells a late signature of a retired key (rule ACCESS-20). */
export type TakenChallenge = Challenge & { issuedAt: number }

export interface Challenges {
  issue(binding: ChallengeBinding): Challenge
  /** Burns the challenge whatever comes of it; null when it is unknown, used, expired or bound to somebody else. */
  take(challengeId: string, binding: ChallengeBinding): TakenChallenge | null
}

/** Kept in memory: a restart costs the browser one more request, and a used one can never come back from disk. */
export function createChallenges(deps: { clock: Clock; random: RandomSource }): Challenges {
  const open = new Map<string, { challenge: TakenChallenge; binding: ChallengeBinding }>()

  const dropStale = (nowMs: number) => {
    // Insertion order is expiry order, since every challenge lives equally long.
    for (const [challengeId, { challenge }] of open) {
      if (challenge.expiresAt > nowMs && open.size < capacity) return
      open.delete(challengeId)
    }
  }

  return {
    issue: (binding) => {
      const nowMs = deps.clock.nowMs()
      dropStale(nowMs)
      const challenge: Challenge = {
        challengeId: deps.random.uuid(),
        nonce: newSecret(deps.random),
        expiresAt: nowMs + challengeLifeMs,
      }
      open.set(challenge.challengeId, { challenge: { ...challenge, issuedAt: nowMs }, binding })
      return challenge
    },
    take: (challengeId, binding) => {
      const entry = open.get(challengeId)
      if (entry === undefined) return null
      open.delete(challengeId)
      // A clock that was set back must not give an old challenge a second life.
      const nowMs = deps.clock.nowMs()
      const fits =
        entry.challenge.expiresAt > nowMs &&
        entry.challenge.issuedAt <= nowMs &&
        entry.binding.purpose === binding.purpose &&
        entry.binding.holder === binding.holder &&
        entry.binding.address === binding.address
      return fits ? entry.challenge : null
    },
  }
}
