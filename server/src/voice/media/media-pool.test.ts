import { randomInt, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CallId, LegId } from '@hearthline/shared'
import { afterEach, describe, expect, it } from 'vitest'
import { generateRecordingKeyPair, openRecording } from '../../recording-file/index.ts'
import { systemClock } from '../../system-ports.ts'
import type { Clock } from '../../ports.ts'
import type { RoomRequest } from '../ports.ts'
import { describeMediaPlane } from '../testing/media-plane-contract.ts'
import { mediaWorkerPids } from '../testing/processes.ts'
import { createMediaPool } from './media-pool.ts'
import { shareMediaPorts } from './media-ports.ts'

const quiet = (): void => undefined
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet }

async function openPool(
  workers: number,
  program = new URL('../../media/worker.ts', import.meta.url),
  clock: Clock = systemClock,
) {
  const folder = await mkdtemp(join(tmpdir(), 'hearthline-pool-'))
  const min = randomInt(10_000, 31_000)
  const ports = shareMediaPorts({ min, max: min + 59 }, workers)
  if (ports === null) throw new Error('too few ports')
  const pool = createMediaPool({
    program,
    compileCacheDir: join(folder, 'cache'),
    ports,
    bindAddress: '127.0.0.1',
    publicAddress: null,
    recordingsDir: folder,
    clock,
    log,
  })
  return { pool, folder }
}

describeMediaPlane('the pool', async () => {
  const { pool, folder } = await openPool(1)
  await pool.ready()
  return {
    plane: pool,
    folder,
    loseRooms: () => {
      // The first that was forked carries the rooms; a later one is the spare.
      process.kill(Math.min(...mediaWorkerPids()), 'SIGKILL')
    },
    dispose: async () => {
      await pool.dispose()
      await rm(folder, { recursive: true, force: true })
    },
  }
})

