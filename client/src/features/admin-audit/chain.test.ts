import { AuditVerification } from '@hearthline/shared'
import { describe, expect, it } from 'vitest'
import { chainStateOf, longHash, proofOf, segmentsOf, shortHash } from './chain.ts'

const hash = 'c19e72d5'.padEnd(60, '0') + '04ab'
const checked = (part: {
  rows?: number
  firstBadSeq?: number
  last?: number
  firstBad?: { seq: number; why: 'signature' | 'hash' }
}) =>
  AuditVerification.parse({
    rows: part.rows ?? 100,
    head: hash,
    firstBadSeq: part.firstBadSeq ?? null,
    checkedAt: 1,
    tookMs: 2,
    anchors: {
      count: 3,
      last: part.last === undefined ? null : { seq: part.last, hash, at: 1 },
      firstBad: part.firstBad ?? null,
    },
  })

describe('chainStateOf', () => {
  it.each([
    [{}, { type: 'unbroken' }],
    [{ firstBadSeq: 7 }, { type: 'broken', seq: 7, why: 'row' }],
    [{ firstBad: { seq: 9, why: 'signature' } }, { type: 'broken', seq: 9, why: 'signature' }],
    [
      { firstBadSeq: 12, firstBad: { seq: 9, why: 'hash' } },
      { type: 'broken', seq: 9, why: 'hash' },
    ],
    [
      { firstBadSeq: 9, firstBad: { seq: 9, why: 'hash' } },
      { type: 'broken', seq: 9, why: 'row' },
    ],
  ] as const)('%j is %j', (part, state) => {
    expect(chainStateOf(checked(part))).toEqual(state)
  })
})

describe('proofOf', () => {
  it.each([
    [5, {}, 'proved'],
    [101, {}, 'unchecked'],
    [6, { firstBadSeq: 7 }, 'proved'],
    [7, { firstBadSeq: 7 }, 'bad'],
    [8, { firstBadSeq: 7 }, 'unproved'],
    [500, { firstBadSeq: 7 }, 'unproved'],
  ] as const)('row %i with %j is %s', (seq, part, proof) => {
    expect(proofOf(seq, checked(part))).toBe(proof)
  })

  it('knows nothing before the first check', () => {
    expect(proofOf(1, undefined)).toBe('unchecked')
  })
})

describe('segmentsOf', () => {
  it('marks the newest anchor', () => {
    expect(segmentsOf(checked({ last: 100 }), 4)).toEqual(['proved', 'proved', 'proved', 'anchor'])
    expect(segmentsOf(checked({ last: 1 }), 4)).toEqual(['anchor', 'proved', 'proved', 'proved'])
  })
  it('shows the break, and nothing after it as proved, not even an anchor', () => {
    expect(segmentsOf(checked({ firstBadSeq: 51, last: 100 }), 4)).toEqual([
      'proved',
      'proved',
      'bad',
      'unproved',
    ])
  })
  it('holds with no rows, and with rows missing at the end', () => {
    expect(segmentsOf(checked({ rows: 0 }), 2)).toEqual(['proved', 'proved'])
    expect(segmentsOf(checked({ rows: 10, firstBadSeq: 11 }), 2)).toEqual(['proved', 'bad'])
  })
})

describe('hashes', () => {
  it('are cut for reading', () => {
    expect(shortHash(hash)).toBe('c19e…04ab')
    expect(longHash(hash)).toBe('c19e 72d5 … 04ab')
  })
})
