import { describe, expect, it } from 'vitest'
import { transition } from './call-machine.ts'
import type { CallEvent, CallState, Connected } from './call-state.ts'
import { callTimes } from './call-times.ts'
import { connectedState, inWords, legs, people, seated, takenOverState } from './testing/call-table.ts'

const { agent, customer, listener } = legs
const parked = { untilMs: 37_000, isGoodbye: false }
/** Nothing comes from the agent, and their connection stands. */
const mute: Connected = { ...connectedState, unheard: { agent: true, customer: false } }
const lineLost: Connected = { ...connectedState, agentLine: { signalling: 'lost', media: 'up' } }
const away: Connected = { ...lineLost, unheard: { agent: true, customer: false }, parked }
const goodbye: Connected = { ...away, parked: { ...parked, isGoodbye: true } }
const isParked = ['arm park', 'journal call-parked']
const isBack = ['disarm park', 'disarm goodbye', 'journal call-parked']

interface Row {
  rule: string
  from: Connected
  event: CallEvent
  to: object
  does: string[]
}

const silent = (atMs = 7_000): CallEvent => ({ type: 'leg-silent', legId: agent, silentMs: 1_000, atMs })

const rows: Row[] = [
  {
    rule: 'PARK-1: the connection is gone and the voice stops',
    from: lineLost,
    event: silent(),
    to: { parked },
    does: ['hearing parked', ...isParked],
  },
  {
    rule: 'PARK-1: the voice had stopped before the connection went',
    from: { ...connectedState, unheard: { agent: true, customer: false } },
    event: { type: 'line-lost', legId: agent, atMs: 7_000 },
    to: { parked, agentLine: { signalling: 'lost' } },
    does: ['hearing parked', 'watch-silence agent', 'arm agent-line', 'journal agent-line', ...isParked],
  },
  {
    rule: 'PARK-1: a connection that is gone while the voice comes changes nothing for the customer',
    from: connectedState,
    event: { type: 'line-lost', legId: agent, atMs: 7_000 },
    to: { parked: null },
    does: ['watch-silence agent', 'arm agent-line', 'journal agent-line'],
  },
  {
    rule: 'PARK-1: a voice that stops while the connection stands is unheard, not away',
    from: connectedState,
    event: silent(),
    to: { parked: null, unheard: { agent: true } },
    does: ['ask-phone agent'],
  },
  {
    rule: 'PARK-6: the phone does not answer either',
    from: mute,
    event: { type: 'phone-frozen', legId: agent, atMs: 7_000 },
    to: { parked, isFrozen: true, agentLine: { signalling: 'up', media: 'up' } },
    does: ['hearing parked', ...isParked],
  },
  {
    rule: 'PARK-6: the voice comes again',
    from: { ...mute, isFrozen: true, parked },
    event: { type: 'leg-heard', legId: agent },
    to: { parked: null, isFrozen: false },
    does: ['hearing two-party', ...isBack],
  },
  {
    rule: 'PARK-6: its connection breaks as well: nothing new to the customer',
    from: { ...mute, isFrozen: true, parked },
    event: { type: 'line-lost', legId: agent, atMs: 9_000 },
    to: { parked, isFrozen: false },
    does: ['watch-silence agent', 'arm agent-line', 'journal agent-line'],
  },
  {
    rule: 'PARK-6: the connection comes again before the voice',
    from: { ...away, isFrozen: true },
    event: { type: 'line-restored', legId: agent },
    to: { parked: null, isFrozen: false },
    does: [
      'hearing two-party',
      'watch-silence agent',
      'disarm agent-line',
      'disarm repair',
      'journal agent-line',
      ...isBack,
    ],
  },
  {
    rule: 'PARK-1: on hold, too: the prompt in place of the music',
    from: { ...lineLost, aside: { kind: 'hold', sinceMs: 1_000 } },
    event: silent(),
    to: { parked, aside: { kind: 'hold', sinceMs: 1_000 } },
    does: ['hearing parked', ...isParked],
  },
  {
    rule: 'PARK-5: held stays held: the music again',
    from: { ...away, aside: { kind: 'hold', sinceMs: 1_000 } },
    event: { type: 'leg-heard', legId: agent },
    to: { parked: null, aside: { kind: 'hold', sinceMs: 1_000 } },
    does: ['hearing held', ...isBack],
  },
  {
    rule: 'PARK-5: the voice comes again over a connection that is still gone',
    from: away,
    event: { type: 'leg-heard', legId: agent },
    to: { parked: null, agentLine: { signalling: 'lost', media: 'up' } },
    does: ['hearing two-party', ...isBack],
  },
  {
    rule: 'PARK-5: the connection comes again before the voice',
    from: away,
    event: { type: 'line-restored', legId: agent },
    to: { parked: null, agentLine: { signalling: 'up', media: 'up' } },
    does: [
      'hearing two-party',
      'watch-silence agent',
      'disarm agent-line',
      'disarm repair',
      'journal agent-line',
      ...isBack,
    ],
  },
  {
    rule: 'PARK-3: nobody comes back: goodbye',
    from: away,
    event: { type: 'timer', timer: 'park', atMs: 37_000 },
    to: { phase: 'connected', parked: { isGoodbye: true } },
    does: ['play-once customer', 'arm goodbye'],
  },
  {
    rule: 'PARK-3: goodbye is said: the end',
    from: goodbye,
    event: { type: 'prompt-ended', legId: customer },
    to: { phase: 'ended', termination: { kind: 'agent-line-lost', fault: 'agent', sipStatus: null } },
    does: [
      'end agent 480 agent-line-lost',
      'end customer 480 agent-line-lost',
      'journal leg-left',
      'journal leg-left',
      'journal call-ended',
      'close',
    ],
  },
  {
    rule: 'PARK-3: a media plane that never says that goodbye was said',
    from: goodbye,
    event: { type: 'timer', timer: 'goodbye', atMs: 57_000 },
    to: { phase: 'ended', termination: { kind: 'agent-line-lost' } },
    does: [
      'end agent 480 agent-line-lost',
      'end customer 480 agent-line-lost',
      'journal leg-left',
      'journal leg-left',
      'journal call-ended',
      'close',
    ],
  },
  {
    rule: 'PARK-3: who comes back while goodbye is said has the call',
    from: goodbye,
    event: { type: 'leg-heard', legId: agent },
    to: { phase: 'connected', parked: null },
    does: ['hearing two-party', ...isBack],
  },
]

