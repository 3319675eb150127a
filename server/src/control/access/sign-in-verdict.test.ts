import { defaultPolicies } from '@hearthline/shared'
import { describe, expect, it } from 'vitest'
import { judgeSignIn, type SignInFactsNow } from './sign-in-verdict.ts'

const minute = 60_000
const hour = 60 * minute
const start = 1_700_000_000_000

const usual: SignInFactsNow = {
  nowMs: start + hour,
  signedInAtMs: start,
  lastActiveAtMs: start + hour,
  expiresAtMs: start + 12 * hour,
  person: { role: 'agent', disabled: false },
  device: { state: 'approved', grade: 'D1' },
  covered: true,
  shift: { type: 'always' },
  inCall: false,
  policies: defaultPolicies,
}
const window = { startsAt: start, endsAt: start + 8 * hour, timeZone: 'UTC' }
const open = (untilMs: number) => ({ type: 'open' as const, by: 'window' as const, window, untilMs })
const live = (endsAtMs: number, more: object = {}) => ({
  type: 'live',
  draining: false,
  inCall: false,
  endsAtMs,
  ...more,
})
const over = (reason: string) => ({ type: 'over', reason })
const strict = (part: object) => ({ ...defaultPolicies, ...part })

describe('whether a sign-in may go on', () => {
  it.each<[string, Partial<SignInFactsNow>, object]>([
    ['in the hours of its day', {}, live(start + 12 * hour)],
    ['nobody', { person: null }, over('disabled')],
    ['a disabled person', { person: { role: 'agent', disabled: true } }, over('disabled')],
    ['a suspended device', { device: { state: 'suspended', grade: 'D1' } }, over('suspended')],
    ['a revoked device', { device: { state: 'revoked', grade: 'D1' } }, over('revoked')],
    ['an expired device', { device: { state: 'expired', grade: 'D1' } }, over('revoked')],
    ['no device', { device: null }, over('revoked')],
    [
      'a grade that the role may have no more',
      { policies: strict({ minimumGrade: { ...defaultPolicies.minimumGrade, agent: 'D2' } }) },
      over('revoked'),
    ],
    [
      'a hardware key where one is asked for',
      {
        device: { state: 'approved', grade: 'D2' },
        policies: strict({ minimumGrade: { ...defaultPolicies.minimumGrade, agent: 'D2' } }),
      },
      live(start + 12 * hour),
    ],
    ['an address that no rule covers', { covered: false }, over('network')],
    ['also in a call', { covered: false, inCall: true }, over('network')],
    ['after the shift', { shift: { type: 'closed', next: null } }, over('shift-over')],
    [
      'after the shift, in a call',
      { shift: { type: 'closed', next: null }, inCall: true },
      over('shift-over'),
    ],
    ['in the shift', { shift: open(start + 9 * hour) }, live(start + 9 * hour)],
    ['in a shift longer than a sign-in', { shift: open(start + 20 * hour) }, live(start + 12 * hour)],
    ['idle for a minute less', { lastActiveAtMs: start + 31 * minute }, live(start + 12 * hour)],
    ['idle', { lastActiveAtMs: start + 30 * minute }, over('idle')],
    ['idle in a call', { lastActiveAtMs: start, inCall: true }, live(start + 12 * hour, { inCall: true })],
    [
      'idle by a stricter policy',
      { lastActiveAtMs: start + 50 * minute, policies: strict({ idleMinutes: 5 }) },
      over('idle'),
    ],
    ['at its absolute end', { expiresAtMs: start + hour }, over('expired')],
    [
      'at its absolute end in a call',
      { expiresAtMs: start + hour, inCall: true },
      live(start + hour, { draining: true, inCall: true }),
    ],
    [
      'four hours past its end in a call',
      { nowMs: start + 16 * hour, lastActiveAtMs: start + 16 * hour, inCall: true },
      over('expired'),
    ],
    ['past the end of a stricter policy', { policies: strict({ absoluteHours: 1 }) }, over('expired')],
    [
      'a laxer policy prolongs no sign-in that is open',
      { policies: strict({ absoluteHours: 24 }) },
      live(start + 12 * hour),
    ],
    // The order: whoever is disabled hears that, whatever else is wrong.
    ['disabled before all', { person: null, device: null, covered: false }, over('disabled')],
    [
      'the network before the shift',
      { covered: false, shift: { type: 'closed', next: null } },
      over('network'),
    ],
  ])('ACCESS-9, ACCESS-16: %s', (_name, part, verdict) => {
    expect(judgeSignIn({ ...usual, ...part })).toEqual(verdict)
  })
})
