import { randomInt, randomUUID } from 'node:crypto'
import { CallId, LegId } from '@hearthline/shared'
import type { MediaRequest } from '../../protocol/media-ipc.ts'
import { CarrierPeer } from './carrier-peer.ts'
import { type BrowserPeers, WorkerProcess } from './processes.ts'

/** A room in a fresh worker process, with the ids of three legs and the means to fill them; for tests. */
export class LiveCall {
  readonly worker: WorkerProcess
  readonly callId = CallId.parse(randomUUID())
  readonly agent = LegId.parse(randomUUID())
  readonly customer = LegId.parse(randomUUID())
  readonly lead = LegId.parse(randomUUID())
  #peers: BrowserPeers
  #carriers: CarrierPeer[] = []

  static async open(peers: BrowserPeers, recordingsDir: string): Promise<LiveCall> {
    const worker = new WorkerProcess()
    const call = new LiveCall(worker, peers)
    const base = 20_000 + randomInt(0, 200) * 200
    await call.ask({
      type: 'init',
      workerIndex: 0,
      bindAddress: '127.0.0.1',
      publicAddress: null,
      icePorts: [base, base + 1],
      rtpPorts: { min: base + 2, max: base + 199 },
      recordingsDir,
    })
    await call.ask({ type: 'open-room', callId: call.callId })
    return call
  }

  private constructor(worker: WorkerProcess, peers: BrowserPeers) {
    this.worker = worker
    this.#peers = peers
  }

  /** A request that must be answered with `done`. */
  async ask(request: MediaRequest): Promise<void> {
    const outcome = await this.worker.request(request)
    if (outcome.type !== 'done') throw new Error(`${request.type}: ${JSON.stringify(outcome)}`)
  }

  /** A browser leg, answered by the worker; its peer is named like the leg. */
  async joinBrowser(legId: LegId, direction: 'sendrecv' | 'recvonly' = 'sendrecv'): Promise<void> {
    const { callId } = this
    const offerSdp = await this.#peers.sdp({ type: 'offer', peer: legId, direction })
    const sdp = await this.worker.sdp({ type: 'answer-browser', callId, legId, offerSdp })
    await this.#peers.request({ type: 'accept-answer', peer: legId, sdp })
    await this.worker.event((event) => event.type === 'leg-connected' && event.legId === legId)
  }

  /** A plain RTP leg, the customer's unless another is named, answered by a carrier that speaks `law`. */
  async dial(law: 'mulaw' | 'alaw' = 'mulaw', legId: LegId = this.customer): Promise<CarrierPeer> {
    const { callId } = this
    const carrier = await CarrierPeer.open(law)
    this.#carriers.push(carrier)
    carrier.connect(await this.worker.sdp({ type: 'offer-rtp', callId, legId }))
    await this.ask({ type: 'accept-rtp-answer', callId, legId, answerSdp: carrier.sdp })
    return carrier
  }

  async hear(hearing: Record<LegId, LegId[]>): Promise<void> {
    const rows = Object.entries(hearing).map(([leg, legs]) => [LegId.parse(leg), { legs, prompt: null }])
    await this.ask({ type: 'set-hearing', callId: this.callId, hearing: Object.fromEntries(rows) })
  }

  async dispose(): Promise<void> {
    for (const carrier of this.#carriers) carrier.dispose()
    this.#carriers = []
    await this.worker.dispose()
  }
}
