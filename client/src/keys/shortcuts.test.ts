import { expect, it } from 'vitest'
import { isSecondPress, matches, shortcuts } from './shortcuts.ts'

const press = (code: string, part: object = {}) => ({
  code,
  altKey: true,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  ...part,
})

it.each([
  ['Alt+M', press('KeyM'), true],
  ['M alone', press('KeyM', { altKey: false }), false],
  ['AltGr, which is Ctrl+Alt on Windows', press('KeyM', { ctrlKey: true }), false],
  ['Alt+Shift+M', press('KeyM', { shiftKey: true }), false],
  ['another key', press('KeyN'), false],
])('%s', (_name, event, is) => {
  expect(matches('mute', event)).toBe(is)
})

it('takes both Enter keys', () => {
  expect(matches('call-or-answer', press('NumpadEnter'))).toBe(true)
})

it('binds no key twice, and none that opens a browser menu', () => {
  const codes = Object.values(shortcuts).map((shortcut) => shortcut.code)
  expect(new Set(codes).size).toBe(codes.length)
  for (const menu of ['KeyD', 'KeyE', 'KeyF']) expect(codes).not.toContain(menu)
})

it.each([
  [null, 5_000, false],
  [3_000, 5_000, true],
  [2_999, 5_000, false],
])('after a press at %s, one at %d is the second: %s', (last, now, is) => {
  expect(isSecondPress(last, now)).toBe(is)
})
