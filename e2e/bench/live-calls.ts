import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as passes } from 'node:timers/promises'
import type { WorkerProcess } from '../../server/src/media/testing/processes.ts'
import { percentileMs } from '../../server/src/media/testing/load-messages.ts'
import { generateRecordingKeyPair } from '../../server/src/recording-file/index.ts'
import { connectCall, Load, startWorker } from './media.ts'

/** Recorded calls that talk on while something else is measured: synthetic browsers ↔ media worker ↔ RTP echo. */
export interface LiveCalls {
  /** p99 of the one-way latency while `work` runs, both directions together, in ms. */
  p99While(work: () => Promise<void>): Promise<number>
  dispose(): Promise<void>
}

const warmUpMs = 3_000

export async function openLiveCalls(calls: number): Promise<LiveCalls> {
  const folder = await mkdtemp(join(tmpdir(), 'hearthline-bench-'))
  const browsers = new Load('load-browsers.ts')
  const carriers = new Load('load-carriers.ts')
  let worker: WorkerProcess | null = null
  const dispose = async (): Promise<void> => {
    await browsers.dispose()
    await carriers.dispose()
    await worker?.dispose()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    worker = await startWorker(calls, folder)
    const { publicKeyPem } = generateRecordingKeyPair()
    const offers = (await browsers.ask({ type: 'make', count: calls })).sdps ?? []
    const ends = (await carriers.ask({ type: 'make', count: calls })).sdps ?? []
    const sdps: string[] = []
    for (const [index, offer] of offers.entries())
      sdps.push(await connectCall(worker, folder, publicKeyPem, offer, ends[index] ?? ''))
    await browsers.ask({ type: 'accept-answers', sdps })
    await browsers.ask({ type: 'speak' })
    await passes(warmUpMs)
    return {
      p99While: async (work) => {
        await Promise.all([browsers.ask({ type: 'reset' }), carriers.ask({ type: 'reset' })])
        await work()
        const [near, far] = await Promise.all([browsers.counts(), carriers.counts()])
        if (near.received === 0 || far.received === 0) throw new Error('the calls fell silent')
        return percentileMs([near, far], 0.99)
      },
      dispose,
    }
  } catch (error) {
    await dispose()
    throw error
  }
}
