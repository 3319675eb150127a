import { expect, it } from 'vitest'
import { ears, type HearMode, hears } from './hearing.ts'

/** `c>a`: the agent hears the customer. */
const row = (mode: HearMode, agentLost = false): string =>
  ears
    .flatMap((speaker) =>
      ears
        .filter((listener) => hears(mode, agentLost, listener, speaker))
        .map((listener) => `${speaker.slice(0, 1)}>${listener.slice(0, 1)}`),
    )
    .join(' ')

it.each<[HearMode, boolean, string]>([
  ['off', false, 'c>a a>c'],
  ['listen', false, 'c>a c>y a>c a>y'],
  ['whisper', false, 'c>a c>y a>c a>y y>a'],
  ['barge', false, 'c>a c>y a>c a>y y>c y>a'],
  ['take-over', false, 'c>y y>c'],
  ['listen', true, 'c>y'],
  ['whisper', true, 'c>y'],
  ['barge', true, 'c>y y>c'],
])('HEAR-1: %s, the agent’s line lost: %s', (mode, agentLost, pairs) => {
  expect(row(mode, agentLost)).toBe(pairs)
})
