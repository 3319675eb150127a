import { fork } from 'node:child_process'
import { randomInt, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as passes } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { CallId, LegId } from '@hearthline/shared'
import { WorkerProcess } from '../../server/src/media/testing/processes.ts'
import { generateRecordingKeyPair } from '../../server/src/recording-file/index.ts'
import type { MediaStats } from '../../server/src/protocol/media-ipc.ts'
import {
  type Counts,
  FromLoad,
  type LoadRequest,
  percentileMs,
} from '../../server/src/media/testing/load-messages.ts'
import { Rtpengine, rtpengineInstalled } from './media-rtpengine.ts'

/**
 * `bench media --calls 100 [--seconds 20]`: synthetic browsers ↔ media worker ↔ RTP echo, every call recorded, each of
 * the three in its own process; then the same load through rtpengine where it is installed.
 *
 * Latency is one way and gross: from before the sender's `send` to the receiver's callback, both directions together, so
 * it holds the load processes' own time too.
 */
export class Load {
  #child
  #next = 1
  #open = new Map<number, { resolve: (reply: FromLoad) => void; reject: (error: Error) => void }>()

  constructor(script: 'load-browsers.ts' | 'load-carriers.ts') {
    this.#child = fork(new URL(`../../server/src/media/testing/${script}`, import.meta.url))
    this.#child.on('message', (raw) => {
      const reply = FromLoad.parse(raw)
      this.#open.get(reply.id)?.resolve(reply)
      this.#open.delete(reply.id)
    })
    this.#child.once('exit', (code) => {
      for (const { reject } of this.#open.values()) reject(new Error(`${script} ended with ${code}`))
    })
  }

  async ask(request: LoadRequest): Promise<FromLoad> {
    const id = this.#next
    this.#next += 1
    const reply = await new Promise<FromLoad>((resolve, reject) => {
      this.#open.set(id, { resolve, reject })
      this.#child.send({ id, request })
    })
    if (reply.error !== undefined) throw new Error(reply.error)
    return reply
  }

  async counts(): Promise<Counts> {
    const { counts } = await this.ask({ type: 'counts' })
    if (!counts) throw new Error('no counts')
    return counts
  }

  async dispose(): Promise<void> {
    if (this.#child.exitCode !== null) return
    const gone = new Promise((resolve) => {
      this.#child.once('exit', resolve)
    })
    this.#child.disconnect()
    await gone
  }
}

interface Measured {
  cpuMsPerCallSecond: number
  addedLatencyMs: { p50: number; p99: number }
  loss: number
}

const warmUpMs = 3_000
const round = (value: number, digits: number): number => Number(value.toFixed(digits))

/** Runs the load for `seconds` through whatever `connect` has put between the ends. */
async function measure(
  calls: number,
  seconds: number,
  connect: (offers: string[], carriers: string[]) => Promise<string[]>,
  cpuMs: () => Promise<number>,
): Promise<Measured> {
  const browsers = new Load('load-browsers.ts')
  const carriers = new Load('load-carriers.ts')
  try {
    const offers = (await browsers.ask({ type: 'make', count: calls })).sdps ?? []
    const ends = (await carriers.ask({ type: 'make', count: calls })).sdps ?? []
    await browsers.ask({ type: 'accept-answers', sdps: await connect(offers, ends) })
    await browsers.ask({ type: 'speak' })
    await passes(warmUpMs)
    await Promise.all([browsers.ask({ type: 'reset' }), carriers.ask({ type: 'reset' })])
    const [cpuBefore, startedMs] = [await cpuMs(), performance.now()]
    await passes(seconds * 1_000)
    const [cpuAfter, endedMs] = [await cpuMs(), performance.now()]
    await browsers.ask({ type: 'stop' })
    // What is on its way when the sending ends still arrives.
    await passes(500)
    const [near, far] = await Promise.all([browsers.counts(), carriers.counts()])
    const sent = near.sent + far.sent
    return {
      cpuMsPerCallSecond: round((cpuAfter - cpuBefore) / calls / ((endedMs - startedMs) / 1_000), 2),
      addedLatencyMs: { p50: percentileMs([near, far], 0.5), p99: percentileMs([near, far], 0.99) },
      loss: round(Math.max(0, sent - near.received - far.received) / Math.max(1, sent), 5),
    }
  } finally {
    await browsers.dispose()
    await carriers.dispose()
  }
}

async function statsOf(worker: WorkerProcess): Promise<MediaStats> {
  const outcome = await worker.request({ type: 'stats' })
  if (outcome.type !== 'stats') throw new Error(`stats: ${JSON.stringify(outcome)}`)
  return outcome.stats
}

