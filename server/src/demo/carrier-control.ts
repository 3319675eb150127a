import { createServer, type IncomingMessage } from 'node:http'
import { z } from 'zod'
import { bindFailure } from '../start-error.ts'
import type { CarrierCall } from './carrier-call.ts'
import type { CallInRequest } from './place-call.ts'

export interface CarrierControlOptions {
  port: number
  calls: ReadonlyMap<string, CarrierCall>
  callIn(request: CallInRequest): Promise<CarrierCall>
  nowMs(): number
}

const E164 = z.string().regex(/^\+\d{3,15}$/)
const CallIn = z.strictObject({
  from: E164,
  to: E164,
  /** Plays this tone once answered, instead of the spoken prompt. */
  toneHz: z.number().min(100).max(3_800).optional(),
})
const HeardQuery = z.object({ ms: z.coerce.number().int().min(20).max(10_000).default(1_000) })
const maxBodyBytes = 10_000

interface Answer {
  status: number
  body: unknown
}
const notFound: Answer = { status: 404, body: { detail: 'no such call' } }

/**
 * Lets tests see and steer the carrier over HTTP on loopback; opened only when a port is given on the command line.
 *
 *     GET  /calls                   facts of all calls, oldest first
 *     POST /calls {from, to}        a customer calls in
 *     POST /calls/:id/hang-up
 *     GET  /calls/:id/heard?ms=…    {samples, arrivals}: base64 of 16-bit little-endian PCM, 8 kHz, of the last ms;
 *                                   for each packet of it {atMs, samples}: when it arrived, how many samples it holds
 */
export async function listenCarrierControl(
  options: CarrierControlOptions,
): Promise<{ dispose(): Promise<void> }> {
  const host = '127.0.0.1'
  const server = createServer((request, response) => {
    void answer(request, options).then(({ status, body }) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
    )
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, host, resolve)
  }).catch((error: unknown) => {
    throw bindFailure(error, '--carrier-control-port', host, options.port)
  })
  let closing: Promise<void> | null = null
  return {
    dispose: () =>
      (closing ??= new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })),
  }
}

async function answer(request: IncomingMessage, options: CarrierControlOptions): Promise<Answer> {
  const url = URL.parse(request.url ?? '/', 'http://carrier')
  const [, collection, id, action] = url?.pathname.split('/') ?? []
  if (url === null || collection !== 'calls') return notFound
  if (id === undefined) {
    if (request.method === 'GET')
      return { status: 200, body: [...options.calls.values()].map(({ facts }) => facts) }
    const wanted = CallIn.safeParse(await readJson(request))
    if (!wanted.success) return { status: 400, body: { detail: wanted.error.message } }
    const { from, to, toneHz } = wanted.data
    const call = await options.callIn({
      from,
      to,
      ...(toneHz === undefined ? {} : { script: [{ type: 'tone', hz: toneHz, ms: null }] }),
    })
    return { status: 201, body: call.facts }
  }
  const call = options.calls.get(id)
  if (call === undefined) return notFound
  if (request.method === 'POST' && action === 'hang-up') {
    call.hangUp()
    return { status: 200, body: call.facts }
  }
  if (action === 'heard') {
    const query = HeardQuery.safeParse(Object.fromEntries(url.searchParams))
    if (!query.success) return { status: 400, body: { detail: query.error.message } }
    const nowMs = options.nowMs()
    const samples = call.heard.last(query.data.ms, nowMs)
    return {
      status: 200,
      body: {
        samples: Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength).toString('base64'),
        arrivals: call.heard.arrivals(query.data.ms, nowMs),
      },
    }
  }
  return notFound
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  let text = ''
  for await (const chunk of request) {
    text += String(chunk)
    if (text.length > maxBodyBytes) return null
  }
  try {
    return JSON.parse(text)
  } catch {
    return null // the schema refuses null
  }
}
