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
  dispose(): Promise<void>
}

const spareAfterMs = 1_000

export function createWorkerStaff(options: {
  program: URL
  compileCacheDir: string
  clock: Clock
  log: VoiceLog
}): WorkerStaff {
  let spare: { process: WorkerProcess; duties: WorkerDuties } | null = null
  let soon: Timer | null = null
  let disposed = false

  const hire = (duties: WorkerDuties): { process: WorkerProcess; duties: WorkerDuties } => {
    // A spare's duties are replaced when it is taken.
    const hired = { duties }
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
    })
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
    dispose: async () => {
      disposed = true
      soon?.cancel()
      await spare?.process.dispose()
    },
  }
}