export async function connectCall(
  worker: WorkerProcess,
  folder: string,
  publicKeyPem: string,
  offerSdp: string,
  carrierSdp: string,
): Promise<string> {
  const callId = CallId.parse(randomUUID())
  const [agent, customer] = [LegId.parse(randomUUID()), LegId.parse(randomUUID())]
  await worker.request({ type: 'open-room', callId })
  const answer = await worker.sdp({ type: 'answer-browser', callId, legId: agent, offerSdp })
  await worker.sdp({ type: 'offer-rtp', callId, legId: customer })
  await worker.request({ type: 'accept-rtp-answer', callId, legId: customer, answerSdp: carrierSdp })
  await worker.request({
    type: 'set-hearing',
    callId,
    hearing: { [agent]: { legs: [customer], prompt: null }, [customer]: { legs: [agent], prompt: null } },
  })
  const outcome = await worker.request({
    type: 'start-recording',
    callId,
    filePath: join(folder, `${callId}.hlrec`),
    publicKeyPem,
    agentSide: [agent],
    customerSide: [customer],
  })
  if (outcome.type !== 'done') throw new Error(`start-recording: ${JSON.stringify(outcome)}`)
  return answer
}

/** A media worker with ports for so many calls. */
export async function startWorker(calls: number, folder: string): Promise<WorkerProcess> {
  const worker = new WorkerProcess()
  const basePort = 30_000 + randomInt(0, 50) * 20
  try {
    const ready = await worker.request({
      type: 'init',
      workerIndex: 0,
      bindAddress: '127.0.0.1',
      publicAddress: null,
      icePorts: [basePort, basePort + 1],
      rtpPorts: { min: basePort + 2, max: basePort + 2 + calls * 4 },
      recordingsDir: folder,
    })
    if (ready.type !== 'done') throw new Error(`init: ${JSON.stringify(ready)}`)
    return worker
  } catch (error) {
    await worker.dispose()
    throw error
  }
}

async function throughWorker(
  calls: number,
  seconds: number,
  folder: string,
): Promise<Measured & { rssMb: number }> {
  const worker = await startWorker(calls, folder)
  try {
    const { publicKeyPem } = generateRecordingKeyPair()
    const measured = await measure(
      calls,
      seconds,
      async (offers, carriers) => {
        const answers: string[] = []
        for (const [index, offer] of offers.entries()) {
          answers.push(await connectCall(worker, folder, publicKeyPem, offer, carriers[index] ?? ''))
        }
        return answers
      },
      async () => (await statsOf(worker)).cpuMs,
    )
    return { ...measured, rssMb: round((await statsOf(worker)).rssBytes / 2 ** 20, 1) }
  } finally {
    await worker.dispose()
  }
}

async function throughRtpengine(calls: number, seconds: number, folder: string): Promise<Measured> {
  const ngPort = 22_000 + randomInt(0, 2_000)
  const engine = await Rtpengine.start({
    ngPort,
    portMin: 40_000,
    portMax: 40_000 + calls * 16,
    recordingDir: join(folder, 'rtpengine'),
  })
  try {
    return await measure(
      calls,
      seconds,
      async (offers, carriers) => {
        const answers: string[] = []
        for (const [index, offer] of offers.entries()) {
          await engine.offer(`call-${index}`, offer)
          answers.push(await engine.answer(`call-${index}`, carriers[index] ?? ''))
        }
        return answers
      },
      async () => engine.cpuMs(),
    )
  } finally {
    await engine.dispose()
  }
}

/** Runs the benchmark; progress goes line by line to `progress`, the figures are returned. */
export async function run(args: string[], progress: (line: string) => void): Promise<object> {
  const { values } = parseArgs({
    args,
    options: { calls: { type: 'string', default: '100' }, seconds: { type: 'string', default: '20' } },
  })
  const [calls, seconds] = [Number(values.calls), Number(values.seconds)]
  if (!Number.isInteger(calls) || calls < 1 || !(seconds > 0))
    throw new Error('--calls and --seconds must be positive')
  const folder = await mkdtemp(join(tmpdir(), 'hearthline-bench-'))
  try {
    progress(`media worker: ${calls} recorded calls, ${seconds} s`)
    const own = await throughWorker(calls, seconds, folder)
    progress(JSON.stringify(own))
    let theirs: Measured | null = null
    if (rtpengineInstalled()) {
      progress('rtpengine, userspace, recording to pcap: the same load')
      theirs = await throughRtpengine(calls, seconds, folder)
      progress(JSON.stringify(theirs))
    } else {
      progress('rtpengine is not installed: no comparison')
    }
    return {
      calls,
      cpuMsPerCallSecond: own.cpuMsPerCallSecond,
      addedLatencyMs: own.addedLatencyMs,
      loss: own.loss,
      rssMb: own.rssMb,
      rtpengine: theirs && { cpuMsPerCallSecond: theirs.cpuMsPerCallSecond },
      ratio: theirs && round(own.cpuMsPerCallSecond / theirs.cpuMsPerCallSecond, 2),
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
