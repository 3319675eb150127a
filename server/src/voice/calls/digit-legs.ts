import type { LegId, TrunkId } from '@hearthline/shared'
import type { CustomerLines } from '../ports.ts'

/** Which carrier legs of one call get their digits by INFO (CTL-15). */
export interface DigitLegs {
  /** This leg goes over, or came by, this trunk. */
  over(legId: LegId, trunkId: TrunkId): void
  /** What its peer settled about digits in RTP. */
  settled(legId: LegId, takesRfc4733: boolean): void
  wantsInfo(legId: LegId): boolean
  /** Its trunk is set to INFO: RFC 4733 is neither offered nor taken there, also when its SDP is renegotiated. */
  isByInfo(legId: LegId): boolean
}

export function createDigitLegs(customerLines: Pick<CustomerLines, 'sendsDigitsByInfo'>): DigitLegs {
  const trunks = new Map<LegId, TrunkId>()
  const without = new Set<LegId>()
  const isByInfo = (legId: LegId): boolean => {
    const trunkId = trunks.get(legId)
    return trunkId !== undefined && customerLines.sendsDigitsByInfo(trunkId)
  }
  return {
    isByInfo,
    over: (legId, trunkId) => void trunks.set(legId, trunkId),
    settled: (legId, takesRfc4733) => {
      if (takesRfc4733) without.delete(legId)
      else without.add(legId)
    },
    wantsInfo: (legId) => trunks.has(legId) && (without.has(legId) || isByInfo(legId)),
  }
}