describe('the pool of media workers', () => {
  const closers: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const close of closers.splice(0)) await close()
  })
  const open = async (workers: number, program?: URL, clock?: Clock) => {
    const { pool, folder } = await openPool(workers, program, clock)
    closers.push(async () => {
      await pool.dispose()
      await rm(folder, { recursive: true, force: true })
    })
    return pool
  }
  const openRoom = async (pool: Awaited<ReturnType<typeof open>>) => {
    const callId = CallId.parse(randomUUID())
    await pool.send({ type: 'open-room', callId })
    return callId
  }

  it('MED-4: calls spread over the workers; the death of one takes only its own', async () => {
    const pool = await open(2)
    await expect.poll(() => pool.gauges().workersReady, { timeout: 50_000 }).toBe(2)
    const calls = [await openRoom(pool), await openRoom(pool), await openRoom(pool), await openRoom(pool)]
    const lost: CallId[] = []
    const gone = Promise.withResolvers<void>()
    pool.onEvent((event) => {
      if (event.type !== 'room-lost') return
      lost.push(event.callId)
      if (lost.length === 2) gone.resolve()
    })
    process.kill(Math.min(...mediaWorkerPids()), 'SIGKILL')
    await gone.promise
    expect(lost).toHaveLength(2)
    const left = calls.filter((callId) => !lost.includes(callId))
    for (const callId of left)
      expect((await pool.send({ type: 'close-room', callId })).type).toBe('recording')
    await expect.poll(() => pool.gauges().workersReady, { timeout: 50_000 }).toBe(2)
  }, 120_000)

  it.each([1, 2])(
    'MED-9: with %i workers a room is told as lost at once, and opens again elsewhere in a moment',
    async (workers) => {
      const pool = await open(workers)
      await expect.poll(() => pool.gauges().workersReady, { timeout: 50_000 }).toBe(workers)
      await expect.poll(() => pool.hasSpare(), { timeout: 50_000 }).toBe(true)
      const callId = await openRoom(pool)
      const lost = Promise.withResolvers<number>()
      pool.onEvent((event) => {
        if (event.type === 'room-lost' && event.callId === callId) lost.resolve(performance.now())
      })
      const killedAt = performance.now()
      process.kill(Math.min(...mediaWorkerPids()), 'SIGKILL')
      const lostMs = (await lost.promise) - killedAt
      expect(await pool.send({ type: 'open-room', callId })).toEqual({ type: 'done' })
      const legId = LegId.parse(randomUUID())
      expect((await pool.send({ type: 'offer-rtp', callId, legId })).type).toBe('sdp')
      const openMs = performance.now() - killedAt
      expect(lostMs).toBeLessThan(500)
      expect(openMs).toBeLessThan(1_500)
      await pool.send({ type: 'close-room', callId })
    },
    120_000,
  )

  it('MED-11: all workers and the spare die at once: every loss is told, and the room opens in a new one', async () => {
    const pool = await open(2)
    await expect.poll(() => pool.gauges().workersReady, { timeout: 50_000 }).toBe(2)
    await expect.poll(() => pool.hasSpare(), { timeout: 50_000 }).toBe(true)
    const callId = await openRoom(pool)
    const outcomes: (string | null)[] = []
    const isOpen = Promise.withResolvers<void>()
    const openAgain = async (): Promise<void> => {
      const outcome = await pool.send({ type: 'open-room', callId })
      outcomes.push(outcome.type === 'problem' ? outcome.code : null)
      if (outcome.type === 'done') isOpen.resolve()
    }
    pool.onEvent((event) => {
      if (event.type === 'room-lost') void openAgain()
    })
    for (const pid of mediaWorkerPids()) process.kill(pid, 'SIGKILL')
    await isOpen.promise
    expect(outcomes.filter((code) => code !== null && code !== 'worker-gone')).toEqual([])
    expect((await pool.send({ type: 'close-room', callId })).type).toBe('recording')
  }, 120_000)

  it('MED-12: where no worker can take a room, the answer says so', async () => {
    const quick: Clock = { ...systemClock, setTimer: (ms, act) => systemClock.setTimer(ms / 20, act) }
    const pool = await open(1, new URL('testing/refusing-worker.ts', import.meta.url), quick)
    expect(await pool.send({ type: 'open-room', callId: CallId.parse(randomUUID()) })).toMatchObject({
      type: 'problem',
      code: 'no-worker',
    })
  }, 30_000)

  it('MED-10, REC-23: a recording goes on with another worker, and nobody seals it meanwhile', async () => {
    const { pool, folder } = await openPool(1)
    closers.push(async () => {
      await pool.dispose()
      await rm(folder, { recursive: true, force: true })
    })
    await expect.poll(() => pool.hasSpare(), { timeout: 50_000 }).toBe(true)
    const { publicKeyPem, privateKeyPem } = generateRecordingKeyPair()
    const filePath = join(folder, 'call.hlr')
    const record = (callId: CallId, resume: boolean): RoomRequest => ({
      type: 'start-recording',
      callId,
      filePath,
      publicKeyPem,
      resume,
      agentSide: [],
      customerSide: [],
    })
    const callId = await openRoom(pool)
    expect(await pool.send(record(callId, false))).toEqual({ type: 'done' })
    const lost = Promise.withResolvers<void>()
    pool.onEvent((event) => {
      if (event.type === 'room-lost') lost.resolve()
    })
    process.kill(Math.min(...mediaWorkerPids()), 'SIGKILL')
    await lost.promise
    await pool.whenReleased(filePath)
    await pool.send({ type: 'open-room', callId })
    expect(await pool.send(record(callId, true))).toEqual({ type: 'done' })
    const order: string[] = []
    const sealing = pool.whenReleased(filePath).then(() => order.push('free'))
    const outcome = await pool.send({ type: 'close-room', callId })
    order.push('closed')
    await sealing
    // Free only once the worker has sealed it.
    expect(order.toSorted()).toEqual(['closed', 'free'])
    expect(outcome).toMatchObject({ type: 'recording', recording: { filePath, recovered: true } })
    const opened = await openRecording(filePath, privateKeyPem)
    if (!opened.ok) throw new Error(opened.problem.detail)
    expect(await opened.value.verify()).toMatchObject({ outcome: 'intact' })
    await opened.value.dispose()
  }, 120_000)

  it('MED-5: a worker that gives no sign of life is killed after 5 s and its rooms are lost', async () => {
    const pool = await open(1, new URL('testing/stuck-worker.ts', import.meta.url))
    await pool.ready()
    const callId = await openRoom(pool)
    const lost = Promise.withResolvers<CallId>()
    pool.onEvent((event) => {
      if (event.type === 'room-lost') lost.resolve(event.callId)
    })
    const stuckAt = performance.now()
    void pool.send({ type: 'close-leg', callId, legId: LegId.parse(randomUUID()) })
    expect(await lost.promise).toBe(callId)
    expect(performance.now() - stuckAt).toBeLessThan(9_000)
  }, 60_000)

  it('MED-6: a worker that cannot work here is tried again, and counted', async () => {
    const pool = await open(1, new URL('testing/refusing-worker.ts', import.meta.url))
    await expect.poll(() => pool.refusals(), { timeout: 50_000 }).toBeGreaterThan(1)
    expect(pool.gauges().workersReady).toBe(0)
  }, 60_000)

  it('MED-7: what a worker says that is no word of the protocol is not believed', async () => {
    const pool = await open(1, new URL('testing/babbling-worker.ts', import.meta.url))
    await pool.ready()
    const told: unknown[] = []
    pool.onEvent((event) => told.push(event))
    const callId = await openRoom(pool)
    expect((await pool.send({ type: 'close-room', callId })).type).toBe('recording')
    expect(told).toEqual([])
  }, 60_000)
})
