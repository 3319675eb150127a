import type { RtpHeader } from '../media/rtp-packet.ts'

const sequenceModulus = 0x1_0000
const timestampModulus = 0x1_0000_0000

/** What became of a stream on its way. */
export interface StreamFaults {
  /** Sequence numbers that never came, or came only after a later one. */
  lost: number
  /** Packets that came again, or too late. */
  twice: number
  /** Samples between two packets in order that neither of them holds: sound that was never sent. */
  missingSamples: number
}

/** Watches one stream by its numbers (RFC 3550 §5.1): an ear alone cannot tell a short gap from silence. */
export function createStreamCheck() {
  const faults: StreamFaults = { lost: 0, twice: 0, missingSamples: 0 }
  let last: { ssrc: number; sequence: number; endTimestamp: number } | null = null
  return {
    faults: (): StreamFaults => ({ ...faults }),
    /** @param samples how many the packet holds; 0 for an event, whose timestamp stands still. */
    take: ({ ssrc, sequence, timestamp }: RtpHeader, samples: number): void => {
      if (last !== null && ssrc === last.ssrc) {
        const step = (sequence - last.sequence + sequenceModulus) % sequenceModulus
        if (step === 0 || step > sequenceModulus / 2) {
          faults.twice += 1
          return
        }
        faults.lost += step - 1
        const gap = (timestamp - last.endTimestamp + timestampModulus) % timestampModulus
        if (step === 1 && samples > 0 && gap < timestampModulus / 2) faults.missingSamples += gap
      }
      last = { ssrc, sequence, endTimestamp: (timestamp + samples) % timestampModulus }
    },
  }
}
