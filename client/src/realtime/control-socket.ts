import {
  type CallId,
  type Levels,
  type LineQuality,
  Problem,
  serverEvents,
  type SignedOut,
} from '@hearthline/shared'
import { io, type Socket } from 'socket.io-client'
import { z } from 'zod'
import type { LiveEvent } from './live-view.ts'

/** What the socket needs from the rest of the page. */
export interface ControlSocketPorts {
  now: () => number
  /** Signs a challenge with the device key; null when the key or the sign-in is gone. */
  sign: (
    challenge: z.infer<typeof serverEvents.challenge>,
  ) => Promise<{ keyId: string; signature: string } | null>
  /** Applies an event to the view; answers with the revision to report when changes were missed. */
  apply: (event: LiveEvent, nowMs: number) => { resync: number | null }
  heard: (nowMs: number) => void
  /** How loud a call is that this lead has a leg in. */
  levels: (levels: Levels) => void
  /** The sign-in is over: control said so, or no longer knows this browser. */
  signedOut: (signedOut: SignedOut | null) => void
}

export interface ControlSocket {
  reportLine: (report: { callId: CallId; quality: LineQuality }) => void
  dispose: () => void
}

/** Control is back within a second or two of its start; so that all is right within 5 s, nobody waits longer than this. */
const reconnectMaxMs = 2_000
/** From the transport's opening to the snapshot; longer means that the other end is stuck. */
const snapshotTimeoutMs = 5_000

/** A hand on keyboard or pointer keeps a sign-in from idling out; control is told this often at most. */
const activeEveryMs = 60_000
const inputs = ['pointerdown', 'pointermove', 'keydown'] as const

const Answer = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true) }),
  z.object({ ok: z.literal(false), problem: Problem }),
])
const Refusal = z.object({ data: Problem })

const endsSignIn = (problem: Problem): boolean =>
  problem.code === 'not-signed-in' || problem.code === 'signed-out'

/** Opens the socket to control on this page's origin and keeps it open until disposed or signed out. */
export function openControlSocket(ports: ControlSocketPorts): ControlSocket {
  const socket: Socket = io({
    // One control process: no sticky polling to fall back on, and the upgrade would cost two round trips.
    transports: ['websocket'],
    reconnectionDelay: 250,
    reconnectionDelayMax: reconnectMaxMs,
    randomizationFactor: 0.25,
    timeout: 4_000,
    autoConnect: false,
  })
  let disposed = false
  let told = false
  let activeMs = Number.NEGATIVE_INFINITY
  let snapshotTimer: ReturnType<typeof setTimeout> | undefined
  let retryTimer: ReturnType<typeof setTimeout> | undefined

  const end = (signedOut: SignedOut | null): void => {
    ports.apply({ type: 'signed-out', signedOut }, ports.now())
    dispose()
    ports.signedOut(signedOut)
  }
  /** After a refusal or a disconnect by the server, Socket.IO does not come back by itself. */
  const retry = (): void => {
    clearTimeout(retryTimer)
    if (!disposed) retryTimer = setTimeout(() => socket.connect(), reconnectMaxMs / 2)
  }
  const lost = (): void => {
    told = false
    clearTimeout(snapshotTimer)
    ports.apply({ type: 'disconnected' }, ports.now())
  }
  const startOver = (): void => {
    socket.disconnect()
    lost()
    retry()
  }
  const resync = (have: number): void => {
    socket.emit('resync', { have }, (raw: unknown) => {
      const answer = Answer.safeParse(raw)
      if (answer.success && !answer.data.ok && endsSignIn(answer.data.problem)) end(null)
    })
    // The snapshot itself comes as an event; without it the view would stand still for good.
    awaitSnapshot()
  }
  const awaitSnapshot = (): void => {
    clearTimeout(snapshotTimer)
    snapshotTimer = setTimeout(startOver, snapshotTimeoutMs)
  }
  const listen = <Schema extends z.ZodType>(
    name: string,
    schema: Schema,
    take: (value: z.output<Schema>) => void,
  ): void => {
    socket.on(name, (raw: unknown) => {
      const parsed = schema.safeParse(raw)
      if (parsed.success) take(parsed.data)
      // Words that do not parse are as good as lost ones: the snapshot tells what they would have.
      else if (name === 'change') resync(0)
    })
  }

  socket.on('connect', () => {
    ports.heard(ports.now())
    ports.apply({ type: 'connecting' }, ports.now())
    awaitSnapshot()
  })
  socket.io.on('ping', () => ports.heard(ports.now()))
  listen('challenge', serverEvents.challenge, (challenge) => {
    void prove(challenge)
  })
  listen('snapshot', serverEvents.snapshot, (snapshot) => {
    clearTimeout(snapshotTimer)
    told = true
    ports.heard(ports.now())
    ports.apply({ type: 'snapshot', snapshot }, ports.now())
  })
  listen('change', serverEvents.change, (message) => {
    ports.heard(ports.now())
    const { resync: have } = ports.apply({ type: 'change', message }, ports.now())
    if (have !== null) resync(have)
  })
  // Answered from here, the page's main thread, and at once: a page that is frozen or gone must not seem alive.
  socket.on('check', (_check: unknown, acknowledge: unknown) => {
    ports.heard(ports.now())
    if (typeof acknowledge === 'function') acknowledge()
  })
  listen('levels', serverEvents.levels, ports.levels)
  listen('signed-out', serverEvents['signed-out'], end)
  listen('problem', serverEvents.problem, (problem) => {
    if (endsSignIn(problem)) end(null)
  })
  socket.on('disconnect', (reason) => {
    if (disposed) return
    lost()
    if (reason === 'io server disconnect') retry()
  })
  socket.on('connect_error', (error) => {
    if (disposed) return
    lost()
    const refusal = Refusal.safeParse(error)
    if (refusal.success && endsSignIn(refusal.data.data)) end(null)
    else if (!socket.active) retry()
  })

  async function prove(challenge: z.infer<typeof serverEvents.challenge>): Promise<void> {
    const word = await ports.sign(challenge)
    if (disposed) return
    if (word === null) {
      end(null)
      return
    }
    socket.emit('prove', { challengeId: challenge.challengeId, ...word }, (raw: unknown) => {
      const answer = Answer.safeParse(raw)
      if (disposed || (answer.success && answer.data.ok)) return
      if (answer.success && !answer.data.ok && endsSignIn(answer.data.problem)) end(null)
      else startOver()
    })
  }

  /** The network came back: no need to wait out the delay. */
  const online = (): void => {
    if (!disposed && !socket.connected) socket.connect()
  }
  addEventListener('online', online)
  const active = (input: Event): void => {
    // Before the proof any word but the proof would end the socket.
    if (!input.isTrusted || !told || ports.now() - activeMs < activeEveryMs) return
    activeMs = ports.now()
    socket.volatile.emit('active', {})
  }
  for (const input of inputs) addEventListener(input, active, { passive: true, capture: true })

  function dispose(): void {
    if (disposed) return
    disposed = true
    removeEventListener('online', online)
    for (const input of inputs) removeEventListener(input, active, { capture: true })
    clearTimeout(snapshotTimer)
    clearTimeout(retryTimer)
    socket.removeAllListeners()
    socket.disconnect()
  }

  socket.connect()
  return {
    reportLine: (report) => {
      if (socket.connected) socket.volatile.emit('line-report', report)
    },
    dispose,
  }
}
