import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type { CallId } from '@hearthline/shared'
import type { Clock, Timer } from '../../ports.ts'
import type { MediaEvent, MediaProblemCode, MediaStats } from '../../protocol/media-ipc.ts'
import type { MediaGauges, MediaOutcome, MediaPlane, RoomEvent, RoomRequest, VoiceLog } from '../ports.ts'
import type { WorkerPorts } from './media-ports.ts'
import type { WorkerProcess } from './worker-process.ts'
import { createWorkerStaff } from './worker-staff.ts'
import { createWritingFiles } from './writing-files.ts'

export interface MediaPoolOptions {
  program: URL
  compileCacheDir: string
  /** One worker for each. */
  ports: readonly WorkerPorts[]
  bindAddress: string
  publicAddress: string | null
  recordingsDir: string
  clock: Clock
  log: VoiceLog
}

interface Slot {
  readonly index: number
  readonly ports: WorkerPorts
  process: WorkerProcess | null
  isReady: boolean
  readonly rooms: Set<CallId>
  /** Consecutive starts that came to nothing or died young. */
  failures: number
  startedAtMs: number
  stats: MediaStats | null
  restart: Timer | null
}

const statsEveryMs = 5_000
/** On a machine that does much else at once a start may take seconds. */
const initWithinMs = 15_000
const placeWithinMs = 8_000
/** Answers to `open-room` after which the room is still the worker's: one that ended tells of its rooms in a moment. */
const staysPlaced: ReadonlySet<MediaProblemCode> = new Set(['duplicate', 'worker-gone'])
/** A worker that lived this long starts again without waiting. */
const healthyLifeMs = 10_000
const restartDelayMs = (failures: number): number =>
  failures === 0 ? 0 : Math.min(100 * 2 ** (failures - 1), 5_000)

export interface MediaPool extends MediaPlane {
  /** How many starts failed because the worker said that it cannot work here. */
  refusals(): number
  /** Whether a worker waits, its code loaded, to take a dead one's place. */
  hasSpare(): boolean
  /** Resolves once no worker writes that recording, or is about to (MED-10). */
  whenReleased(filePath: string): Promise<void>
}

