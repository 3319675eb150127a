import {
  clientEvents,
  type BrowserToServer,
  type Change,
  type Levels,
  type PersonId,
  type Problem,
  type Result,
  type ServerToBrowser,
  type SignInId,
} from '@hearthline/shared'
import type { Socket as IoSocket } from 'socket.io'
import type { z } from 'zod'
import { proofAnswerMs, proofLifeMs } from '../access/index.ts'
import { invalidRequest } from '../invalid-request.ts'
import type { CurrentSignIn, SignInEnded, Timer } from '../ports.ts'
import type { GatewayDeps } from './ports.ts'
import { signedOutOf, type Viewer } from './projection.ts'
import type { SocketChecks } from './socket-checks.ts'
import { createStream, type Stream } from './stream.ts'

export interface SocketData {
  signInId: SignInId
  address: string
  origin: string
}
export type Socket = IoSocket<BrowserToServer, ServerToBrowser, Record<string, never>, SocketData>

/** Messages a browser may send at once, and how fast the allowance grows back. */
const burst = 40
const messagesPerSecond = 10
/** Browsers tell of input once a minute; what comes sooner than this changes nothing. */
const activeGapMs = 20_000

/** One socket of one browser, from `challenge` to its end. */
export interface ServedSocket {
  readonly signInId: SignInId
  isProved(): boolean
  tell(changesFor: (viewer: Viewer) => Change[]): void
  /** Role, teams or name of a person changed: if it is this socket's, what they may see is told anew. */
  personChanged(personId: PersonId): void
  signedOut(ended: SignInEnded): void
  /** Not part of the sequence: dropped where the socket is busy. */
  levels(listeners: ReadonlySet<PersonId>, levels: Levels): void
  /** Newer sockets of the same sign-in took its place. */
  crowdedOut(): void
  /** Idempotent. */
  dispose(): void
}

type Reply = (answer: { ok: true; value: null } | { ok: false; problem: Problem }) => void

