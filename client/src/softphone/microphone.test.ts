import { expect, it } from 'vitest'
import { microphoneFailure } from './microphone.ts'

it.each([
  ['NotAllowedError', 'microphone-denied'],
  ['SecurityError', 'microphone-denied'],
  ['NotReadableError', 'microphone-busy'],
  ['AbortError', 'microphone-busy'],
  ['NotFoundError', 'microphone-missing'],
  ['OverconstrainedError', 'microphone-missing'],
  ['', 'microphone-missing'],
])('%s is %s', (name, failure) => {
  expect(microphoneFailure(name)).toBe(failure)
})
