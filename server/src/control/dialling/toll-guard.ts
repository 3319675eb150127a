import type { Problem, TollGuard } from '@hearthline/shared'
import { Temporal } from 'temporal-polyfill'
import type { ReadNumber } from './read-number.ts'

type TollRule = NonNullable<Problem['toll']>['rule']

/** Shared codes of satellite and other worldwide networks (ITU-T E.164.1): every call there is dear. */
const worldwideNetworks = new Set(['870', '878', '881', '882', '883'])
const dearTypes = new Set(['PREMIUM_RATE', 'SHARED_COST'])

/** Whether this kind of number may be dialled at all (DIAL-5, DIAL-6). */
export function judgeNumber(number: ReadNumber, toll: TollGuard, defaultCountry: string): Problem | null {
  const worldwide = worldwideNetworks.has(number.callingCode)
  const dear = worldwide || (number.type !== undefined && dearTypes.has(number.type))
  if (dear && toll.premium === 'refuse') return refused('premium', null)
  // A network of no country is let through with the premium numbers or not at all.
  if (worldwide) return null
  const countries = toll.countries.length === 0 ? [defaultCountry] : toll.countries
  return number.country !== null && countries.includes(number.country) ? null : refused('country', null)
}

/** Whether it may be dialled at this hour (DIAL-8). `opensAt` is when the night is over. */
export function judgeHours(
  { country }: ReadNumber,
  { nightAbroad }: TollGuard,
  defaultCountry: string,
  nowMs: number,
  timeZone: string,
): Problem | null {
  if (nightAbroad === null || country === defaultCountry) return null
  const { from, until } = nightAbroad
  if (from === until) return null
  const now = Temporal.Instant.fromEpochMilliseconds(nowMs).toZonedDateTimeISO(timeZone)
  const time = now.toPlainTime()
  const isBefore = (clockTime: string) => Temporal.PlainTime.compare(time, clockTime) < 0
  const overMidnight = Temporal.PlainTime.compare(from, until) > 0
  const night = overMidnight ? !isBefore(from) || isBefore(until) : !isBefore(from) && isBefore(until)
  if (!night) return null
  const day = now.toPlainDate().add({ days: isBefore(until) ? 0 : 1 })
  const opensAt = day.toZonedDateTime({ timeZone, plainTime: until }).epochMilliseconds
  return refused('night', opensAt)
}

/** Whether one more call is within the caps (DIAL-7). `opensAt` of the hourly cap is when its first call is an hour old. */
export function judgeCrowd(
  { concurrent, hourlyPerAgent }: TollGuard,
  { outNow, placed }: { outNow: number; placed: readonly number[] },
): Problem | null {
  if (outNow >= concurrent) return refused('concurrent', null)
  if (placed.length < hourlyPerAgent) return null
  const oldest = placed.toSorted((one, two) => one - two)[placed.length - hourlyPerAgent]
  return refused('hourly', oldest === undefined ? null : oldest + 3_600_000)
}

const details: Partial<Record<TollRule, string>> = {
  country: 'Calls to this country are not allowed from here.',
  premium: 'Premium-rate, shared-cost and satellite numbers are not allowed from here.',
  night: 'No calls abroad at night.',
  concurrent: 'Too many calls out at a time.',
  hourly: 'Too many calls out of this agent within an hour.',
}

const refused = (rule: TollRule, opensAt: number | null): Problem => ({
  code: 'toll-guard',
  detail: details[rule] ?? rule,
  toll: { rule, opensAt },
})
