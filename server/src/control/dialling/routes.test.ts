import { TrunkId } from '@hearthline/shared'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TrunkRoute } from '../../protocol/ticket.ts'
import type { DialTrunk } from './ports.ts'
import { routesFor } from './routes.ts'

const trunkId = (index: number) => TrunkId.parse(`00000000-0000-4000-8000-${String(index).padStart(12, '0')}`)
const trunk = (index: number, part: Partial<DialTrunk> = {}): DialTrunk => ({
  trunkId: trunkId(index),
  rank: 1,
  weight: 1,
  prefixes: [],
  callerId: '+12025550100',
  callerIds: [],
  down: false,
  ...part,
})
/** Draws these fractions of 1, one after the other. */
const drawing = (...fractions: number[]) => {
  let next = 0
  return {
    uuid: () => crypto.randomUUID(),
    bytes: (count: number) => {
      const bytes = new Uint8Array(count)
      new DataView(bytes.buffer).setUint32(0, Math.floor((fractions[next++] ?? 0) * 2 ** 32))
      return bytes
    },
  }
}
const us = '+12025550147'
const dialled = (number: string, part: Partial<DialTrunk>) =>
  routesFor(number, [trunk(1, part)], drawing())[0]?.dialled ?? null
const order = (trunks: DialTrunk[], ...fractions: number[]) =>
  routesFor(us, trunks, drawing(...fractions)).map((route) => Number(route.trunkId.slice(-4)))

describe('what a number looks like on a trunk', () => {
  const rules = [
    { prefix: '+', strip: 0, prepend: '' },
    { prefix: '+49', strip: 3, prepend: '0' },
    { prefix: '+4930', strip: 5, prepend: '' },
    { prefix: '+1', strip: 1, prepend: '9*' },
  ]
  it.each([
    ['+442079460958', '+442079460958'],
    ['+498912345678', '08912345678'],
    ['+493012345678', '12345678'],
    ['+12025550147', '9*12025550147'],
  ])('DIAL-9: %s goes out as %s by the longest prefix that fits', (number, expected) => {
    expect(dialled(number, { prefixes: rules })).toBe(expected)
    expect(dialled(number, { prefixes: rules.toReversed() })).toBe(expected)
  })

  it('DIAL-9: without rules every number goes out as E.164; with rules, only those that one fits', () => {
    expect(dialled(us, {})).toBe(us)
    expect(dialled(us, { prefixes: [{ prefix: '+44', strip: 0, prepend: '' }] })).toBeNull()
  })

  it.each([
    ['nothing is left', { prefix: '+1', strip: 16, prepend: '' }],
    ['too little is left', { prefix: '+1', strip: 10, prepend: '' }],
    ['the police is left', { prefix: '+1', strip: 16, prepend: '911' }],
    ['it would not fit a ticket', { prefix: '+1', strip: 0, prepend: '##' }],
  ])('DIAL-10: no way over a trunk where %s', (_, rule) => {
    const long = { ...rule, prepend: rule.prepend === '##' ? '#'.repeat(40) : rule.prepend }
    expect(dialled(us, { prefixes: [long] })).toBeNull()
  })

  it('DIAL-10: a number whose end is an emergency number stays a number', () => {
    expect(dialled('+12025550911', { prefixes: [{ prefix: '+1', strip: 2, prepend: '' }] })).toBe(
      '2025550911',
    )
    expect(dialled('+12025550911', { prefixes: [{ prefix: '+1', strip: 9, prepend: '' }] })).toBeNull()
  })

  it('DIAL-11: the caller id is that of the longest prefix of the called number', () => {
    const callerIds = [
      { prefix: '+1', callerId: '+12025550101' },
      { prefix: '+1202', callerId: '+12025550102' },
    ]
    const shown = (number: string) => routesFor(number, [trunk(1, { callerIds })], drawing())[0]?.callerId
    expect(shown('+12025550147')).toBe('+12025550102')
    expect(shown('+13125550147')).toBe('+12025550101')
    expect(shown('+442079460958')).toBe('+12025550100')
  })
})

describe('the order of trunks', () => {
  it('DIAL-12: by rank, whatever is drawn', () => {
    expect(order([trunk(1, { rank: 3 }), trunk(2, { rank: 1 }), trunk(3, { rank: 2 })], 0.9, 0.9)).toEqual([
      2, 3, 1,
    ])
  })

  it('DIAL-12: within a rank the first is drawn by weight, then the next of the rest', () => {
    const trunks = [trunk(1, { weight: 1 }), trunk(2, { weight: 3 })]
    expect(order(trunks, 0.24)).toEqual([1, 2])
    expect(order(trunks, 0.26)).toEqual([2, 1])
    expect(order(trunks, 0.999)).toEqual([2, 1])
    expect(order([...trunks, trunk(3, { weight: 4 })], 0.6, 0.1)).toEqual([3, 1, 2])
  })

  it('DIAL-12: spread by weight over many draws', () => {
    const trunks = [trunk(1, { weight: 1 }), trunk(2, { weight: 3 })]
    const draws = Array.from({ length: 400 }, (_, index) => index / 400)
    const first = draws.filter((fraction) => order(trunks, fraction)[0] === 1)
    expect(first).toHaveLength(100)
  })

  it('DIAL-13: one that is known to be down comes last, and is tried all the same', () => {
    expect(order([trunk(1, { down: true }), trunk(2, { rank: 9 })])).toEqual([2, 1])
    expect(order([trunk(1, { down: true })])).toEqual([1])
  })

  it('DIAL-13: at most eight', () => {
    expect(order(Array.from({ length: 20 }, (_, index) => trunk(index)))).toHaveLength(8)
  })

  it('DIAL-13: whatever trunks say, routes are what a ticket takes, each trunk once', () => {
    const rule = fc.record({
      prefix: fc.stringMatching(/^\+\d{0,4}$/),
      strip: fc.nat(16),
      prepend: fc.stringMatching(/^[+*#\d]{0,16}$/),
    })
    const any = fc.record({
      rank: fc.integer({ min: 1, max: 100 }),
      weight: fc.integer({ min: 1, max: 100 }),
      prefixes: fc.array(rule, { maxLength: 4 }),
      down: fc.boolean(),
    })
    fc.assert(
      fc.property(
        fc.array(any, { maxLength: 12 }),
        fc.array(fc.double({ min: 0, max: 0.999_999, noNaN: true }), { maxLength: 12 }),
        (parts, fractions) => {
          const trunks = parts.map((part, index) => trunk(index, part))
          const routes = routesFor(us, trunks, drawing(...fractions))
          expect(routes.length).toBeLessThanOrEqual(8)
          for (const route of routes) expect(TrunkRoute.safeParse(route).success).toBe(true)
          expect(new Set(routes.map((route) => route.trunkId)).size).toBe(routes.length)
          const standing = routes.map((route) => trunks.find((one) => one.trunkId === route.trunkId))
          const keys = standing.map((one) => (one?.down ? 1_000 : 0) + (one?.rank ?? 0))
          expect(keys).toEqual(keys.toSorted((one, two) => one - two))
        },
      ),
    )
  })
})