/** How soon the silence of a leg is to be told, as it was asked for. */
const asked = (from: CallState, event: CallEvent) =>
  transition(from, event).effects.flatMap((effect) =>
    effect.type === 'media' && effect.request.type === 'watch-silence' ? [effect.request.afterMs] : [],
  )

describe('a parked call', () => {
  it.each(rows)('$rule', ({ from, event, to, does }) => {
    const result = transition(from, event)
    expect(result.refusal).toBeNull()
    expect(result.state).toMatchObject(to)
    expect(result.effects.map(inWords)).toEqual(does)
  })

  it('PARK-2: a gone connection makes one second of silence enough; its return the usual three', () => {
    expect(asked(connectedState, { type: 'line-lost', legId: agent, atMs: 7_000 })).toEqual([
      callTimes.awayMs,
    ])
    expect(asked(lineLost, { type: 'line-restored', legId: agent })).toEqual([null])
  })

  it('SUP-11, PARK-4: who barges has the call before goodbye is said', () => {
    const { state } = transition(
      { ...away, supervisors: [seated('barge')] },
      { type: 'timer', timer: 'park', atMs: 37_000 },
    )
    expect(state).toMatchObject({ agent: { legId: listener }, takenOver: { atMs: 37_000 }, parked: null })
  })

  it('PARK-3: the grace of the connection does not cut goodbye short', () => {
    expect(transition(goodbye, { type: 'timer', timer: 'agent-line', atMs: 97_000 }).state).toBe(goodbye)
  })

  it('PARK-1: a prompt that ends is no goodbye unless it was one', () => {
    expect(transition(away, { type: 'prompt-ended', legId: customer }).state).toBe(away)
  })

  it('PARK-4: who has taken over and is gone is waited for alike', () => {
    const { state } = transition(
      { ...takenOverState, agentLine: { signalling: 'lost', media: 'up' } },
      { type: 'leg-silent', legId: listener, silentMs: 1_000, atMs: 7_000 },
    )
    expect(state).toMatchObject({ parked, agent: { personId: people.lead.personId } })
  })
})
