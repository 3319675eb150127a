import { describe, expect, it } from 'vitest'
import { lastFour, maskNumber, readCarrierNumber } from './number.ts'

describe('numbers', () => {
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
