import type { LegId } from '@hearthline/shared'
import type { RecordingSeal } from '../../protocol/media-ipc.ts'
import { chunkSamples } from '../../recording-file/format.ts'
import type { RecordingWriter } from '../../recording-file/index.ts'
import type { Clock } from '../context.ts'
import { type ReportBug, guarded } from '../guard.ts'
import { ChannelTimeline } from './channel-timeline.ts'
import { RecordedLeg } from './recorded-leg.ts'

const samplesPerMs = 8
/** Half a second between writes: a killed process loses no more than that, and the time of one write. */
const writeEveryMs = 500
/** A packet may be this late and still find its place: then its second is closed. */
const reorderSamples = 1_600

/** Records one call: two timelines, fed by the legs that count as agent side and customer side, written second by second. */
export class CallRecorder {
  #writer: RecordingWriter
  #clock: Clock
  #startMs: number
  #sides: [ChannelTimeline, ChannelTimeline]
  #taps = new Map<LegId, { side: 0 | 1; tap: RecordedLeg }>()
  #paused = false
  #nextChunk: number
  #timer: NodeJS.Timeout | null

  constructor(writer: RecordingWriter, clock: Clock, reportBug: ReportBug) {
    this.#writer = writer
    this.#clock = clock
    // In a file that goes on, sample 0 was said before this process began.
    this.#startMs = clock.nowMs() - writer.elapsedMs
    this.#nextChunk = writer.firstIndex
    const base = writer.firstIndex * chunkSamples
    this.#sides = [new ChannelTimeline(base), new ChannelTimeline(base)]
    this.#timer = setInterval(
      guarded('recorder', reportBug, () => this.#write()),
      writeEveryMs,
    )
  }

  /** Who counts as which side from now on. A leg that keeps its side keeps its place in time. */
  setSides(agentSide: readonly LegId[], customerSide: readonly LegId[]): void {
    const before = this.#taps
    this.#taps = new Map()
    for (const [side, legs] of [
      [0, agentSide],
      [1, customerSide],
    ] as const) {
      this.#sides[side].share(legs.length)
      for (const leg of legs) {
        const known = before.get(leg)
        const tap = known?.side === side ? known.tap : new RecordedLeg(this.#sides[side], this.#startMs)
        this.#taps.set(leg, { side, tap })
      }
    }
  }

  /** Nothing is taken while paused, and nothing of what was said meanwhile when it comes later; time goes on. */
  setPaused(paused: boolean): void {
    if (this.#paused && !paused) for (const side of this.#sides) side.silenceUntil(this.#elapsedSamples())
    this.#paused = paused
  }

  tapFor(leg: LegId): RecordedLeg | null {
    return this.#paused ? null : (this.#taps.get(leg)?.tap ?? null)
  }

  /** Writes what there is and seals the file; null when the disk failed. */
  async seal(): Promise<RecordingSeal | null> {
    this.dispose()
    const end = this.#elapsedSamples()
    while ((this.#nextChunk + 1) * chunkSamples <= end) this.#writeChunk(chunkSamples)
    const rest = end - this.#nextChunk * chunkSamples
    if (rest > 0) this.#writeChunk(rest)
    const sealed = await this.#writer.seal(this.#clock.unixMs())
    return sealed.ok ? sealed.value : null
  }

  /** Stops writing without a seal. */
  dispose(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
  }

  #elapsedSamples(): number {
    return Math.floor((this.#clock.nowMs() - this.#startMs) * samplesPerMs)
  }

  #write(): void {
    const now = this.#elapsedSamples()
    while ((this.#nextChunk + 1) * chunkSamples <= now - reorderSamples) this.#writeChunk(chunkSamples)
    const open = Math.min(chunkSamples, now - this.#nextChunk * chunkSamples)
    if (open > 0) this.#writer.draft(this.#nextChunk, this.#codes(open))
  }

  #writeChunk(samples: number): void {
    this.#writer.chunk(this.#nextChunk, this.#codes(samples))
    for (const side of this.#sides) side.advance(samples)
    this.#nextChunk += 1
  }

  #codes(samples: number): Uint8Array {
    const codes = new Uint8Array(samples * 2)
    this.#sides[0].peek(samples, codes, 0)
    this.#sides[1].peek(samples, codes, samples)
    return codes
  }
}
