import type { Problem, SignInId } from '@hearthline/shared'
import type { Clock, RandomSource, Timer } from '../../ports.ts'
import type {
  InboundRoute,
  LiveCallSnapshot,
  NodeToControl,
  TrunkConfig,
  VoiceCommand,
  VoiceStatus,
} from '../../protocol/voice-link.ts'
import { ControlToNode } from '../../protocol/voice-link.ts'
import { voiceLinkProof } from '../../protocol/voice-link-proof.ts'
import type { AskRoute, RouteQuestion, VoiceLog } from '../ports.ts'
import type { Journal } from './journal.ts'
import type { LinkSocket, OpenSocket } from './link-socket.ts'

export type TrunkHealth = Omit<Extract<VoiceStatus, { type: 'trunk-health' }>, 'type'>

/** What the link tells of this node, and what it may ask of it. */
export interface NodeDesk {
  calls(): LiveCallSnapshot[]
  registrations(): SignInId[]
  trunks(): TrunkHealth[]
  /** What is true now and no snapshot says; told after each. */
  statuses(): VoiceStatus[]
  onTrunks(trunks: TrunkConfig[]): void
  /** Must be safe to repeat, also while it is still being done. @returns why it could not be done, or null. */
  onCommand(command: VoiceCommand): Problem | null | Promise<Problem | null>
}

export interface ControlLinkDeps {
  nodeId: string
  secret: string
  startedAtMs: number
  openSocket: OpenSocket
  journal: Journal
  clock: Clock
  random: RandomSource
  log: VoiceLog
  desk: NodeDesk
}

/** The voice node's end of the voice link (rules VL-*). */
export interface ControlLink {
  /**
   * Says what is true now; what is said in a call only after the events that made it so (VL-10). Forgotten while control
   * is away, since the next snapshot says it again.
   */
  status(status: VoiceStatus): void
  askRoute: AskRoute
  isUp(): boolean
  dispose(): void
}

export const linkTimes = {
  firstRetryMs: 250,
  longestRetryMs: 2_000,
  /** Control pings every 5 s; this long without a sign of it means that the line is dead. */
  silentMs: 12_000,
  routeMs: 2_000,
} as const

/** Unconfirmed entries on the way, and bytes waiting in the socket. */
const window = { entries: 2_000, bufferedBytes: 1024 * 1024, perTurn: 200 } as const
const rememberedCommands = 1_000
const maxQuestions = 1_000

type Phase = 'away' | 'connecting' | 'greeting' | 'live'

