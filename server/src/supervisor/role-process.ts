import type { Logger } from 'pino'
import { StartError } from '../start-error.ts'
import type { ProcessMessage } from './process-message.ts'

export interface Running {
  dispose(): Promise<void>
}

/** A role that does not end by itself within this time is ended. */
const stopDeadlineMs = 5_000

/**
 * Lives the life of one role in this process: starts it, tells the supervisor (if there is one), and ends with it. SIGTERM,
 * SIGINT and the loss of the supervisor dispose of the role first. Under a supervisor SIGINT is its business: a Ctrl+C reaches
 * the whole process group at once, but control must outlive the voice node to hear how its calls ended.
 */
export async function runRole(start: () => Promise<Running>, log: Logger): Promise<void> {
  let running: Running | null = null
  let stopping = false
  const stop = (why: string): void => {
    if (stopping) return
    stopping = true
    log.info({ why }, 'stopping')
    setTimeout(() => process.exit(1), stopDeadlineMs).unref()
    const disposed = running?.dispose() ?? Promise.resolve()
    disposed.then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'could not stop cleanly')
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', () => stop('SIGTERM'))
  process.on('SIGINT', () => {
    if (!process.connected) stop('SIGINT')
  })
  process.on('disconnect', () => stop('the supervisor is gone'))
  const crash = (error: unknown): void => {
    log.fatal({ err: error }, 'crashed')
    process.exit(1)
  }
  process.on('uncaughtException', crash)
  process.on('unhandledRejection', crash)

  try {
    running = await start()
  } catch (error) {
    if (!(error instanceof StartError)) throw error
    stopping = true
    const message: ProcessMessage = { type: 'start-failed', line: error.line }
    if (process.connected) process.send?.(message, undefined, undefined, () => process.exit(1))
    else {
      process.stderr.write(`${error.line}\n`)
      process.exitCode = 1
    }
    return
  }
  const ready: ProcessMessage = { type: 'ready' }
  if (process.connected) process.send?.(ready)
}
