import { type ChildProcess, fork } from 'node:child_process'
import {
  FromMediaWorker,
  type MediaEvent,
  type MediaReply,
  type MediaRequest,
} from '../../protocol/media-ipc.ts'
import { type Heard, PeerReply, type PeerRequest } from './peer-messages.ts'

/** A forked process whose requests are answered by id. */
class Requests<Reply> {
  readonly child: ChildProcess
  #next = 1
  #open = new Map<number, (reply: Reply) => void>()

  constructor(script: URL) {
    this.child = fork(script, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  }

  async send(request: unknown): Promise<Reply> {
    const id = this.#next
    this.#next += 1
    return await new Promise((resolve, reject) => {
      this.#open.set(id, resolve)
      this.child.send({ id, request }, (error) => {
        if (error) reject(error)
      })
    })
  }

  answer(id: number, reply: Reply): void {
    this.#open.get(id)?.(reply)
    this.#open.delete(id)
  }

  async dispose(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return
    const gone = new Promise<void>((resolve) => {
      this.child.once('exit', () => resolve())
    })
    if (this.child.connected) this.child.disconnect()
    await gone
  }
}

/** A real media worker in its own process, spoken to as the voice node does. */
export class WorkerProcess {
  readonly events: MediaEvent[] = []
  #requests = new Requests<MediaReply['outcome']>(new URL('../worker.ts', import.meta.url))
  #waiting: { matches: (event: MediaEvent) => boolean; resolve: (event: MediaEvent) => void }[] = []

  constructor() {
    this.#requests.child.on('message', (raw) => {
      const message = FromMediaWorker.parse(raw)
      if (message.kind === 'reply') this.#requests.answer(message.id, message.outcome)
      else this.#onEvent(message.event)
    })
  }

  get child(): ChildProcess {
    return this.#requests.child
  }

  async request(request: MediaRequest): Promise<MediaReply['outcome']> {
    return await this.#requests.send(request)
  }

  /** Sends something that need not be a request. */
  async raw(request: unknown): Promise<MediaReply['outcome']> {
    return await this.#requests.send(request)
  }

  /** The SDP that a request is answered with; throws on any other outcome. */
  async sdp(request: MediaRequest): Promise<string> {
    const outcome = await this.request(request)
    if (outcome.type !== 'sdp') throw new Error(`${request.type}: ${JSON.stringify(outcome)}`)
    return outcome.sdp
  }

  /** The first event, past or to come, that matches. */
  async event(matches: (event: MediaEvent) => boolean): Promise<MediaEvent> {
    const known = this.events.find(matches)
    if (known) return known
    return await new Promise((resolve) => this.#waiting.push({ matches, resolve }))
  }

  async dispose(): Promise<void> {
    await this.#requests.dispose()
  }

  #onEvent(event: MediaEvent): void {
    this.events.push(event)
    this.#waiting = this.#waiting.filter(({ matches, resolve }) => {
      if (!matches(event)) return true
      resolve(event)
      return false
    })
  }
}

/** A process of synthetic browsers. */
export class BrowserPeers {
  #requests = new Requests<PeerReply>(new URL('browser-peers.ts', import.meta.url))

  constructor() {
    this.#requests.child.on('message', (raw) => {
      const reply = PeerReply.parse(raw)
      this.#requests.answer(reply.id, reply)
    })
  }

  async request(request: PeerRequest): Promise<PeerReply> {
    const reply = await this.#requests.send(request)
    if (reply.error !== undefined) throw new Error(reply.error)
    return reply
  }

  async sdp(request: PeerRequest): Promise<string> {
    return (await this.request(request)).sdp ?? ''
  }

  async listen(peer: string, packets: number): Promise<Heard & { pcm: Int16Array }> {
    const { heard } = await this.request({ type: 'listen', peer, packets })
    if (!heard) throw new Error('nothing was heard')
    const bytes = Buffer.from(heard.pcmBase64, 'base64')
    const pcm = Int16Array.from({ length: bytes.length / 2 }, (_, at) => bytes.readInt16LE(at * 2))
    return { ...heard, pcm }
  }

  async dispose(): Promise<void> {
    await this.#requests.dispose()
  }
}