export function serveSocket(
  deps: GatewayDeps & {
    socket: Socket
    checks: SocketChecks
    /** Told at the first proof. */
    whenProved: () => void
  },
): ServedSocket {
  const { socket, checks, access, agents, presence, clock, log } = deps
  const { signInId, address, origin } = socket.data
  let stream: Stream | null = null
  let deadline: Timer | null = null
  let nextProof: Timer | null = null
  let endChecks: (() => void) | null = null
  let disposed = false
  let allowance = burst
  let allowanceAtMs = clock.nowMs()
  let activeAtMs = Number.NEGATIVE_INFINITY

  const cut = () => socket.disconnect(true)
  const liveOrCut = (current: Result<CurrentSignIn>): CurrentSignIn | null => {
    if (current.ok) return current.value
    socket.emit('problem', current.problem)
    cut()
    return null
  }
  const recall = () => liveOrCut(access.signIns.recall(signInId, address))

  const challenge = () => {
    const current = recall()
    if (current === null) return
    deadline?.cancel()
    deadline = clock.setTimer(proofAnswerMs, () => {
      log.info({ signInId }, 'a socket did not prove itself in time')
      cut()
    })
    socket.emit('challenge', access.socketProof.issue(current))
  }

  const prove = (proof: z.infer<typeof clientEvents.prove>, reply: Reply) => {
    const current = recall()
    if (current === null) return
    const proved = access.socketProof.verify(current, origin, proof)
    if (!proved.ok) {
      reply(proved)
      cut()
      return
    }
    deadline?.cancel()
    nextProof?.cancel()
    nextProof = clock.setTimer(proofLifeMs, challenge)
    reply({ ok: true, value: null })
    if (stream !== null) return
    const viewer = viewerOf(current)
    if (viewer.role === 'agent') agents.signedIn(viewer.personId, signInId)
    presence.socketOpened(signInId)
    if (viewer.role === 'agent')
      endChecks = checks.opened(signInId, (answered) => socket.emit('check', { at: clock.nowMs() }, answered))
    stream = createStream(
      viewer,
      deps.projection,
      {
        snapshot: (snapshot) => socket.emit('snapshot', snapshot),
        change: (message) => socket.emit('change', message),
      },
      () => clock.nowMs(),
    )
    stream.sendSnapshot(viewer)
    deps.whenProved()
  }

  const resync = () => {
    const current = stream && recall()
    if (stream && current) stream.sendSnapshot(viewerOf(current))
  }

  const active = () => {
    const nowMs = clock.nowMs()
    if (nowMs - activeAtMs < activeGapMs) return
    activeAtMs = nowMs
    liveOrCut(access.signIns.active(signInId, address))
  }

  const refuse = (problem: Problem, reply: Reply | null) => {
    if (reply) reply({ ok: false, problem })
    else socket.emit('problem', problem)
  }

  const withinRate = (): boolean => {
    const nowMs = clock.nowMs()
    allowance = Math.min(burst, allowance + ((nowMs - allowanceAtMs) / 1000) * messagesPerSecond)
    allowanceAtMs = nowMs
    allowance -= 1
    return allowance >= 0
  }

  const hear = (name: string, payload: unknown, reply: Reply | null) => {
    if (!withinRate()) {
      refuse({ code: 'too-many-requests', detail: 'Too many messages.' }, reply)
      return cut()
    }
    if (name === 'prove') {
      const message = clientEvents.prove.safeParse(payload)
      if (message.success) return prove(message.data, reply ?? (() => undefined))
      return refuse(invalidRequest(message.error), reply)
    }
    if (stream === null) {
      refuse({ code: 'not-allowed', detail: 'Prove the device key first.' }, reply)
      return cut()
    }
    if (name === 'resync') {
      const message = clientEvents.resync.safeParse(payload)
      if (!message.success) refuse(invalidRequest(message.error), reply)
      else reply?.({ ok: true, value: null })
      return resync()
    }
    if (name === 'line-report') {
      const message = clientEvents['line-report'].safeParse(payload)
      if (message.success)
        return void deps.quality.report(stream.viewer.personId, message.data.callId, message.data.quality)
      return refuse(invalidRequest(message.error), reply)
    }
    if (name === 'active') {
      const message = clientEvents.active.safeParse(payload)
      return message.success ? active() : refuse(invalidRequest(message.error), reply)
    }
    refuse({ code: 'invalid-request', detail: 'There is no such event.' }, reply)
    return resync()
  }

  // One place for every name, known or not: what the typings promise, a browser need not keep.
  socket.onAny((name: unknown, ...rest: unknown[]) => {
    const last = rest.at(-1)
    const reply: Reply | null = typeof last === 'function' ? (answer) => void last(answer) : null
    try {
      hear(String(name), typeof rest[0] === 'function' ? undefined : rest[0], reply)
    } catch (error) {
      log.error({ err: error, signInId }, 'a socket message could not be served')
      refuse({ code: 'internal', detail: 'Something went wrong here.' }, reply)
      cut()
    }
  })
  challenge()

  return {
    signInId,
    isProved: () => stream !== null,
    tell: (changesFor) => {
      if (stream) stream.sendChanges(changesFor(stream.viewer))
    },
    personChanged: (personId) => {
      if (stream?.viewer.personId === personId) resync()
    },
    signedOut: (ended) => {
      socket.emit('signed-out', signedOutOf(ended))
      cut()
    },
    levels: (listeners, levels) => {
      if (stream !== null && listeners.has(stream.viewer.personId)) socket.volatile.emit('levels', levels)
    },
    crowdedOut: () => {
      refuse({ code: 'too-many-requests', detail: 'Too many windows of this sign-in are open.' }, null)
      cut()
    },
    dispose: () => {
      if (disposed) return
      disposed = true
      deadline?.cancel()
      nextProof?.cancel()
      endChecks?.()
      if (stream) presence.socketClosed(signInId)
      stream = null
    },
  }
}

const viewerOf = ({ person, signIn }: CurrentSignIn): Viewer => ({
  personId: person.personId,
  signInId: signIn.signInId,
  role: person.role,
  ledTeamIds: person.ledTeamIds,
})
