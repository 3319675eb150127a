import { expect, it } from 'vitest'
import { defaultChoice, parseChoice } from './audio-choice.ts'

it.each([
  [null, defaultChoice],
  ['', defaultChoice],
  ['{', defaultChoice],
  ['[]', defaultChoice],
  ['{"microphoneId":7,"processing":"yes"}', defaultChoice],
  [
    '{"microphoneId":"a","speakerId":null,"processing":false}',
    { microphoneId: 'a', speakerId: null, ringerId: null, processing: false },
  ],
])('%s', (text, choice) => {
  expect(parseChoice(text)).toEqual(choice)
})