/** The media plane made of our own workers: spreads rooms, replaces workers that die. */
export function createMediaPool(options: MediaPoolOptions): MediaPool {
  const { clock, log } = options
  const listeners = new Set<(event: RoomEvent) => void>()
  const slotOf = new Map<CallId, Slot>()
  const waiting: (() => void)[] = []
  let refusals = 0
  const placing = new Map<CallId, Promise<boolean>>()
  const writing = createWritingFiles()
  let disposing: Promise<void> | null = null
  /** Lost by workers that are gone, so that the counter never goes back. */
  let packetsLostBefore = 0

  const slots = options.ports.map((ports, index): Slot => ({
    index,
    ports,
    process: null,
    isReady: false,
    rooms: new Set(),
    failures: 0,
    startedAtMs: 0,
    stats: null,
    restart: null,
  }))

  const staff = createWorkerStaff(options)

  const tell = (event: RoomEvent): void => {
    for (const listener of listeners) listener(event)
  }

  const onWorkerEvent = (slot: Slot, event: MediaEvent): void => {
    // A room that was closed or moved may still have words on the way.
    if (slotOf.get(event.callId) === slot) tell(event)
  }

  const onGone = (slot: Slot): void => {
    slot.process = null
    slot.isReady = false
    packetsLostBefore += slot.stats?.packetsLost ?? 0
    slot.stats = null
    const lost = [...slot.rooms]
    slot.rooms.clear()
    for (const callId of lost) {
      slotOf.delete(callId)
      writing.release(callId)
    }
    if (disposing === null) {
      slot.failures = clock.nowMs() - slot.startedAtMs >= healthyLifeMs ? 0 : slot.failures + 1
      slot.restart = clock.setTimer(restartDelayMs(slot.failures), () => void start(slot))
    }
    for (const callId of lost) tell({ type: 'room-lost', callId })
  }

  const start = async (slot: Slot): Promise<void> => {
    slot.restart = null
    slot.startedAtMs = clock.nowMs()
    const worker = staff.take({
      onEvent: (event) => onWorkerEvent(slot, event),
      onGone: () => onGone(slot),
    })
    slot.process = worker
    const overdue = clock.setTimer(initWithinMs, () => worker.kill())
    const outcome = await worker.send({
      type: 'init',
      workerIndex: slot.index,
      bindAddress: options.bindAddress,
      publicAddress: options.publicAddress,
      icePorts: slot.ports.icePorts,
      rtpPorts: slot.ports.rtpPorts,
      recordingsDir: options.recordingsDir,
    })
    overdue.cancel()
    if (slot.process !== worker) return
    if (outcome.type !== 'done') {
      // Most often its ports are still held, by a predecessor that is sealing or by another program.
      refusals += 1
      const detail = outcome.type === 'problem' ? outcome.detail : outcome.type
      log.error({ workerIndex: slot.index, detail }, 'media worker could not start')
      worker.kill()
      return
    }
    slot.isReady = true
    log.info({ workerIndex: slot.index, icePorts: slot.ports.icePorts }, 'media worker ready')
    worker.watch()
    staff.keepSpare()
    for (const resolve of waiting.splice(0)) resolve()
  }

  const takeStats = async (slot: Slot, process: WorkerProcess): Promise<void> => {
    const outcome = await process.send({ type: 'stats' })
    if (outcome.type === 'stats' && slot.process === process) slot.stats = outcome.stats
  }

  const gatherStats = (): void => {
    for (const slot of slots) {
      const { process } = slot
      if (process === null || !slot.isReady) continue
      void takeStats(slot, process)
    }
    statsTimer = clock.setTimer(statsEveryMs, gatherStats)
  }
  let statsTimer = clock.setTimer(statsEveryMs, gatherStats)

  const leastLoaded = (): Slot | null =>
    slots
      .filter((slot) => slot.isReady)
      .reduce<Slot | null>(
        (best, slot) => (best === null || slot.rooms.size < best.rooms.size ? slot : best),
        null,
      )

  const ready = (): Promise<void> =>
    slots.some((slot) => slot.isReady) ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))

  const place = (callId: CallId): Slot | null => {
    const known = slotOf.get(callId)
    if (known !== undefined) return known
    const slot = leastLoaded()
    if (slot === null) return null
    slot.rooms.add(callId)
    slotOf.set(callId, slot)
    return slot
  }

  const forget = (callId: CallId): void => {
    slotOf.get(callId)?.rooms.delete(callId)
    slotOf.delete(callId)
  }

  /** A room that comes while every worker is being replaced waits a little: a start takes about half a second. */
  const openRoom = async (callId: CallId): Promise<boolean> => {
    if (place(callId) !== null) return true
    if (disposing !== null) return false
    const patience = Promise.withResolvers<void>()
    const timer = clock.setTimer(placeWithinMs, patience.resolve)
    await Promise.race([ready(), patience.promise])
    timer.cancel()
    return place(callId) !== null
  }

  const send = async (request: RoomRequest): Promise<MediaOutcome> => {
    const { callId } = request
    if (request.type === 'open-room') placing.set(callId, openRoom(callId))
    // Whatever follows for this room waits behind it, in order.
    const isPlaced = (await placing.get(callId)) ?? true
    if (request.type === 'open-room') placing.delete(callId)
    if (request.type === 'open-room' && !isPlaced)
      return { type: 'problem', code: 'no-worker', detail: 'no media worker could take this room' }
    const slot = slotOf.get(callId)
    if (slot === undefined || slot.process === null)
      return { type: 'problem', code: 'worker-gone', detail: 'no media worker carries this room' }
    const { process } = slot
    if (request.type === 'start-recording') {
      const made = makeFolder(dirname(request.filePath))
      if (made !== null) return { type: 'problem', code: 'recording-failed', detail: made }
      writing.claim(callId, request.filePath)
    }
    if (request.type === 'close-room') forget(callId)
    const outcome = await process.send(request)
    if (request.type === 'close-room') writing.release(callId)
    if (
      request.type === 'start-recording' &&
      outcome.type === 'problem' &&
      outcome.code !== 'duplicate' &&
      slotOf.get(callId) === slot
    )
      writing.release(callId)
    if (request.type === 'open-room' && outcome.type === 'problem' && !staysPlaced.has(outcome.code))
      forget(callId)
    return outcome
  }

  for (const slot of slots) void start(slot)

  return {
    ready,
    refusals: () => refusals,
    hasSpare: () => staff.hasSpare(),
    whenReleased: (filePath) => writing.whenReleased(filePath),
    send,
    onEvent: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    gauges: (): MediaGauges => ({
      workersReady: slots.filter((slot) => slot.isReady).length,
      rooms: slotOf.size,
      legs: slots.reduce((sum, slot) => sum + (slot.stats?.legs ?? 0), 0),
      packetsLost: slots.reduce((sum, slot) => sum + (slot.stats?.packetsLost ?? 0), packetsLostBefore),
    }),
    dispose: () => {
      disposing ??= (async () => {
        statsTimer.cancel()
        for (const slot of slots) slot.restart?.cancel()
        await Promise.all([staff.dispose(), ...slots.map(async (slot) => slot.process?.dispose())])
        listeners.clear()
      })()
      return disposing
    },
  }
}

/** One folder a day. @returns what is wrong, or null. */
function makeFolder(path: string): string | null {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
