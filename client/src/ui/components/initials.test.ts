import { expect, it } from 'vitest'
import { initialsOf } from './initials.ts'

it.each([
  ['Dana Whitlock', 'DW'],
  ['  maria  del carmen  ruiz ', 'MR'],
  ['Cher', 'C'],
  ['周牧', '牧'],
  ['', ''],
])('%j is %j', (name, initials) => {
  expect(initialsOf(name)).toBe(initials)
})
