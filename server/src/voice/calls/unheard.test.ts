import { describe, expect, it } from 'vitest'
import { transition } from './call-machine.ts'
import type { Connected } from './call-state.ts'
import { connectedState, legs, states } from './testing/call-table.ts'
import { unheardNews, unheardSide } from './unheard.ts'

const both = { agent: true, customer: true }
const rows: [string, Partial<Connected>, ReturnType<typeof unheardSide>][] = [
  ['everybody comes', {}, null],
  ['the agent does not', { unheard: { agent: true, customer: false } }, 'agent'],
  ['the customer does not', { unheard: { agent: false, customer: true } }, 'customer'],
  ['nobody does', { unheard: both }, 'both'],
  ['nothing is due of an agent on hold', { unheard: both, aside: { kind: 'hold', sinceMs: 1 } }, 'customer'],
  ['nothing is due of a carrier that announced silence', { unheard: both, customerSilent: true }, 'agent'],
  [
    'who is parked is missed by another word',
    { unheard: both, parked: { untilMs: 9, isGoodbye: false } },
    'customer',
  ],
  [
    'lost media is another word, too',
    { unheard: both, agentLine: { signalling: 'up', media: 'lost' } },
    'customer',
  ],
  [
    'a call that moves is not judged',
    { unheard: both, anchoring: { customer: 'offered', isInTime: true } },
    null,
  ],
]

describe('whose voice does not come', () => {
  it.each(rows)('UNH-1: %s', (_what, changes, side) => {
    expect(unheardSide({ ...connectedState, ...changes })).toBe(side)
  })

  it('UNH-1: is told when it changes, in a connected call alone', () => {
    const after = transition(connectedState, {
      type: 'leg-silent',
      legId: legs.customer,
      silentMs: 3_000,
      atMs: 7_000,
    }).state
    const { callId } = connectedState.call
    expect(unheardNews(connectedState, after)).toEqual({ type: 'unheard', callId, side: 'customer' })
    expect(unheardNews(after, after)).toBeNull()
    expect(unheardNews(after, connectedState)).toMatchObject({ side: null })
    expect(unheardNews(after, states.ended)).toBeNull()
  })
})
