import type { CallId, LegId } from '@hearthline/shared'
import type { MediaContext } from './context.ts'
import { guarded } from './guard.ts'
import type { Leg } from './leg.ts'

/** Tells how loud each leg of a room has been, as `levels` events, while somebody looks. */
export class LevelWatch {
  #timer: NodeJS.Timeout | null

  constructor(callId: CallId, legs: ReadonlyMap<LegId, Leg>, everyMs: number, context: MediaContext) {
    // What was loud before anybody looked is no news.
    for (const leg of legs.values()) leg.meter.takePeak()
    const tell = (): void => {
      const peaks: Record<LegId, number> = {}
      for (const leg of legs.values()) peaks[leg.id] = leg.meter.takePeak()
      context.emit({ type: 'levels', callId, legs: peaks })
    }
    this.#timer = setInterval(guarded('levels', context.reportBug, tell), everyMs)
  }

  /** Idempotent. */
  dispose(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
  }
}
