import { describe, expect, it } from 'vitest'
import { readByteRange, type ByteRange } from './byte-range.ts'

const whole: ByteRange = { type: 'whole' }
const part = (start: number, end: number): ByteRange => ({ type: 'part', start, end })
const unsatisfiable: ByteRange = { type: 'unsatisfiable' }

describe('byte ranges', () => {
  it.each<[string | null, number, ByteRange]>([
    [null, 100, whole],
    ['bytes=0-0', 100, part(0, 0)],
    ['bytes=0-99', 100, part(0, 99)],
    ['bytes=0-', 100, part(0, 99)],
    ['bytes=50-1000', 100, part(50, 99)],
    ['bytes=99-', 100, part(99, 99)],
    ['bytes=-1', 100, part(99, 99)],
    ['bytes=-1000', 100, part(0, 99)],
    ['BYTES=1-2', 100, part(1, 2)],
    ['bytes= 1-2 ', 100, part(1, 2)],
    ['bytes=100-', 100, unsatisfiable],
    ['bytes=100-200', 100, unsatisfiable],
    ['bytes=-0', 100, unsatisfiable],
    ['bytes=-5', 0, unsatisfiable],
    ['bytes=99999999999999999999-', 100, unsatisfiable],
    ['bytes=5-1', 100, whole],
    ['bytes=-', 100, whole],
    ['bytes=1', 100, whole],
    ['bytes=0-1,5-6', 100, whole],
    ['items=0-1', 100, whole],
    ['bytes=a-b', 100, whole],
    ['bytes=-1-2', 100, whole],
    ['', 100, whole],
  ])('RECORD-12: %j of %i bytes', (header, size, expected) => {
    expect(readByteRange(header, size)).toEqual(expected)
  })
})
