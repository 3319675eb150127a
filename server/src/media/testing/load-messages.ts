import { z } from 'zod'

/** Words between the media benchmark and its two load processes (browsers on one side, carriers on the other). */
export const LoadRequest = z.discriminatedUnion('type', [
  /** Makes that many ends. → `sdps` (browsers: offers; carriers: SDP with their ports) */
  z.object({ type: z.literal('make'), count: z.int().positive() }),
  /** Browsers only: one answer for each offer. Replied to when all are connected. */
  z.object({ type: z.literal('accept-answers'), sdps: z.array(z.string()) }),
  /** Browsers only: everybody speaks, 50 packets a second, until `stop`. */
  z.object({ type: z.literal('speak') }),
  z.object({ type: z.literal('stop') }),
  /** Forgets what was counted so far. */
  z.object({ type: z.literal('reset') }),
  /** → `counts` */
  z.object({ type: z.literal('counts') }),
])
export type LoadRequest = z.infer<typeof LoadRequest>

export const Counts = z.object({
  sent: z.int(),
  received: z.int(),
  /** One-way times of received packets, in steps of 50 µs; the last bucket holds everything above. */
  histogram: z.array(z.int()),
})
export type Counts = z.infer<typeof Counts>

const ToLoad = z.object({ id: z.int(), request: LoadRequest })
export const FromLoad = z.object({
  id: z.int(),
  sdps: z.array(z.string()).optional(),
  counts: Counts.optional(),
  error: z.string().optional(),
})
export type FromLoad = z.infer<typeof FromLoad>

const bucketMs = 0.05
const buckets = 10_000
/** The stamp stands at the head of the payload: nanoseconds of the machine's monotonic clock, alike in all processes. */
export const stampBytes = 8

/** Sent, received, and how long each took. */
export class Tally {
  sent = 0
  #received = 0
  #histogram = new Uint32Array(buckets)

  reset(): void {
    this.sent = 0
    this.#received = 0
    this.#histogram.fill(0)
  }

  arrived(stamp: bigint): void {
    this.#received += 1
    const milliseconds = Number(process.hrtime.bigint() - stamp) / 1e6
    const bucket = Math.min(buckets - 1, Math.max(0, Math.floor(milliseconds / bucketMs)))
    this.#histogram[bucket] = (this.#histogram[bucket] ?? 0) + 1
  }

  counts(): Counts {
    return { sent: this.sent, received: this.#received, histogram: [...this.#histogram] }
  }
}

/** The value below which `share` of the packets of all histograms lie, in ms. */
export function percentileMs(counts: readonly Counts[], share: number): number {
  const total = counts.reduce((sum, each) => sum + each.received, 0)
  let seen = 0
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    for (const each of counts) seen += each.histogram[bucket] ?? 0
    if (seen >= total * share) return Math.round((bucket + 1) * bucketMs * 100) / 100
  }
  return buckets * bucketMs
}

/** Serves requests of the parent until it disconnects. */
export function serve(handle: (request: LoadRequest) => Promise<Omit<FromLoad, 'id'>>): void {
  process.on('message', (raw) => {
    const { id, request } = ToLoad.parse(raw)
    handle(request)
      .catch((error: unknown) => ({ error: String(error) }))
      .then((reply) => process.send?.({ id, ...reply }))
      .catch(() => process.exit(1))
  })
  process.on('disconnect', () => process.exit(0))
}
