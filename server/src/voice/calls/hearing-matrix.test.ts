import { describe, expect, it } from 'vitest'
import { hearingIn } from './hearing-matrix.ts'
import type { SeatedLeg, Situation } from './hearing-matrix.ts'
import { legs } from './testing/call-table.ts'

const { agent, customer, listener, newListener } = legs
const seats: SeatedLeg[] = [
  { legId: agent, role: 'agent' },
  { legId: customer, role: 'customer' },
  { legId: listener, role: 'supervisor' },
  { legId: newListener, role: 'supervisor' },
]
const all = ['dialling', 'ringing', 'early-media', 'two-party', 'parked'] as const satisfies Situation[]

const ear = (heard: string | readonly string[]) =>
  typeof heard === 'string' ? { legs: [], prompt: heard } : { legs: heard, prompt: null }

describe('who hears whom', () => {
  it.each([
    ['dialling', [], [], []],
    ['ringing', 'ringback', [], []],
    ['early-media', [customer], [], []],
    ['two-party', [customer], [agent], [agent, customer]],
    ['parked', [], 'comfort', [customer]],
  ] as const)('HEAR-1: %s', (situation, atAgent, atCustomer, atSupervisor) => {
    expect(hearingIn(situation, seats)).toEqual({
      [agent]: ear(atAgent),
      [customer]: ear(atCustomer),
      [listener]: ear(atSupervisor),
      [newListener]: ear(atSupervisor),
    })
  })

  it('LIS-5, HEAR-2: no supervisor is in any ear, nobody hears themselves', () => {
    for (const situation of all)
      for (const [own, { legs: heard }] of Object.entries(hearingIn(situation, seats))) {
        expect(heard).not.toContain(listener)
        expect(heard).not.toContain(newListener)
        expect(heard).not.toContain(own)
      }
  })

  it('HEAR-3: two parties hear just each other, which the media plane relays undecoded', () => {
    expect(hearingIn('two-party', seats.slice(0, 2))).toEqual({
      [agent]: { legs: [customer], prompt: null },
      [customer]: { legs: [agent], prompt: null },
    })
  })
})
