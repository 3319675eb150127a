import { CallId, PersonId } from '@hearthline/shared'
import { expect, it } from 'vitest'
import { type FollowEffect, type Following, type FollowSight, followStep } from './follow-machine.ts'

const first = CallId.parse('6b9a2c1e-5a52-4f0e-9a50-0d7f7b3f0a01')
const second = CallId.parse('6b9a2c1e-5a52-4f0e-9a50-0d7f7b3f0a02')
const agent = {
  personId: PersonId.parse('6b9a2c1e-5a52-4f0e-9a50-0d7f7b3f0b01'),
  displayName: 'Dana Whitlock',
}
const dana = (joined: CallId | null): Following => ({ type: 'agent', agent, joined })
const sight = (part: Partial<FollowSight>): FollowSight => ({
  agent: 'here',
  call: null,
  inCall: null,
  canDial: true,
  ...part,
})
const join = (callId: CallId): FollowEffect => ({ type: 'join', callId })

it.each<[string, Following, FollowSight, Following, FollowEffect | null]>([
  ['nobody is followed', { type: 'nobody' }, sight({ call: first }), { type: 'nobody' }, null],
  ['no call yet: waits', dana(null), sight({}), dana(null), null],
  ['their call is answered: joined', dana(null), sight({ call: first }), dana(first), join(first)],
  ['the next one: joined too', dana(first), sight({ call: second }), dana(second), join(second)],
  ['the same call, left on purpose: not again', dana(first), sight({ call: first }), dana(first), null],
  ['in it already', dana(null), sight({ call: first, inCall: first }), dana(first), null],
  ['in another call: waits', dana(null), sight({ call: second, inCall: first }), dana(null), null],
  [
    'taken over the last, they are in the next',
    dana(first),
    sight({ call: second, inCall: first }),
    dana(first),
    null,
  ],
  ['no line to dial with: waits', dana(null), sight({ call: first, canDial: false }), dana(null), null],
  [
    'the floor is not known yet, as after a reload',
    dana(null),
    sight({ agent: 'unknown' }),
    dana(null),
    null,
  ],
  [
    'they signed out',
    dana(first),
    sight({ agent: 'gone' }),
    { type: 'nobody' },
    { type: 'tell-ended', agent },
  ],
])('%s', (_name, before, seen, after, effect) => {
  expect(followStep(before, seen)).toEqual({ following: after, effect })
})

it('joins each call once, however often it looks', () => {
  let following = dana(null)
  const joins: FollowEffect[] = []
  for (const seen of [
    sight({}),
    sight({ call: first }),
    sight({ call: first }),
    sight({ call: first, inCall: first }),
  ]) {
    const step = followStep(following, seen)
    following = step.following
    if (step.effect !== null) joins.push(step.effect)
  }
  expect(joins).toEqual([join(first)])
})
