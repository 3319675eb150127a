import { expect, it } from 'vitest'
import { freshHearing, type HearingSample, hearingStep, joined } from './hearing-watch.ts'

/** Reads every half second for 3 s; `part` of the time. */
function watch(part: (atMs: number) => Partial<HearingSample>) {
  let hearing = freshHearing(0)
  let last = { unheard: 'none', quietMs: 0 }
  for (let atMs = 500; atMs <= 3_000; atMs += 500) {
    const step = hearingStep(hearing, {
      atMs,
      packets: atMs / 20,
      peak: 0.1,
      track: 'live',
      speaking: true,
      listening: true,
      ...part(atMs),
    })
    hearing = step.hearing
    last = step
  }
  return last
}

it.each<[string, (atMs: number) => Partial<HearingSample>, string]>([
  ['both are heard', () => ({}), 'none'],
  ['no packet comes', () => ({ packets: 7 }), 'customer'],
  ['none ever came', () => ({ packets: 0 }), 'customer'],
  ['a packet came just now', (atMs) => ({ packets: atMs < 2_500 ? 7 : 8 }), 'none'],
  ['another connection counts from the start', (atMs) => ({ packets: atMs < 2_500 ? 900 : 3 }), 'none'],
  ['nothing should come: on hold', () => ({ packets: 7, listening: false }), 'none'],
  ['digital silence', () => ({ peak: 0 }), 'agent'],
  ['a quiet room is no digital silence', () => ({ peak: 0.0001 }), 'none'],
  ['silence with a word in between', (atMs) => ({ peak: atMs === 1_500 ? 0.2 : 0 }), 'none'],
  ['muted by the agent', () => ({ peak: 0, speaking: false }), 'none'],
  ['the headset’s own button', () => ({ track: 'muted' }), 'agent'],
  ['unplugged', () => ({ track: 'ended' }), 'agent'],
  ['the context is held back: nothing is known', () => ({ peak: null }), 'none'],
  ['both', () => ({ peak: 0, packets: 7 }), 'both'],
])('PHONE-40: within 3 s: %s', (_name, part, unheard) => {
  expect(watch(part).unheard).toBe(unheard)
})

it('says for how long nothing has come', () => {
  expect(watch(() => ({ packets: 7 })).quietMs).toBe(2_500)
})

it.each([
  ['none', null, 'none'],
  ['none', 'agent', 'agent'],
  ['customer', 'agent', 'both'],
  ['both', 'customer', 'both'],
] as const)('measured %s and told %s is %s', (mine, told, shown) => {
  expect(joined(mine, told)).toBe(shown)
})
