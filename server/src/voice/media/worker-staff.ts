import type { Clock, Timer } from '../../ports.ts'
import type { MediaEvent } from '../../protocol/media-ipc.ts'
import type { VoiceLog } from '../ports.ts'
import { forkWorker } from './worker-process.ts'
import type { WorkerProcess } from './worker-process.ts'

export interface WorkerDuties {
  onEvent(event: MediaEvent): void
  onGone(): void
}

/**
 * Hands out worker processes, with one always forked in advance: loading the media code takes most of a second of
 * processor time, which the calls after a worker's death should not wait for.
 */
export interface WorkerStaff {
  take(duties: WorkerDuties): WorkerProcess
  /** From now on a spare is kept, forked when the machine has got over what just happened. */
  keepSpare(): void
  /** Whether a spare waits with its code loaded. */
  hasSpare(): boolean
  dispose(): Promise<void>
}

interface Hired {
  readonly process: WorkerProcess
  duties: WorkerDuties
  isLoaded: boolean
}

const spareAfterMs = 1_000

export function createWorkerStaff(options: {
  program: URL
  compileCacheDir: string
  clock: Clock
  log: VoiceLog
}): WorkerStaff {
  let spare: Hired | null = null
  let soon: Timer | null = null
  let disposed = false

  const hire = (duties: WorkerDuties): Hired => {
    // A spare's duties are replaced when it is taken.
    const hired = { duties, isLoaded: false }
    const process = forkWorker({
      ...options,
      onEvent: (event) => hired.duties.onEvent(event),
      onGone: () => hired.duties.onGone(),
    })
    return Object.assign(hired, { process })
  }

  const keepSpare = (): void => {
    if (spare !== null || soon !== null || disposed) return
    soon = options.clock.setTimer(spareAfterMs, () => {
      soon = null
      spare = hire({
        onEvent: () => undefined,
        onGone: () => {
          spare = null
          keepSpare()
        },
      })
      void awaitLoaded(spare)
    })
  }

  const awaitLoaded = async (hired: Hired): Promise<void> => {
    hired.isLoaded = (await hired.process.send({ type: 'ping' })).type === 'done'
  }

  return {
    take: (duties) => {
      if (spare === null) return hire(duties).process
      const taken = spare
      spare = null
      taken.duties = duties
      return taken.process
    },
    keepSpare,
    hasSpare: () => spare?.isLoaded ?? false,
    dispose: async () => {
      disposed = true
      soon?.cancel()
      await spare?.process.dispose()
    },
  }
}
