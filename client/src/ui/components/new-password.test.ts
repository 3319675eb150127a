import { passwordLimits } from '@hearthline/shared'
import { expect, it } from 'vitest'
import { isReady, lengthOf, passwordFault } from './new-password.tsx'

it.each([
  ['fifteen and the same', 'fifteen letters', 'fifteen letters', 15, true],
  ['one short', 'fourteen chars', 'fourteen chars', 15, false],
  ['eight with a device', 'eight ch', 'eight ch', 8, true],
  ['not the same', 'fifteen letters', 'fifteen letterz', 15, false],
  ['signs outside the BMP count once', '😀'.repeat(8), '😀'.repeat(8), 15, false],
  ['longer than is hashed', 'x'.repeat(201), 'x'.repeat(201), 15, false],
])('ACCESS-30: %s', (_name, next, again, least, ready) => {
  expect(isReady(next, again, least)).toBe(ready)
})

it('ACCESS-30: counts characters, not code units', () => {
  expect(lengthOf('密码😀')).toBe(3)
  expect(passwordLimits.withDevice).toBeLessThan(passwordLimits.withoutDevice)
})

it.each([
  [{ code: 'password-refused', detail: 'common' }, 'common'],
  [{ code: 'password-refused', detail: 'something new' }, null],
  [{ code: 'password-wrong', detail: 'common' }, null],
  [null, null],
] as const)('reads the fault of %j', (problem, fault) => {
  expect(passwordFault(problem)).toBe(fault)
})
