import { randomBytes } from 'node:crypto'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import {
  type FromMediaWorker,
  type MediaRequest,
  type MediaStats,
  ToMediaWorker,
} from '../protocol/media-ipc.ts'
import type { Counters, MediaContext } from './context.ts'
import type { ReportBug } from './guard.ts'
import { MediaService } from './media-service.ts'
import { type Outcome, problem } from './outcome.ts'
import { makePrompts } from './prompts.ts'
import { emptyRtpHeader } from './rtp-packet.ts'
import { isPortFree } from './rtp-port.ts'

/**
 * Entry point of a media worker: a child process of the voice node (`child_process.fork`, JSON IPC). It has no address of its own and no state that outlives it:
 * when the parent is gone it seals what it records and exits.
 */
const lagResolutionMs = 20

class Worker {
  #counters: Counters = { packetsIn: 0, packetsOut: 0, packetsDropped: 0, packetsLost: 0 }
  #lag = monitorEventLoopDelay({ resolution: lagResolutionMs })
  #service: MediaService | null = null
  #stopping = false
  /** Made before the first request: a spare that takes a dead worker's place has them already. */
  #prompts = makePrompts()

  async handle(request: MediaRequest): Promise<Outcome> {
    if (request.type === 'init') return await this.#init(request)
    if (request.type === 'ping') return { type: 'done' }
    if (request.type === 'stats') return { type: 'stats', stats: this.#stats() }
    if (!this.#service) return problem('not-initialised', 'the first request must be init')
    return await this.#service.handle(request)
  }

  async stop(): Promise<void> {
    if (this.#stopping) return
    this.#stopping = true
    await this.#service?.dispose()
  }

  async #init(settings: Extract<MediaRequest, { type: 'init' }>): Promise<Outcome> {
    if (this.#service) return problem('duplicate', 'initialised already')
    // The library aborts the whole process when it cannot bind: so that is found out before.
    for (const icePort of settings.icePorts) {
      if (!(await isPortFree(settings.bindAddress, icePort))) {
        return problem('no-port', `UDP port ${icePort} cannot be bound on ${settings.bindAddress}`)
      }
    }
    const context: MediaContext = {
      settings,
      clock: { nowMs: () => performance.now(), unixMs: () => Date.now() },
      randomUint32: () => randomBytes(4).readUInt32BE(0),
      emit: (event) => send({ kind: 'event', event }),
      reportBug,
      counters: this.#counters,
      prompts: this.#prompts,
      header: emptyRtpHeader(),
    }
    this.#service = new MediaService(context)
    this.#lag.enable()
    return { type: 'done' }
  }

  #stats(): MediaStats {
    const cpu = process.cpuUsage()
    const lagMs = this.#lag.count > 0 ? this.#lag.percentile(99) / 1e6 - lagResolutionMs : 0
    this.#lag.reset()
    return {
      rooms: this.#service?.rooms ?? 0,
      legs: this.#service?.legs ?? 0,
      cpuMs: (cpu.user + cpu.system) / 1_000,
      rssBytes: process.memoryUsage.rss(),
      packetsIn: this.#counters.packetsIn,
      packetsOut: this.#counters.packetsOut,
      packetsLost: this.#counters.packetsLost + (this.#service?.packetsLostNow ?? 0),
      packetsDropped: this.#counters.packetsDropped,
      eventLoopLagMs: Math.max(0, lagMs),
    }
  }
}

function send(message: FromMediaWorker): void {
  // The parent may be gone between two packets; `disconnect` then ends this process.
  if (process.connected) process.send?.(message, undefined, {}, () => undefined)
}

/** A bug costs one packet or one request, never the calls of the whole worker. No content, only the place. */
const reportBug: ReportBug = (where, error) => {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.stderr.write(`${JSON.stringify({ level: 'error', msg: 'media worker bug', where, stack })}\n`)
}

const worker = new Worker()

process.on('message', (raw) => {
  const message = ToMediaWorker.safeParse(raw)
  if (!message.success) {
    reportBug('request', new Error(`malformed request: ${message.error.message}`))
    const id = idOf(raw)
    if (id !== null) {
      send({ kind: 'reply', id, outcome: problem('invalid-request', message.error.message) })
    }
    return
  }
  const { id, request } = message.data
  worker
    .handle(request)
    .catch((error: unknown) => {
      reportBug(request.type, error)
      return problem('internal', `${request.type} failed`)
    })
    .then((outcome) => send({ kind: 'reply', id, outcome }))
    .catch((error: unknown) => reportBug('reply', error))
})

function idOf(raw: unknown): number | null {
  return typeof raw === 'object' && raw !== null && 'id' in raw && Number.isInteger(raw.id)
    ? Number(raw.id)
    : null
}

const exitOnce = (): void => {
  worker.stop().then(
    () => process.exit(0),
    () => process.exit(1),
  )
}
process.on('disconnect', exitOnce)
process.on('SIGTERM', exitOnce)
// Ctrl-C reaches the whole process group; the parent decides when calls end.
process.on('SIGINT', () => undefined)
process.on('uncaughtException', (error) => reportBug('uncaught', error))
process.on('unhandledRejection', (error) => reportBug('unhandled', error))
