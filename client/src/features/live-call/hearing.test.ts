import { expect, it } from 'vitest'
import { type Ear, type HearMode, hears } from './hearing.ts'

const ears: readonly Ear[] = ['customer', 'agent', 'you']

it.each<[HearMode, string[]]>([
  ['off', ['customer<agent', 'agent<customer']],
  ['listen', ['customer<agent', 'agent<customer', 'you<customer', 'you<agent']],
])('%s: exactly these hear', (mode, expected) => {
  const heard = ears.flatMap((listener) =>
    ears.filter((speaker) => hears(mode, listener, speaker)).map((speaker) => `${listener}<${speaker}`),
  )
  expect(heard.toSorted()).toEqual(expected.toSorted())
})
