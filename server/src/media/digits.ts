import { timestampDistance } from './rtp-packet.ts'

const names = '0123456789*#ABCD'

/**
 * RFC 4733 events of one leg → digits, each reported once: at the first packet with the end bit, or, when all three end
 * packets were lost, as soon as another event or later audio shows that it is over.
 */
export class DigitDetector {
  #onDigit: (digit: string) => void
  #open: { timestamp: number; event: number; duration: number } | null = null
  #endedTimestamp: number | null = null

  constructor(onDigit: (digit: string) => void) {
    this.#onDigit = onDigit
  }

  event(payload: Uint8Array, start: number, end: number, timestamp: number): void {
    if (end - start < 4) return
    const event = payload[start] ?? 0
    const ended = ((payload[start + 1] ?? 0) & 0x80) !== 0
    const duration = ((payload[start + 2] ?? 0) << 8) | (payload[start + 3] ?? 0)
    if (event >= names.length || timestamp === this.#endedTimestamp) return
    if (this.#endedTimestamp !== null && timestampDistance(timestamp, this.#endedTimestamp) < 0) return
    if (this.#open && this.#open.timestamp !== timestamp) this.#finish()
    this.#open = { timestamp, event, duration }
    if (ended) this.#finish()
  }

  audio(timestamp: number): void {
    if (this.#open === null) return
    const since = timestampDistance(timestamp, this.#open.timestamp)
    // 100 ms past its last known duration: no packet of the event can still be on its way in order.
    if (since > this.#open.duration + 800) this.#finish()
  }

  #finish(): void {
    if (!this.#open) return
    const digit = names[this.#open.event]
    this.#endedTimestamp = this.#open.timestamp
    this.#open = null
    if (digit !== undefined) this.#onDigit(digit)
  }
}
