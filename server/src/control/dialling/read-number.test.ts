import type { Problem } from '@hearthline/shared'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readNumber } from './read-number.ts'

const dialable: [text: string, country: string, e164: string][] = [
  ['+12025550147', 'US', '+12025550147'],
  ['(202) 555-0147', 'US', '+12025550147'],
  ['202.555.0147', 'US', '+12025550147'],
  ['1 202 555 0147', 'US', '+12025550147'],
  ['011 44 20 7946 0958', 'US', '+442079460958'],
  ['020 7946 0958', 'GB', '+442079460958'],
  ['00 1 202 555 0147', 'GB', '+12025550147'],
  ['138 1234 5678', 'CN', '+8613812345678'],
  ['＋８６ １３８ １２３４ ５６７８', 'US', '+8613812345678'],
  ['（２０２）５５５－０１４７', 'US', '+12025550147'],
  ['②⓪② ⑤⑤⑤ ⓪①④⑦', 'US', '+12025550147'],
  ['𝟐𝟎𝟐𝟓𝟓𝟓𝟎𝟏𝟒𝟕', 'US', '+12025550147'],
  ['202\u00a0555\u202f0147', 'US', '+12025550147'],
  ['\u202d+1 202 555 0147\u202c', 'US', '+12025550147'],
  ['\ufeff 202\u2011555\u20110147 ', 'US', '+12025550147'],
  ['+1 900 555 0147', 'US', '+19005550147'],
  ['+376 712345', 'US', '+376712345'],
  ['712345', 'AD', '+376712345'],
]

const refused: [text: string, country: string][] = [
  ['1-800-FLOWERS', 'US'],
  ['+1 202 555 0147;phone-context=+44', 'US'],
  ['2025550147;phone-context=example.com', 'US'],
  ['tel:+12025550147', 'US'],
  ['sip:bob@example.com', 'US'],
  ['+1 202 555 0147 ext. 12', 'US'],
  ['+1 202 555 0147,,12', 'US'],
  ['2025550147p12', 'US'],
  ['2025550147w12', 'US'],
  ['2025550147P', 'US'],
  ['+1 202 555 0147#99', 'US'],
  ['*67 202 555 0147', 'US'],
  ['+0012025550147', 'US'],
  ['＋０012025550147', 'US'],
  ['+00', 'US'],
  ['++12025550147', 'US'],
  ['+1 202 +555 0147', 'US'],
  ['٢٠٢٥٥٥٠١٤٧', 'US'],
  ['२०२५५५०१४७', 'US'],
  ['202555014½', 'US'],
  ['二〇二五五五〇一四七', 'US'],
  ['2O25550147', 'US'],
  ['1', 'US'],
  ['12', 'US'],
  ['555-0147', 'US'],
  ['+999 123 456 789', 'US'],
  ['+1202555014799999', 'US'],
  ['', 'US'],
  ['   ', 'US'],
  ['+', 'US'],
  ['202\r\n5550147', 'US'],
  ['202\t5550147', 'US'],
  ['202\u00005550147', 'US'],
  ['202\u202e5550147', 'US'],
  ['1'.repeat(80), 'US'],
  ['ﷺ'.repeat(80), 'US'],
  ['2025550147', 'XX'],
]

const guarded: [text: string, country: string, rule: NonNullable<Problem['toll']>['rule']][] = [
  ['911', 'US', 'emergency'],
  ['9-1-1', 'US', 'emergency'],
  ['９１１', 'US', 'emergency'],
  ['112', 'GB', 'emergency'],
  ['+44 999', 'GB', 'emergency'],
  ['+1911', 'US', 'emergency'],
  ['+49 112', 'DE', 'emergency'],
  ['110', 'CN', 'emergency'],
  ['119', 'US', 'emergency'],
  ['120', 'CN', 'emergency'],
  ['411', 'US', 'short-code'],
  ['12345', 'US', 'short-code'],
  ['10086', 'CN', 'short-code'],
  ['116117', 'DE', 'short-code'],
]

describe('numbers that are dialled', () => {
  it.each(dialable)('DIAL-1: %j in %s is %s', (text, country, e164) => {
    expect(readNumber(text, country)).toMatchObject({ ok: true, value: { e164 } })
  })

  it.each(refused)('DIAL-2: %j in %s is not dialable', (text, country) => {
    expect(readNumber(text, country)).toMatchObject({
      ok: false,
      problem: { code: 'number-not-dialable' },
    })
  })

  it.each(guarded)('DIAL-3: %j in %s is refused by the rule %s, and at every hour', (text, country, rule) => {
    expect(readNumber(text, country)).toMatchObject({
      ok: false,
      problem: { code: 'toll-guard', toll: { rule, opensAt: null } },
    })
  })

  it('DIAL-2: whatever is typed, the answer is E.164 or a refusal', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 100, unit: 'binary' }), (text) => {
        const result = readNumber(text, 'US')
        if (result.ok) expect(result.value.e164).toMatch(/^\+[1-9]\d{3,14}$/)
        else expect(['number-not-dialable', 'toll-guard']).toContain(result.problem.code)
      }),
    )
  })

  it('DIAL-2: what comes out has the digits that went in, none more and none of another script', () => {
    const piece = fc.constantFrom(...'0123456789+ -().,;pw*#０１٢²'.split(''), '+1', '202', '555', '00')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 16 }), (pieces) => {
        const text = pieces.join('')
        const result = readNumber(text, 'US')
        if (!result.ok) return
        expect(text).not.toMatch(/[,;pw*#٢]|\+0/)
        const given = text.normalize('NFKC').replaceAll(/\D/g, '')
        const national = result.value.e164.slice(1 + result.value.callingCode.length)
        expect(given.endsWith(national)).toBe(true)
      }),
      { numRuns: 2_000 },
    )
  })

  it('DIAL-3: no way of writing an emergency number reads as a number', () => {
    const number = fc.constantFrom('911', '112', '999', '110', '119', '120', '000')
    const between = fc.constantFrom('', ' ', '-', '.', '(', '\u200b', '\u00a0')
    const prefix = fc.constantFrom('', '+1', '+44', '+49', '+86', '1', '00', '+')
    fc.assert(
      fc.property(
        number,
        between,
        prefix,
        fc.constantFrom('US', 'GB', 'DE', 'CN'),
        (digits, mark, before, country) => {
          expect(readNumber(before + mark + digits.split('').join(mark), country).ok).toBe(false)
        },
      ),
    )
  })
})
