import { ChosenDisposition } from '@hearthline/shared'
import { expect, it } from 'vitest'
import { outcomeGroups, outcomeOfKey } from './outcomes.ts'

const listed = outcomeGroups.flatMap(({ outcomes }) => outcomes)

it('lists every outcome that can be chosen, once', () => {
  expect(listed.map((one) => one.outcome).toSorted()).toEqual(ChosenDisposition.options.toSorted())
})

it('gives each digit to one outcome', () => {
  const keys = listed.flatMap((one) => (one.key === null ? [] : [one.key]))
  expect(keys.toSorted()).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
  for (const { outcome, key } of listed) if (key !== null) expect(outcomeOfKey(key)).toBe(outcome)
  expect(outcomeOfKey('a')).toBeNull()
})
