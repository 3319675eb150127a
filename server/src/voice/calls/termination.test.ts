import { TerminationKind } from '@hearthline/shared'
import { describe, expect, it } from 'vitest'
import { causeOf, readDialFailure, readRingFailure, terminationFor } from './termination.ts'

describe('how a carrier’s word becomes a termination', () => {
  it.each([
    [486, 'busy', 'customer'],
    [600, 'busy', 'customer'],
    [408, 'no-answer', 'customer'],
    [480, 'no-answer', 'customer'],
    [487, 'no-answer', 'customer'],
    [404, 'unallocated', 'customer'],
    [410, 'unallocated', 'customer'],
    [484, 'unallocated', 'customer'],
    [604, 'unallocated', 'customer'],
    [603, 'declined', 'customer'],
    [302, 'rejected', 'carrier'],
    [403, 'rejected', 'carrier'],
    [488, 'media-failed', 'carrier'],
    [606, 'media-failed', 'carrier'],
    [415, 'media-failed', 'carrier'],
    [485, 'unallocated', 'customer'],
    [607, 'declined', 'customer'],
    [608, 'rejected', 'carrier'],
  ])('TERM-2: %i is %s', (status, kind, fault) => {
    expect(readDialFailure({ kind: 'rejected', status })).toEqual({
      verdict: 'final',
      termination: { kind, fault, sipStatus: status },
    })
  })

  it.each([401, 407, 500, 502, 503, 504, 580])('TERM-2: %i is the trunk’s trouble', (status) => {
    expect(readDialFailure({ kind: 'rejected', status })).toEqual({
      verdict: 'next-trunk',
      sipStatus: status,
    })
  })

  it('TERM-2: every final answer there can be has its one kind, or is the next trunk’s turn', () => {
    for (let status = 300; status < 700; status += 1) {
      const reading = readDialFailure({ kind: 'rejected', status })
      const isTrunks = (status >= 500 && status < 600) || status === 401 || status === 407
      expect(reading.verdict, String(status)).toBe(isTrunks ? 'next-trunk' : 'final')
      if (reading.verdict === 'final') expect(reading.termination.sipStatus).toBe(status)
    }
  })

  it.each(['timeout', 'transport', 'cancelled'] as const)('TERM-2: %s has no status', (kind) => {
    expect(readDialFailure({ kind })).toEqual({ verdict: 'next-trunk', sipStatus: null })
  })
})

describe('how an end is told to a leg', () => {
  it('TERM-3: every kind has a final status that a browser may get, and its own word', () => {
    for (const kind of TerminationKind.options) {
      const cause = causeOf(terminationFor(kind))
      expect(cause.kind).toBe(kind)
      expect(cause.status).toBeGreaterThanOrEqual(400)
      // A browser would try to sign in on these.
      expect([401, 407]).not.toContain(cause.status)
    }
  })

  it('TERM-1: nobody is at fault for an ordinary end', () => {
    for (const kind of ['agent-hung-up', 'customer-hung-up', 'ended-by-lead', 'revoked'] as const)
      expect(terminationFor(kind).fault).toBe('nobody')
  })
})

describe('how a browser turns down a ring', () => {
  it.each([
    [486, 'declined'],
    [600, 'declined'],
    [603, 'declined'],
    [480, 'missed'],
    [408, 'missed'],
    [500, 'unreachable'],
  ])('IN-3: %i is %s', (status, outcome) => {
    expect(readRingFailure({ kind: 'rejected', status })).toBe(outcome)
  })
})
