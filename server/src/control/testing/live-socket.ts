import {
  serverEvents,
  signedText,
  type Challenge,
  type Change,
  type Levels,
  type Me,
  type Snapshot,
} from '@hearthline/shared'
import { io, type Socket } from 'socket.io-client'
import type { Browser } from './browser.ts'

/** A browser's socket to control, as the client opens one: cookie, Origin, proof by the device key. */
export class LiveSocket {
  readonly snapshots: Snapshot[] = []
  readonly changes: { revision: number; change: Change }[] = []
  readonly problems: unknown[] = []
  readonly challenges: Challenge[] = []
  signedOut: unknown = null
  refusal: unknown = null
  connected = false
  /** Proofs that control has acknowledged. */
  proofs = 0
  closed = false
  /** Whether this page answers when control asks if it is alive. */
  answersChecks = true
  checks = 0
  readonly levels: Levels[] = []
  readonly socket: Socket
  #waiting = new Set<() => void>()

  constructor(browser: Browser, me: Me | null, headers: Record<string, string> = {}) {
    const cookie = [...browser.cookies].map((pair) => pair.join('=')).join('; ')
    this.socket = io(browser.base, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      extraHeaders: { Cookie: cookie, Origin: browser.origin, ...headers },
    })
    const on = (name: string, act: (payload: unknown) => void) =>
      this.socket.on(name, (payload: unknown) => {
        act(payload)
        this.#wake()
      })
    on('connect', () => (this.connected = true))
    on('disconnect', () => (this.closed = true))
    on('connect_error', (error) => (this.refusal = error))
    on('snapshot', (payload) => this.snapshots.push(serverEvents.snapshot.parse(payload)))
    on('change', (payload) => this.changes.push(serverEvents.change.parse(payload)))
    on('problem', (payload) => this.problems.push(payload))
    on('signed-out', (payload) => (this.signedOut = payload))
    on('levels', (payload) => this.levels.push(serverEvents.levels.parse(payload)))
    this.socket.on('check', (payload: unknown, acknowledge: () => void) => {
      serverEvents.check.parse(payload)
      this.checks += 1
      if (this.answersChecks) acknowledge()
      this.#wake()
    })
    on('challenge', (payload) => {
      const challenge = serverEvents.challenge.parse(payload)
      this.challenges.push(challenge)
      void this.#prove(browser, me, challenge)
    })
  }

  async #prove(browser: Browser, me: Me | null, challenge: Challenge): Promise<void> {
    if (me === null || browser.key === null) return
    const { keyId } = browser.key
    const signature = await browser.key.sign(
      signedText.socket({
        origin: browser.origin,
        personId: me.personId,
        deviceId: me.device.deviceId,
        challenge,
      }),
    )
    this.socket.emit('prove', { challengeId: challenge.challengeId, keyId, signature }, () => {
      this.proofs += 1
      this.#wake()
    })
  }

  get snapshot(): Snapshot {
    const last = this.snapshots.at(-1)
    if (!last) throw new Error('no snapshot yet')
    return last
  }

  of<Type extends Change['type']>(type: Type): Extract<Change, { type: Type }>[] {
    const isOfType = (change: Change): change is Extract<Change, { type: Type }> => change.type === type
    return this.changes.map(({ change }) => change).filter(isOfType)
  }

  ask(name: string, payload: unknown): Promise<unknown> {
    return new Promise((resolve) => this.socket.emit(name, payload, resolve))
  }

  /** Control has served all that this page had to answer: what it asked before has arrived here, and the answer there. */
  async settled(): Promise<void> {
    for (let round = 0; round < 2 && !this.closed; round += 1)
      await new Promise<void>((resolve) => {
        // Rubbish: refused with an answer, and nothing else.
        this.socket.emit('prove', null, () => resolve())
        this.socket.once('disconnect', () => resolve())
      })
  }

  /** Asks for a fresh snapshot and waits for it: everything told before it has arrived then, too. */
  async resync(): Promise<void> {
    const seen = this.snapshots.length
    await this.ask('resync', { have: 0 })
    await this.until(() => this.snapshots.length > seen)
  }

  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise<void>((resolve) => this.#waiting.add(resolve))
  }

  /** Opened, proved, and told where everything stands. */
  async ready(): Promise<this> {
    await this.until(() => this.snapshots.length > 0)
    return this
  }

  dispose(): void {
    this.socket.disconnect()
  }

  #wake(): void {
    const waiting = [...this.#waiting]
    this.#waiting.clear()
    for (const resolve of waiting) resolve()
  }
}
