import { CallId, PersonId } from '@hearthline/shared'
import { expect, it } from 'vitest'
import type { FollowSight } from './follow-machine.ts'
import { createFollowing } from './follow-service.ts'

const lead = PersonId.parse('6b9a2c1e-5a52-4f0e-9a50-0d7f7b3f0b01')
const otherLead = PersonId.parse('6b9a2c1e-5a52-4f0e-9a50-0d7f7b3f0b02')
const dana = {
  personId: PersonId.parse('6b9a2c1e-5a52-4f0e-9a50-0d7f7b3f0b03'),
  displayName: 'Dana Whitlock',
}
const callId = CallId.parse('6b9a2c1e-5a52-4f0e-9a50-0d7f7b3f0a01')

/** A tab: its storage outlives the pages that are opened in it. */
function tab() {
  const kept = new Map<string, string>()
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  }
  const page = (leadId = lead) => {
    const asked: string[] = []
    const sight: FollowSight = { agent: 'unknown', call: null, inCall: null, canDial: true }
    let followed: string | null = null
    const following = createFollowing(leadId, {
      look: () => sight,
      join: (id) => asked.push(`join ${id}`),
      tellEnded: ({ displayName }) => asked.push(`ended ${displayName}`),
      write: (next) => {
        followed = next.type === 'agent' ? next.agent.displayName : null
      },
      storage,
    })
    return { ...following, asked, sight, followed: () => followed }
  }
  return { page, kept }
}

it('goes on over a reload and joins the call that runs', () => {
  const { page } = tab()
  page().follow(dana)
  const reloaded = page()
  expect(reloaded.followed()).toBe('Dana Whitlock')
  reloaded.look()
  expect(reloaded.asked).toEqual([])
  Object.assign(reloaded.sight, { agent: 'here', call: callId })
  reloaded.look()
  expect(reloaded.asked).toEqual([`join ${callId}`])
})

it('is the lead’s own: the next person at this tab follows nobody', () => {
  const { page } = tab()
  page().follow(dana)
  expect(page(otherLead).followed()).toBeNull()
})

it('ends with the agent’s sign-out, for the tab too', () => {
  const { page, kept } = tab()
  const open = page()
  open.follow(dana)
  open.sight.agent = 'gone'
  open.look()
  open.look()
  expect(open.asked).toEqual(['ended Dana Whitlock'])
  expect(kept.size).toBe(0)
})

it('ends by the lead without a word', () => {
  const { page, kept } = tab()
  const open = page()
  open.follow(dana)
  open.unfollow()
  open.sight.agent = 'gone'
  open.look()
  expect(open.asked).toEqual([])
  expect(kept.size).toBe(0)
})

it('takes nothing from a damaged memory', () => {
  const { page, kept } = tab()
  kept.set('hearthline-following', '{"leadId":1')
  expect(page().followed()).toBeNull()
})
