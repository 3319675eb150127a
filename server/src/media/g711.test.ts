import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Law, decodeTables, encodeTables, silence, transcodeInPlace, transcodeTables } from './g711.ts'

const encodeOne = (law: Law, linear: number): number => encodeTables[law][linear & 0xffff] ?? -1
const decodeOne = (law: Law, code: number): number => decodeTables[law][code] ?? Number.NaN

describe('G.711 against the values of ITU-T G.711 (11/88)', () => {
  // Tables 2a/2b (µ, 14 bit × 4) and 1a/1b (A, 13 bit × 8): each code word with its quantised value.
  it.each([
    ['mulaw', 0x80, 8_031 * 4],
    ['mulaw', 0x8f, 4_191 * 4],
    ['mulaw', 0x90, 3_999 * 4],
    ['mulaw', 0x9f, 2_079 * 4],
    ['mulaw', 0xaf, 1_023 * 4],
    ['mulaw', 0xbf, 495 * 4],
    ['mulaw', 0xcf, 231 * 4],
    ['mulaw', 0xdf, 99 * 4],
    ['mulaw', 0xef, 33 * 4],
    ['mulaw', 0xfe, 2 * 4],
    ['mulaw', 0xff, 0],
    ['mulaw', 0x00, -8_031 * 4],
    ['mulaw', 0x7e, -2 * 4],
    ['alaw', 0xaa, 4_032 * 8],
    ['alaw', 0xa5, 2_112 * 8],
    ['alaw', 0xba, 2_016 * 8],
    ['alaw', 0x8a, 1_008 * 8],
    ['alaw', 0xd5, 1 * 8],
    ['alaw', 0xd4, 3 * 8],
    ['alaw', 0x55, -1 * 8],
    ['alaw', 0x2a, -4_032 * 8],
  ] as const)('%s 0x%x is %i', (law, code, linear) => {
    expect(decodeOne(law, code)).toBe(linear)
  })

  // Decision values: the first value of the upper interval, and the last of the lower.
  it.each([
    ['mulaw', 32_767, 0x80],
    ['mulaw', -32_768, 0x00],
    ['mulaw', 0, 0xff],
    ['mulaw', 3, 0xff],
    ['mulaw', 4, 0xfe],
    ['mulaw', 31 * 4, 0xef],
    ['mulaw', 31 * 4 - 1, 0xf0],
    ['mulaw', 4_063 * 4, 0x8f],
    ['mulaw', 4_063 * 4 - 1, 0x90],
    ['alaw', 32_767, 0xaa],
    ['alaw', -32_768, 0x2a],
    ['alaw', 0, 0xd5],
    ['alaw', 15, 0xd5],
    ['alaw', 16, 0xd4],
    ['alaw', -1, 0x55],
    ['alaw', 2_048 * 8, 0xa5],
    ['alaw', 2_048 * 8 - 1, 0xba],
  ] as const)('%s codes %i as 0x%x', (law, linear, code) => {
    expect(encodeOne(law, linear)).toBe(code)
  })

  it.each(['mulaw', 'alaw'] as const)(
    '%s: every code word but negative zero survives decode and encode',
    (law) => {
      for (let code = 0; code < 256; code += 1) {
        const again = encodeOne(law, decodeOne(law, code))
        expect(again).toBe(law === 'mulaw' && code === 0x7f ? 0xff : code)
      }
    },
  )

  it.each(['mulaw', 'alaw'] as const)(
    '%s: encoding never decreases, and errs by at most half a step',
    (law) => {
      const wrong: number[] = []
      let before = Number.NEGATIVE_INFINITY
      for (let linear = -32_768; linear <= 32_767; linear += 1) {
        const value = decodeOne(law, encodeOne(law, linear))
        // Half a step is a 32nd of the biased value; one more for the sample that the signs share unevenly.
        const allowed = (Math.abs(linear) + (law === 'mulaw' ? 132 : 256)) / 32 + 1
        if (value < before || Math.abs(value - linear) > allowed) wrong.push(linear)
        before = value
      }
      expect(wrong).toEqual([])
    },
  )

  it('silence is the code of zero', () => {
    expect(encodeOne('mulaw', 0)).toBe(silence.mulaw)
    expect(encodeOne('alaw', 0)).toBe(silence.alaw)
  })

  it('transcoding keeps sign and order, and comes back within one step', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 320 }),
        fc.constantFrom('mulaw', 'alaw'),
        (codes, law) => {
          const there = Uint8Array.from(codes)
          transcodeInPlace(there, 0, there.length, law)
          const other = law === 'mulaw' ? 'alaw' : 'mulaw'
          for (const [at, code] of codes.entries()) {
            const [from, to] = [decodeOne(law, code), decodeOne(other, there[at] ?? 0)]
            expect(Math.abs(from - to)).toBeLessThanOrEqual(Math.max(16, Math.abs(from) / 30))
          }
        },
      ),
    )
    expect(transcodeTables.mulaw).toHaveLength(256)
  })
})
