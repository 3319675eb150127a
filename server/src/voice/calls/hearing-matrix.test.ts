import { describe, expect, it } from 'vitest'
import { hearingIn, sidesOf } from './hearing-matrix.ts'
import type { Seat, SeatedLeg, Situation } from './hearing-matrix.ts'
import { legs } from './testing/call-table.ts'

const { agent, consult, customer, listener, otherLead } = legs

/** A call with one lead in `seat`, and another who listens. */
const seats = (seat: Seat): SeatedLeg[] => [
  { legId: agent, seat: 'agent' },
  { legId: customer, seat: 'customer' },
  { legId: listener, seat },
  { legId: otherLead, seat: 'listen' },
]
const situations = [
  'dialling',
  'ringing',
  'early-media',
  'two-party',
  'held',
  'calling',
  'calling-early-media',
  'consulting',
  'swapped',
  'three-way',
  'parked',
  'parked-three-way',
] as const satisfies Situation[]
const modes = ['listen', 'whisper', 'barge'] as const

const ear = (heard: readonly string[], prompt: string | null = null) => ({ legs: heard, prompt })

describe('who hears whom', () => {
  it.each([
    ['dialling', ear([]), ear([]), ear([])],
    ['ringing', ear([], 'ringback'), ear([]), ear([])],
    ['early-media', ear([customer]), ear([]), ear([])],
    ['two-party', ear([customer]), ear([agent]), ear([agent, customer])],
    ['parked', ear([]), ear([], 'comfort'), ear([customer])],
  ] as const)('HEAR-1: %s', (situation, atAgent, atCustomer, atSupervisor) => {
    expect(hearingIn(situation, seats('listen'))).toEqual({
      [agent]: atAgent,
      [customer]: atCustomer,
      [listener]: atSupervisor,
      [otherLead]: atSupervisor,
    })
  })

  /** Agent, customer and consult party, a lead in `seat`, and another who listens. */
  const withConsult = (seat: Seat): SeatedLeg[] => [...seats(seat), { legId: consult, seat: 'consult' }]
  it.each([
    ['held', 'listen', ear([]), ear([], 'hold'), ear([]), ear([customer])],
    ['held', 'whisper', ear([listener]), ear([], 'hold'), ear([]), ear([customer])],
    ['held', 'barge', ear([listener]), ear([listener], 'hold'), ear([]), ear([customer])],
    ['calling', 'listen', ear([], 'ringback'), ear([], 'hold'), ear([]), ear([customer])],
    ['calling-early-media', 'listen', ear([consult]), ear([], 'hold'), ear([]), ear([customer])],
    ['consulting', 'listen', ear([consult]), ear([], 'hold'), ear([agent]), ear([agent, customer, consult])],
    [
      'consulting',
      'barge',
      ear([listener, consult]),
      ear([listener], 'hold'),
      ear([agent]),
      ear([agent, customer, consult]),
    ],
    ['swapped', 'listen', ear([customer]), ear([agent]), ear([], 'hold'), ear([agent, customer])],
    [
      'three-way',
      'whisper',
      ear([customer, listener, consult]),
      ear([agent, consult]),
      ear([agent, customer]),
      ear([agent, customer, consult]),
    ],
    [
      'three-way',
      'barge',
      ear([customer, listener, consult]),
      ear([agent, listener, consult]),
      ear([agent, customer, listener]),
      ear([agent, customer, consult]),
    ],
    ['parked', 'listen', ear([]), ear([], 'comfort'), ear([], 'comfort'), ear([customer])],
    ['parked-three-way', 'listen', ear([]), ear([consult]), ear([customer]), ear([customer, consult])],
  ] as const)(
    'HEAR-1, CTL-16: %s, a lead in %s',
    (situation, mode, atAgent, atCustomer, atConsult, atLead) => {
      const matrix = hearingIn(situation, withConsult(mode))
      expect(matrix[agent]).toEqual(atAgent)
      expect(matrix[customer]).toEqual(atCustomer)
      expect(matrix[consult]).toEqual(atConsult)
      expect(matrix[listener]).toEqual(atLead)
    },
  )

  it.each([
    ['two-party', [agent]],
    ['held', []],
    ['calling', []],
    ['consulting', []],
    ['swapped', [agent]],
    ['three-way', [agent, consult]],
  ] as const)('CTL-10: recorded on the agent’s side: %s', (situation, side) => {
    expect(sidesOf(situation, withConsult('listen'))).toEqual({ agentSide: side, customerSide: [customer] })
    const barged = sidesOf(situation, withConsult('barge')).agentSide
    expect(new Set(barged)).toEqual(new Set([...side, listener]))
  })

  it.each([
    // The lead, the agent, the customer, another lead who listens.
    ['listen', ear([agent, customer]), ear([customer]), ear([agent]), ear([agent, customer])],
    ['whisper', ear([agent, customer]), ear([customer, listener]), ear([agent]), ear([agent, customer])],
    [
      'barge',
      ear([agent, customer]),
      ear([customer, listener]),
      ear([agent, listener]),
      ear([agent, customer, listener]),
    ],
  ] as const)('SUP-1, SUP-2: %s', (mode, atLead, atAgent, atCustomer, atOther) => {
    expect(hearingIn('two-party', seats(mode))).toEqual({
      [agent]: atAgent,
      [customer]: atCustomer,
      [listener]: atLead,
      [otherLead]: atOther,
    })
  })

  it('SUP-2: who has taken over sits in the agent’s place: another lead hears them, as the customer does', () => {
    const takenOver: SeatedLeg[] = [
      { legId: listener, seat: 'agent' },
      { legId: customer, seat: 'customer' },
      { legId: otherLead, seat: 'listen' },
    ]
    expect(hearingIn('two-party', takenOver)).toEqual({
      [listener]: ear([customer]),
      [customer]: ear([listener]),
      [otherLead]: ear([listener, customer]),
    })
  })

  it.each([
    ['listen', ear([], 'comfort'), ear([customer])],
    ['whisper', ear([], 'comfort'), ear([customer])],
    // The prompt speaks only where the leg is not there.
    ['barge', ear([listener], 'comfort'), ear([customer, listener])],
  ] as const)('SUP-10: the agent’s line is lost under a lead in %s', (mode, atCustomer, atOther) => {
    expect(hearingIn('parked', seats(mode))).toEqual({
      [agent]: ear([]),
      [customer]: atCustomer,
      [listener]: ear([customer]),
      [otherLead]: atOther,
    })
  })

  it('SUP-1, HEAR-2: a whisper is in the agent’s ear alone, a listener in none, nobody hears themselves', () => {
    for (const situation of situations)
      for (const mode of modes)
        for (const [own, { legs: heard }] of Object.entries(hearingIn(situation, seats(mode)))) {
          expect(heard).not.toContain(otherLead)
          expect(heard).not.toContain(own)
          if (mode === 'listen' || (mode === 'whisper' && own !== agent))
            expect(heard).not.toContain(listener)
        }
  })

  it('HEAR-3: two parties hear just each other, which the media plane relays undecoded', () => {
    expect(hearingIn('two-party', seats('listen').slice(0, 2))).toEqual({
      [agent]: ear([customer]),
      [customer]: ear([agent]),
    })
  })

  it.each([
    ['listen', [agent]],
    ['whisper', [agent]],
    ['barge', [agent, listener]],
  ] as const)('SUP-3: who belongs to the recorded sides in %s', (mode, agentSide) => {
    expect(sidesOf('two-party', seats(mode))).toEqual({ agentSide, customerSide: [customer] })
  })
})
