import { type CallId, PersonId } from '@hearthline/shared'
import { z } from 'zod'
import { type Followed, type Following, type FollowSight, followStep } from './follow-machine.ts'

/** What following touches outside its own rules. */
export interface FollowPorts {
  look: (agent: PersonId) => FollowSight
  join: (callId: CallId) => void
  tellEnded: (agent: Followed) => void
  write: (following: Following) => void
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | null
}

const storageKey = 'hearthline-following'
/** Whose tab it is: the next person to sign in here follows nobody. */
const Kept = z.object({ leadId: PersonId, personId: PersonId, displayName: z.string() })

/** Follows one agent across calls, also over a reload of this tab. `look` again whenever something may have changed. */
export function createFollowing(
  leadId: PersonId,
  ports: FollowPorts,
): {
  follow: (agent: Followed) => void
  unfollow: () => void
  look: () => void
} {
  let following: Following = { type: 'nobody' }

  const set = (next: Following): void => {
    following = next
    ports.write(next)
    try {
      if (next.type === 'nobody') ports.storage?.removeItem(storageKey)
      else ports.storage?.setItem(storageKey, JSON.stringify({ leadId, ...next.agent }))
    } catch {
      // Storage is blocked or full: it then lasts as long as the page.
    }
  }
  const look = (): void => {
    if (following.type === 'nobody') return
    const step = followStep(following, ports.look(following.agent.personId))
    if (step.following !== following) set(step.following)
    if (step.effect?.type === 'join') ports.join(step.effect.callId)
    if (step.effect?.type === 'tell-ended') ports.tellEnded(step.effect.agent)
  }
  const kept = readKept(ports.storage)
  if (kept?.leadId === leadId)
    set({
      type: 'agent',
      agent: { personId: kept.personId, displayName: kept.displayName },
      joined: null,
    })

  return {
    follow: (agent) => {
      set({ type: 'agent', agent, joined: null })
      look()
    },
    unfollow: () => set({ type: 'nobody' }),
    look,
  }
}

function readKept(storage: FollowPorts['storage']): z.infer<typeof Kept> | null {
  try {
    const kept = Kept.safeParse(JSON.parse(storage?.getItem(storageKey) ?? 'null'))
    return kept.success ? kept.data : null
  } catch {
    // Not ours, or blocked.
    return null
  }
}
