import { CallId, type Levels } from '@hearthline/shared'
import { expect, it } from 'vitest'
import { noteLevels, onLevels } from './store.ts'

const call = (last: number) => CallId.parse(`6b9a2c1e-5a52-4f0e-9a50-0d7f7b3f0b0${last}`)
const levels = (last: number): Levels => ({
  callId: call(last),
  at: 1,
  agent: 0.5,
  customer: 0,
  supervisor: 0,
})

it('levels reach whoever listens to that call, and nobody after the end', () => {
  const heard: Levels[] = []
  const stop = onLevels(call(1), (one) => heard.push(one))
  const stopOther = onLevels(call(1), (one) => heard.push(one))
  noteLevels(levels(1))
  noteLevels(levels(2))
  expect(heard).toEqual([levels(1), levels(1)])
  stop()
  stop()
  noteLevels(levels(1))
  expect(heard).toHaveLength(3)
  stopOther()
  noteLevels(levels(1))
  expect(heard).toHaveLength(3)
})
