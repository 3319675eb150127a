import { LegId } from '@hearthline/shared'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { routingPlan } from './room.ts'

const leg = (digit: string): LegId => LegId.parse(`00000000-0000-4000-8000-00000000000${digit}`)
const [agent, customer, lead] = [leg('1'), leg('2'), leg('3')]

const hears = (legs: LegId[]): { legs: LegId[]; prompt: null } => ({ legs, prompt: null })

describe('routing plan', () => {
  it('MEDIA-22: each row of the situation table', () => {
    const listen = routingPlan(
      [agent, customer, lead],
      new Map([
        [agent, hears([customer])],
        [customer, hears([agent])],
        [lead, hears([agent, customer])],
      ]),
    )
    expect(listen.get(agent)).toEqual({ mode: 'relay', source: customer })
    expect(listen.get(customer)).toEqual({ mode: 'relay', source: agent })
    expect(listen.get(lead)).toEqual({ mode: 'mix', sources: [agent, customer] })
    const parked = routingPlan(
      [customer],
      new Map([[customer, { legs: [agent], prompt: 'comfort' as const }]]),
    )
    expect(parked.get(customer)).toEqual({ mode: 'prompt', prompt: 'comfort' })
    expect(routingPlan([agent], new Map()).get(agent)).toEqual({ mode: 'silence' })
  })

  it('MEDIA-23: nobody hears themself, somebody absent, or anybody twice', () => {
    const legs = fc.constantFrom(agent, customer, lead)
    fc.assert(
      fc.property(fc.uniqueArray(legs), fc.array(fc.tuple(legs, fc.array(legs))), (present, rows) => {
        const plan = routingPlan(
          present,
          new Map(rows.map(([ear, heard]) => [ear, { legs: heard, prompt: null }])),
        )
        expect([...plan.keys()].toSorted()).toEqual(present.toSorted())
        for (const [ear, feed] of plan) {
          const sources = feed.mode === 'mix' ? feed.sources : feed.mode === 'relay' ? [feed.source] : []
          expect(sources).not.toContain(ear)
          expect(new Set(sources).size).toBe(sources.length)
          expect(sources.every((source) => present.includes(source))).toBe(true)
        }
      }),
    )
  })
})
