import { CallId } from '@hearthline/shared'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JournalledEvent } from '../../protocol/voice-link.ts'
import { maxHeld, orderAfterWelcome, takeEvent } from './event-order.ts'

const entry = (seq: number): JournalledEvent => ({
  seq,
  eventId: `00000000-0000-4000-8000-${String(seq).padStart(12, '0')}`,
  atMs: seq,
  event: {
    type: 'agent-line',
    callId: CallId.parse('11111111-1111-4111-8111-111111111111'),
    state: 'up',
  },
})

describe('event order', () => {
  it('RECORD-6: whatever the order and however often, each seq is applied once and in order', () => {
    const arrivals = fc
      .shuffledSubarray([2, 3, 4, 5, 6, 7, 8], { minLength: 7 })
      .chain((rest) =>
        fc.array(fc.nat(6)).map((again) => [1, ...rest, ...again.map((index) => rest[index] ?? 1)]),
      )
    fc.assert(
      fc.property(arrivals, (seqs) => {
        let order = orderAfterWelcome(0)
        const applied: number[] = []
        for (const seq of seqs) {
          const intake = takeEvent(order, entry(seq))
          if (intake.type === 'apply') applied.push(...intake.entries.map((item) => item.seq))
          if (intake.type === 'apply' || intake.type === 'hold') order = intake.order
        }
        expect(applied).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
      }),
    )
  })

  it('RECORD-6: a hole in the journal itself is taken and counted, a hole in the link is not', () => {
    const hole = takeEvent(orderAfterWelcome(4), entry(7))
    expect(hole).toMatchObject({ type: 'apply', journalGap: 2, order: { appliedSeq: 7 } })
    const later = takeEvent({ appliedSeq: 4, first: false, held: new Map() }, entry(7))
    expect(later.type).toBe('hold')
  })

  it('RECORD-6: a link that holds too much is given up', () => {
    const held = new Map(Array.from({ length: maxHeld }, (_, index) => [index + 10, entry(index + 10)]))
    expect(takeEvent({ appliedSeq: 4, first: false, held }, entry(9)).type).toBe('overflow')
  })
})
