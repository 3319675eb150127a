import { CallId, type Levels } from '@hearthline/shared'
import { expect, it } from 'vitest'
import { barHeight, barsOf, stripBars, withSample } from './level-history.ts'

const callId = CallId.parse('6b9a2c1e-5a52-4f0e-9a50-0d7f7b3f0a01')
const at = (ms: number, part: Partial<Levels> = {}): Levels => ({
  callId,
  at: ms,
  agent: 0,
  customer: 0,
  supervisor: 0,
  ...part,
})

it('keeps 90 s, in order', () => {
  let history: readonly Levels[] = []
  for (let ms = 0; ms <= 120_000; ms += 200) history = withSample(history, at(ms))
  expect(history[0]?.at).toBe(30_200)
  expect(history).toHaveLength(450)
  expect(withSample(history, at(119_000))).toBe(history)
})

it('shows the loudest of each half second, now at the right', () => {
  const history = [
    at(99_600, { customer: 0.2 }),
    at(99_800, { customer: 0.6 }),
    at(100_000, { customer: 0.1, agent: 0.5 }),
  ]
  const { customer, agent, supervisor } = barsOf(history, 100_000)
  expect(customer).toHaveLength(stripBars)
  expect(customer.at(-1)).toBe(0.6)
  expect(agent.at(-1)).toBe(0.5)
  expect(supervisor.every((bar) => bar === 0)).toBe(true)
})

it.each([
  [-1, 0],
  [0.25, 0.5],
  [2, 1],
])('a peak of %d is %d high', (peak, height) => {
  expect(barHeight(peak)).toBe(height)
})
