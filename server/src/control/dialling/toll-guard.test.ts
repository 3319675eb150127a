import { defaultPolicies, type Problem, type TollGuard } from '@hearthline/shared'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'
import { readNumber } from './read-number.ts'
import { judgeCrowd, judgeHours, judgeNumber } from './toll-guard.ts'

type Rule = NonNullable<Problem['toll']>['rule']

const toll = (part: Partial<TollGuard> = {}): TollGuard => ({ ...defaultPolicies.toll, ...part })
const number = (text: string) => {
  const read = readNumber(text, 'US')
  if (!read.ok) throw new Error(`${text} is no number`)
  return read.value
}
const at = (text: string, zone: string) => Temporal.ZonedDateTime.from(`${text}[${zone}]`).epochMilliseconds

describe('what may be dialled at all', () => {
  const judged: [text: string, guard: TollGuard, rule: Rule | null][] = [
    ['+12025550147', toll(), null],
    ['+18005550147', toll(), null],
    ['+442079460958', toll(), 'country'],
    // The same country code, another country.
    ['+14165550147', toll(), 'country'],
    ['+18095550147', toll(), 'country'],
    ['+442079460958', toll({ countries: ['GB'] }), null],
    // An allow-list is the whole list: the default country is on it or not.
    ['+12025550147', toll({ countries: ['GB'] }), 'country'],
    ['+19005550147', toll(), 'premium'],
    ['+19005550147', toll({ premium: 'allow' }), null],
    ['+449098790000', toll({ countries: ['GB'] }), 'premium'],
    ['+448443690000', toll({ countries: ['GB'] }), 'premium'],
    ['+491805123456', toll({ countries: ['DE'] }), 'premium'],
    ['+870773111632', toll(), 'premium'],
    ['+881612345678', toll(), 'premium'],
    ['+88213300655', toll(), 'premium'],
    ['+870773111632', toll({ premium: 'allow' }), null],
    ['+979123456789', toll({ premium: 'allow' }), 'country'],
    ['+80012345678', toll(), 'country'],
  ]
  it.each(judged)('DIAL-5, DIAL-6: %s under %j: %s', (text, guard, rule) => {
    const problem = judgeNumber(number(text), guard, 'US')
    expect(problem?.toll?.rule ?? null).toBe(rule)
    if (problem !== null) expect(problem).toMatchObject({ code: 'toll-guard', toll: { opensAt: null } })
  })
})

describe('at night', () => {
  const abroad = number('+442079460958')
  const nights: [zone: string, now: string, night: { from: string; until: string }, opens: string | null][] =
    [
      ['America/New_York', '2026-07-15T21:59:59', { from: '22:00', until: '06:00' }, null],
      ['America/New_York', '2026-07-15T22:00', { from: '22:00', until: '06:00' }, '2026-07-16T06:00'],
      ['America/New_York', '2026-07-16T00:00', { from: '22:00', until: '06:00' }, '2026-07-16T06:00'],
      ['America/New_York', '2026-07-16T05:59:59', { from: '22:00', until: '06:00' }, '2026-07-16T06:00'],
      ['America/New_York', '2026-07-16T06:00', { from: '22:00', until: '06:00' }, null],
      ['Asia/Shanghai', '2026-07-16T12:30', { from: '12:00', until: '13:00' }, '2026-07-16T13:00'],
      ['Asia/Shanghai', '2026-07-16T13:00', { from: '12:00', until: '13:00' }, null],
      // Clocks go forward at 02:00 and back at 03:00: the night ends by the clock on the wall.
      ['Europe/Berlin', '2026-03-28T23:00', { from: '22:00', until: '06:00' }, '2026-03-29T06:00'],
      ['Europe/Berlin', '2026-03-29T01:30', { from: '22:00', until: '02:30' }, '2026-03-29T03:30'],
      ['Europe/Berlin', '2026-10-24T23:00', { from: '22:00', until: '06:00' }, '2026-10-25T06:00'],
      ['UTC', '2026-07-16T12:00', { from: '12:00', until: '12:00' }, null],
    ]
  it.each(nights)('DIAL-8: in %s at %s, night %j, calls abroad open %s', (zone, now, nightAbroad, opens) => {
    const problem = judgeHours(abroad, toll({ nightAbroad }), 'US', at(now, zone), zone)
    expect(problem?.toll ?? null).toEqual(opens === null ? null : { rule: 'night', opensAt: at(opens, zone) })
  })

  it('DIAL-8: calls at home and worldwide are free of it where no night is set', () => {
    const midnight = at('2026-07-16T00:00', 'UTC')
    expect(judgeHours(number('+12025550147'), toll(), 'US', midnight, 'UTC')).toBeNull()
    expect(judgeHours(abroad, toll({ nightAbroad: null }), 'US', midnight, 'UTC')).toBeNull()
    // A satellite is abroad to everybody.
    expect(judgeHours(number('+870773111632'), toll(), 'US', midnight, 'UTC')?.toll?.rule).toBe('night')
  })
})

describe('how many', () => {
  it('DIAL-7: one call too many at a time', () => {
    const guard = toll({ concurrent: 3 })
    expect(judgeCrowd(guard, { outNow: 2, placed: [] })).toBeNull()
    expect(judgeCrowd(guard, { outNow: 3, placed: [] })?.toll).toEqual({ rule: 'concurrent', opensAt: null })
  })

  it('DIAL-7: one too many of an agent within an hour, until the first of as many is an hour old', () => {
    const guard = toll({ hourlyPerAgent: 2 })
    expect(judgeCrowd(guard, { outNow: 0, placed: [1_000] })).toBeNull()
    const problem = judgeCrowd(guard, { outNow: 0, placed: [5_000, 1_000, 3_000] })
    expect(problem?.toll).toEqual({ rule: 'hourly', opensAt: 3_603_000 })
  })
})
