import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lastFour, maskNumber, readCarrierNumber, readDialled } from './number.ts'

const dialable: [text: string, country: string, e164: string][] = [
  ['+12025550147', 'US', '+12025550147'],
  ['(202) 555-0147', 'US', '+12025550147'],
  ['202.555.0147', 'US', '+12025550147'],
  ['1 202 555 0147', 'US', '+12025550147'],
  ['011 44 20 7946 0958', 'US', '+442079460958'],
  ['020 7946 0958', 'GB', '+442079460958'],
  ['00 1 202 555 0147', 'GB', '+12025550147'],
  ['138 1234 5678', 'CN', '+8613812345678'],
  ['+８６ １３８ １２３４ ５６７８'.replace('+', '＋'), 'US', '+8613812345678'],
  ['\u202d+1 202 555 0147\u202c', 'US', '+12025550147'],
  ['\ufeff 202\u2011555\u20110147 ', 'US', '+12025550147'],
]

const refused: [text: string, country: string][] = [
  ['1-800-FLOWERS', 'US'],
  ['+1 202 555 0147;phone-context=+44', 'US'],
  ['tel:+12025550147', 'US'],
  ['sip:bob@example.com', 'US'],
  ['+1 202 555 0147 ext. 12', 'US'],
  ['+1 202 555 0147#99', 'US'],
  ['*67 202 555 0147', 'US'],
  ['+0012025550147', 'US'],
  ['+00', 'US'],
  ['++12025550147', 'US'],
  ['+1 202 +555 0147', 'US'],
  ['٢٠٢٥٥٥٠١٤٧', 'US'],
  ['२०२५५५०१४७', 'US'],
  ['911', 'US'],
  ['9-1-1', 'US'],
  ['112', 'GB'],
  ['+44 999', 'GB'],
  ['+1911', 'US'],
  ['+49 112', 'DE'],
  ['110', 'CN'],
  ['411', 'US'],
  ['12345', 'US'],
  ['555-0147', 'US'],
  ['+1 900 555 0147', 'US'],
  ['+999 123 456 789', 'US'],
  ['+1202555014799999', 'US'],
  ['', 'US'],
  ['   ', 'US'],
  ['+', 'US'],
  ['202\r\n5550147', 'US'],
  ['202\u00005550147', 'US'],
  ['1'.repeat(80), 'US'],
  ['2025550147', 'XX'],
]

describe('numbers', () => {
  it.each(dialable)('RECORD-2: %j in %s is %s', (text, country, e164) => {
    expect(readDialled(text, country)).toEqual({ ok: true, value: e164 })
  })

  it.each(refused)('RECORD-2: %j in %s is not dialable', (text, country) => {
    const result = readDialled(text, country)
    expect(result.ok ? result.value : result.problem.code).toBe('number-not-dialable')
  })

  it('RECORD-2: whatever is typed, the answer is E.164 or a refusal', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80, unit: 'binary' }), (text) => {
        const result = readDialled(text, 'US')
        if (result.ok) expect(result.value).toMatch(/^\+[1-9]\d{3,14}$/)
      }),
    )
  })

  it.each([
    ['+12025550147', '+1 202 555 ••47'],
    ['+8613812345627', '+86 138 •••• ••27'],
    ['+442079460958', '+44 20 7946 ••58'],
    ['12', '••••12'],
    ['x', '••••'],
    [null, ''],
  ])('RECORD-3: %s shows as %s', (number, masked) => {
    expect(maskNumber(number)).toBe(masked)
  })

  it('RECORD-3: search knows four digits', () => {
    expect(lastFour('+12025550147')).toBe('0147')
    expect(lastFour(null)).toBeNull()
    expect(lastFour('12')).toBeNull()
  })

  it('a carrier may write national or international numbers, or rubbish', () => {
    expect(readCarrierNumber('2025550149', 'US')).toBe('+12025550149')
    expect(readCarrierNumber('+12025550149', 'US')).toBe('+12025550149')
    expect(readCarrierNumber('anonymous', 'US')).toBeNull()
    expect(readCarrierNumber(null, 'US')).toBeNull()
  })
})