export function createControlLink(deps: ControlLinkDeps): ControlLink {
  const { clock, journal, log, desk } = deps
  let phase: Phase = 'away'
  let socket: LinkSocket | null = null
  let retryMs: number = linkTimes.firstRetryMs
  let retry: Timer | null = null
  let watchdog: Timer | null = null
  let disposed = false
  let sentSeq = 0
  let appliedSeq = 0
  const questions = new Map<
    string,
    { question: RouteQuestion; answer: (route: InboundRoute | null) => void }
  >()
  const done = new Map<string, Problem | null>()
  const running = new Set<string>()
  /** What is said in calls whose events are not on their way yet, in order. */
  let talk: { afterSeq: number; status: VoiceStatus }[] = []

  const send = (message: NodeToControl): void => socket?.send(JSON.stringify(message))

  const heard = (): void => {
    watchdog?.cancel()
    watchdog = clock.setTimer(linkTimes.silentMs, () => {
      log.warn({}, 'control is silent; connecting again')
      socket?.terminate()
    })
  }

  const connect = (): void => {
    if (disposed) return
    phase = 'connecting'
    const mine = deps.openSocket({
      onMessage: (text) => {
        if (socket === mine) hear(text)
      },
      onSign: heard,
      onRoom: fill,
      onClosed: () => {
        if (socket === mine) lost()
      },
    })
    socket = mine
    heard()
  }

  const lost = (): void => {
    if (phase === 'live') log.warn({}, 'voice link lost')
    phase = 'away'
    socket = null
    talk = []
    watchdog?.cancel()
    if (disposed) return
    retry = clock.setTimer(retryMs, connect)
    retryMs = Math.min(retryMs * 2, linkTimes.longestRetryMs)
  }

  const hear = (text: string): void => {
    const message = parse(text)
    if (message === null) {
      log.error({}, 'control said something unknown')
      socket?.terminate()
      return
    }
    switch (message.type) {
      case 'challenge':
        send({
          type: 'hello',
          protocol: 1,
          nodeId: deps.nodeId,
          proof: voiceLinkProof(deps.secret, message.nonce, deps.nodeId),
          startedAtMs: deps.startedAtMs,
        })
        phase = 'greeting'
        return
      case 'welcome':
        desk.onTrunks(message.trunks)
        greet(message.appliedSeq).catch((error: unknown) => {
          log.error({ err: error }, 'greeting control failed')
          socket?.terminate()
        })
        return
      case 'trunks':
        desk.onTrunks(message.trunks)
        return
      case 'applied':
        appliedSeq = Math.max(appliedSeq, message.seq)
        journal.applied(message.seq)
        fill()
        return
      case 'command':
        obey(message.commandId, message.command)
        return
      case 'route-inbound-answer':
        questions.get(message.requestId)?.answer(message.route)
        return
      default:
        message satisfies never
    }
  }

  const greet = async (controlSeq: number): Promise<void> => {
    const mine = socket
    await journal.continueAfter(controlSeq)
    journal.applied(controlSeq)
    // What the snapshot shows must not be ahead of the events that `lastSeq` promises.
    await journal.flushed()
    if (mine === null || socket !== mine) return
    appliedSeq = controlSeq
    sentSeq = controlSeq
    send({
      type: 'snapshot',
      calls: desk.calls(),
      registrations: desk.registrations(),
      trunks: desk.trunks(),
      lastSeq: journal.lastSeq(),
    })
    phase = 'live'
    for (const status of desk.statuses()) send({ type: 'status', status })
    retryMs = linkTimes.firstRetryMs
    log.info({ backlog: journal.backlog() }, 'voice link up')
    fill()
    for (const [requestId, { question }] of questions)
      send({ type: 'route-inbound', requestId, request: question })
  }

  /** Sends what is on disk and not yet on its way, as much as the window allows. */
  function fill(): void {
    if (phase !== 'live' || socket === null || socket.bufferedBytes() >= window.bufferedBytes) return
    const room = Math.min(window.perTurn, window.entries - (sentSeq - appliedSeq))
    const entries = room > 0 ? journal.pendingAfter(sentSeq, room) : []
    for (const entry of entries) send({ type: 'event', entry })
    sentSeq = entries.at(-1)?.seq ?? sentSeq
    while (talk[0] !== undefined && talk[0].afterSeq <= sentSeq) {
      send({ type: 'status', status: talk[0].status })
      talk.shift()
    }
    if (entries.length === window.perTurn) fill()
  }

  const obey = (commandId: string, command: VoiceCommand): void => {
    const tell = (problem: Problem | null): void => send({ type: 'command-done', commandId, problem })
    const known = done.get(commandId)
    if (known !== undefined) {
      tell(known)
      return
    }
    // Asked again while it is being done: its end answers both.
    if (running.has(commandId)) return
    const outcome = desk.onCommand(command)
    const finish = (problem: Problem | null): void => {
      log.info({ command: command.type, problem: problem?.code ?? null }, 'command of control')
      remember(commandId, problem)
      tell(problem)
    }
    if (!(outcome instanceof Promise)) {
      finish(outcome)
      return
    }
    running.add(commandId)
    outcome
      .then(finish)
      .catch((error: unknown) => {
        log.error({ command: command.type, err: error }, 'a command failed')
        socket?.terminate()
      })
      .finally(() => running.delete(commandId))
  }

  const remember = (commandId: string, problem: Problem | null): void => {
    done.set(commandId, problem)
    for (const oldest of done.keys()) {
      if (done.size <= rememberedCommands) break
      done.delete(oldest)
    }
  }

  const stopListening = journal.onDurable(fill)
  connect()

  return {
    status: (status) => {
      if (phase !== 'live') return
      const afterSeq = journal.appendedSeq()
      if (status.type === 'talk' && afterSeq > sentSeq) talk.push({ afterSeq, status })
      else send({ type: 'status', status })
    },
    askRoute: (question) => {
      if (questions.size >= maxQuestions || disposed) return Promise.resolve(null)
      const requestId = deps.random.uuid()
      return new Promise((resolve) => {
        const answer = (route: InboundRoute | null): void => {
          timer.cancel()
          questions.delete(requestId)
          resolve(route)
        }
        const timer = clock.setTimer(linkTimes.routeMs, () => answer(null))
        questions.set(requestId, { question, answer })
        // While control is away the question waits: a restart takes less than the 2 s.
        if (phase === 'live') send({ type: 'route-inbound', requestId, request: question })
      })
    },
    isUp: () => phase === 'live',
    dispose: () => {
      if (disposed) return
      disposed = true
      stopListening()
      retry?.cancel()
      watchdog?.cancel()
      for (const { answer } of questions.values()) answer(null)
      const last = socket
      socket = null
      phase = 'away'
      last?.close()
    },
  }
}

function parse(text: string): ControlToNode | null {
  try {
    const parsed = ControlToNode.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : null
  } catch {
    // Not JSON: the caller treats it like any other word it does not know.
    return null
  }
}
