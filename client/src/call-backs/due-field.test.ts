import { expect, it } from 'vitest'
import { dueFrom, localField } from './due-field.ts'
import { isDue } from './use-call-backs.ts'

const now = new Date(2026, 10, 19, 12, 30).getTime()

it.each([
  ['', { ok: true, dueAt: null }],
  ['  ', { ok: true, dueAt: null }],
  ['2026-11-19T13:00', { ok: true, dueAt: now + 30 * 60_000 }],
  ['2026-11-19T12:00', { ok: false }],
  ['tomorrow', { ok: false }],
] as const)('"%s" is %j', (text, due) => {
  expect(dueFrom(text, now)).toEqual(due)
})

it('writes what it reads', () => {
  expect(localField(now)).toBe('2026-11-19T12:30')
  expect(dueFrom(localField(now), now)).toEqual({ ok: true, dueAt: now })
})

it.each([
  [null, true],
  [now, true],
  [now + 1, false],
] as const)('a call-back for %s is due: %s', (dueAt, due) => {
  expect(isDue({ dueAt }, now)).toBe(due)
})
