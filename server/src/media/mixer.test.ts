import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mixFrames } from './mixer.ts'

const frame = fc.int16Array({ minLength: 160, maxLength: 160 })
const out = (): Int16Array => new Int16Array(160).fill(7)

describe('mixer', () => {
  it('MEDIA-20: the mix is the saturated sum, whatever the order', () => {
    fc.assert(
      fc.property(fc.array(frame, { minLength: 1, maxLength: 5 }), (frames) => {
        const mixed = mixFrames(frames, out())
        for (let at = 0; at < 160; at += 1) {
          const sum = frames.reduce((total, each) => total + (each[at] ?? 0), 0)
          expect(mixed[at]).toBe(Math.max(-32_768, Math.min(32_767, sum)))
        }
        expect(mixFrames(frames.toReversed(), out())).toEqual(mixed)
      }),
    )
  })

  it('MEDIA-21: one source passes unchanged, none is silence', () => {
    fc.assert(
      fc.property(frame, (only) => {
        expect(mixFrames([only], out())).toEqual(only)
      }),
    )
    expect(mixFrames([], out())).toEqual(new Int16Array(160))
  })
})
