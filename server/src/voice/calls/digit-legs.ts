import type { LegId, TrunkId } from '@hearthline/shared'
import type { CustomerLines } from '../ports.ts'

/** Which carrier legs of one call get their digits by INFO (CTL-15). */
export interface DigitLegs {
  /** This leg goes over, or came by, this trunk. */
  over(legId: LegId, trunkId: TrunkId): void
  /** What its peer settled about digits in RTP. */
  settled(legId: LegId, takesRfc4733: boolean): void
  wantsInfo(legId: LegId): boolean
}

export function createDigitLegs(customerLines: Pick<CustomerLines, 'sendsDigitsByInfo'>): DigitLegs {
  const trunks = new Map<LegId, TrunkId>()
  const without = new Set<LegId>()
  return {
    over: (legId, trunkId) => void trunks.set(legId, trunkId),
    settled: (legId, takesRfc4733) => {
      if (takesRfc4733) without.delete(legId)
      else without.add(legId)
    },
    wantsInfo: (legId) => {
      const trunkId = trunks.get(legId)
      return trunkId !== undefined && (without.has(legId) || customerLines.sendsDigitsByInfo(trunkId))
    },
  }
}
