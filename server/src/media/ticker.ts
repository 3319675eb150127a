import { frameMs } from './g711.ts'

/**
 * Frames that are made up for at once after a stall: a busy machine takes the processor away for some 100 ms now and then,
 * and what is dropped then is lost to the customer, while frames that come in a heap are only late. Beyond it they are dropped.
 */
const maxCatchUp = 25

/**
 * One 20 ms pace for everything a worker makes itself (mixes, prompts, silence). Runs only while somebody needs it; each
 * step is due at start + n × 20 ms, so that timer error does not add up.
 */
export class Ticker {
  #onFrame: (nowMs: number) => void
  #onBreak: () => void
  #nowMs: () => number
  #timer: NodeJS.Timeout | null = null
  #dueMs = 0

  /** `onFrame` makes one frame for everyone; `onBreak` says that frames were skipped before the next. */
  constructor(options: { nowMs: () => number; onFrame: (nowMs: number) => void; onBreak: () => void }) {
    this.#nowMs = options.nowMs
    this.#onFrame = options.onFrame
    this.#onBreak = options.onBreak
  }

  get running(): boolean {
    return this.#timer !== null
  }

  setNeeded(needed: boolean): void {
    if (needed && this.#timer === null) {
      this.#dueMs = this.#nowMs() + frameMs
      this.#schedule()
    } else if (!needed) {
      this.dispose()
    }
  }

  dispose(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }

  #schedule(): void {
    this.#timer = setTimeout(() => this.#run(), Math.max(0, this.#dueMs - this.#nowMs()))
  }

  #run(): void {
    const nowMs = this.#nowMs()
    const behind = Math.floor((nowMs - this.#dueMs) / frameMs)
    if (behind > maxCatchUp) {
      this.#dueMs += behind * frameMs
      this.#onBreak()
    }
    while (this.#timer !== null && this.#dueMs <= nowMs) {
      this.#dueMs += frameMs
      this.#onFrame(nowMs)
    }
    if (this.#timer !== null) this.#schedule()
  }
}
