import type { RawData, WebSocket } from 'ws'
import type { Problem } from '@hearthline/shared'
import {
  ControlToNode,
  NodeToControl,
  type JournalledEvent,
  type VoiceCommand,
  type VoiceStatus,
} from '../../protocol/voice-link.ts'
import { isVoiceLinkProof } from '../../protocol/voice-link-proof.ts'
import { orderAfterWelcome, takeEvent, type EventOrder } from '../calls/index.ts'
import type { Clock, Log, RandomSource, Timer } from '../ports.ts'
import type { NodeDesk, UnheardStatus } from './ports.ts'

/** From the upgrade to a good proof. */
const helloTimeoutMs = 5_000
const pingEveryMs = 5_000
/** A hole in the order of events, or a snapshot that its journal does not reach, waits no longer than this. */
const patienceMs = 5_000
const commandTimeoutMs = 2_000
/** A trunk that says nothing is waited for by the node before it answers. */
const trunkTestTimeoutMs = 10_000

/** Private WebSocket close codes (RFC 6455 §7.4.2). */
export const closeCodes = {
  replaced: 4000,
  unproved: 4001,
  malformed: 4002,
  silent: 4003,
  resend: 4004,
  shutdown: 1001,
} as const
type CloseReason = keyof typeof closeCodes

type Snapshot = Extract<NodeToControl, { type: 'snapshot' }>
type Phase =
  | { type: 'challenged'; nonce: string }
  | { type: 'greeted'; nodeId: string }
  | { type: 'talking'; nodeId: string; pendingSnapshot: Snapshot | null }
  | { type: 'closed' }

/** How a command ended; `silent` after a timeout or on a closed link: it may have been carried out all the same. */
export type CommandOutcome = { type: 'done' } | { type: 'refused'; problem: Problem } | { type: 'silent' }

/** One WebSocket of one voice node. */
export interface NodeLink {
  send(message: ControlToNode): void
  command(command: VoiceCommand): Promise<CommandOutcome>
  gauges(): Readonly<Record<string, number>>
  /** Idempotent. */
  close(reason: CloseReason): void
}

export interface NodeLinkDeps {
  socket: WebSocket
  secret: string
  desk: NodeDesk
  clock: Clock
  random: RandomSource
  log: Log
  /** The node has proved itself; its calls are about to be known. */
  onProved(nodeId: string, link: NodeLink): void
  onClosed(link: NodeLink): void
}

/** Serves one connection of a voice node from `challenge` to its end (docs/spec/call-records.md, RECORD-6 and RECORD-9). */
export function serveNodeLink(deps: NodeLinkDeps): NodeLink {
  const { socket, desk, clock, random, log } = deps
  const nonce = Buffer.from(random.bytes(32)).toString('hex')
  let phase: Phase = { type: 'challenged', nonce }
  let order: EventOrder = orderAfterWelcome(0)
  let waiting: JournalledEvent[] = []
  /** Told while a snapshot waits for its journal. */
  const unheardMeanwhile: UnheardStatus[] = []
  let flushing = false
  let heard = true
  let gauges: Readonly<Record<string, number>> = {}
  const commands = new Map<string, (outcome: CommandOutcome) => void>()
  const timers = new Set<Timer>()
  const after = (delayMs: number, fn: () => void): Timer => {
    const timer = clock.setTimer(delayMs, () => {
      timers.delete(timer)
      fn()
    })
    timers.add(timer)
    return timer
  }

  const send = (message: ControlToNode) => {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(ControlToNode.parse(message)))
  }
  const close = (reason: CloseReason) => {
    if (phase.type === 'closed') return
    phase = { type: 'closed' }
    for (const timer of timers) timer.cancel()
    timers.clear()
    waiting = []
    for (const settle of commands.values()) settle({ type: 'silent' })
    commands.clear()
    socket.close(closeCodes[reason], reason)
    // A peer that never answers the close frame must not keep the socket.
    const cut = clock.setTimer(2_000, () => socket.terminate())
    socket.once('close', () => cut.cancel())
    deps.onClosed(link)
  }

  const reconcileIfDue = (late: boolean) => {
    if (phase.type !== 'talking' || phase.pendingSnapshot === null) return
    const snapshot = phase.pendingSnapshot
    const applied = desk.appliedSeq(phase.nodeId)
    if (applied < snapshot.lastSeq && !late) return
    if (applied < snapshot.lastSeq)
      log.warn({ nodeId: phase.nodeId, applied, lastSeq: snapshot.lastSeq }, 'the journal ends early')
    phase = { ...phase, pendingSnapshot: null }
    desk.reconcile(phase.nodeId, snapshot.calls)
    for (const status of unheardMeanwhile.splice(0)) desk.unheard(status)
  }

  /** One dbTransaction for everything that came in one turn of the event loop: one fsync instead of many. */
  const flush = () => {
    flushing = false
    if (phase.type !== 'talking' || waiting.length === 0) return
    const entries = waiting
    waiting = []
    try {
      desk.apply(phase.nodeId, entries)
      send({ type: 'applied', seq: entries.at(-1)?.seq ?? 0 })
      reconcileIfDue(false)
    } catch (error) {
      log.error({ err: error, nodeId: phase.nodeId }, 'voice events could not be committed')
      close('resend')
    }
  }

  const take = (entry: JournalledEvent, nodeId: string) => {
    const intake = takeEvent(order, entry)
    switch (intake.type) {
      case 'known':
        return send({ type: 'applied', seq: desk.appliedSeq(nodeId) })
      case 'overflow':
        log.warn({ nodeId }, 'too many events out of order')
        return close('resend')
      case 'hold': {
        const stuckAt = order.appliedSeq
        order = intake.order
        after(patienceMs, () => {
          if (order.appliedSeq === stuckAt) close('resend')
        })
        return
      }
      case 'apply':
        if (intake.journalGap > 0) log.error({ nodeId, missing: intake.journalGap }, 'the journal has a hole')
        order = intake.order
        waiting.push(...intake.entries)
        if (flushing) return
        flushing = true
        setImmediate(flush)
        return
      default:
        return intake satisfies never
    }
  }

  const greet = (hello: Extract<NodeToControl, { type: 'hello' }>) => {
    if (!isVoiceLinkProof(hello.proof, deps.secret, nonce, hello.nodeId)) {
      log.warn({ nodeId: hello.nodeId }, 'a voice node failed its proof')
      return close('unproved')
    }
    handshake.cancel()
    phase = { type: 'greeted', nodeId: hello.nodeId }
    const appliedSeq = desk.appliedSeq(hello.nodeId)
    order = orderAfterWelcome(appliedSeq)
    send({ type: 'welcome', appliedSeq, trunks: desk.trunks() })
  }

  const meet = (snapshot: Snapshot, nodeId: string) => {
    if (snapshot.lastSeq < order.appliedSeq) {
      // The node's disk was replaced: its seqs start over. Event ids still keep what was applied from being applied again.
      log.warn({ nodeId, lastSeq: snapshot.lastSeq, applied: order.appliedSeq }, 'the journal starts over')
      desk.forgetSeq(nodeId)
      return close('resend')
    }
    phase = { type: 'talking', nodeId, pendingSnapshot: snapshot }
    deps.onProved(nodeId, link)
    desk.registrations(nodeId, snapshot.registrations)
    desk.trunkHealth(nodeId, snapshot.trunks)
    reconcileIfDue(false)
    after(patienceMs, () => {
      try {
        reconcileIfDue(true)
      } catch (error) {
        log.error({ err: error, nodeId }, 'a snapshot could not be taken over')
        close('resend')
      }
    })
  }

  const note = (status: VoiceStatus, nodeId: string) => {
    switch (status.type) {
      case 'registration':
        return desk.registration(nodeId, status.signInId, status.state === 'registered')
      case 'trunk-health':
        return desk.trunkHealth(nodeId, [status])
      case 'trunk-registration':
        return desk.trunkRegistration(nodeId, status)
      case 'talk':
        // An answer that is still waiting for its dbTransaction comes before what is said after it.
        flush()
        return desk.talk(status)
      case 'unheard':
        flush()
        // The snapshot is of before it, and begins with nobody unheard.
        if (phase.type === 'talking' && phase.pendingSnapshot !== null) unheardMeanwhile.push(status)
        else desk.unheard(status)
        return
      case 'levels': {
        const { callId, agent, customer, supervisor } = status
        return desk.levels({ callId, agent, customer, supervisor })
      }
      case 'phone-check':
        return desk.phoneChecked(status.signInId, status.missed)
      case 'gauges':
        gauges = status.gauges
        return
      default:
        return status satisfies never
    }
  }

  const hear = (message: NodeToControl) => {
    if (phase.type === 'challenged' && message.type === 'hello') return greet(message)
    if (phase.type === 'greeted' && message.type === 'snapshot') return meet(message, phase.nodeId)
    if (phase.type !== 'talking') return close('malformed')
    const { nodeId } = phase
    switch (message.type) {
      case 'hello':
      case 'snapshot':
        return close('malformed')
      case 'event':
        return take(message.entry, nodeId)
      case 'status':
        return note(message.status, nodeId)
      case 'command-done': {
        const { commandId, problem } = message
        if (problem) log.info({ nodeId, code: problem.code }, 'a voice node refused a command')
        commands.get(commandId)?.(problem === null ? { type: 'done' } : { type: 'refused', problem })
        return
      }
      case 'route-inbound':
        // What happened to earlier calls decides who is free.
        flush()
        return send({
          type: 'route-inbound-answer',
          requestId: message.requestId,
          route: desk.route(message.request),
        })
      default:
        return message satisfies never
    }
  }

  const ping = () => {
    if (!heard) return close('silent')
    heard = false
    if (socket.readyState === socket.OPEN) socket.ping()
    after(pingEveryMs, ping)
  }

  const link: NodeLink = {
    send,
    close,
    gauges: () => gauges,
    command: (command) =>
      new Promise((resolve) => {
        if (phase.type !== 'talking') return resolve({ type: 'silent' })
        const commandId = random.uuid()
        const timeoutMs = command.type === 'test-trunk' ? trunkTestTimeoutMs : commandTimeoutMs
        const timer = after(timeoutMs, () => settle({ type: 'silent' }))
        const settle = (outcome: CommandOutcome) => {
          timer.cancel()
          timers.delete(timer)
          commands.delete(commandId)
          resolve(outcome)
        }
        commands.set(commandId, settle)
        send({ type: 'command', commandId, command })
      }),
  }

  const handshake = after(helloTimeoutMs, () => close('unproved'))
  after(pingEveryMs, ping)
  socket.on('pong', () => (heard = true))
  socket.on('message', (data, isBinary) => {
    heard = true
    if (phase.type === 'closed') return
    const message = isBinary ? null : parseMessage(data)
    if (message === null) {
      log.warn({ phase: phase.type }, 'a voice link message fits no schema')
      return close('malformed')
    }
    try {
      hear(message)
    } catch (error) {
      // The database failed under us: the node keeps its journal and says it all again.
      log.error({ err: error, message: message.type }, 'a voice link message could not be served')
      close('resend')
    }
  })
  socket.on('error', (error) => log.debug({ err: error }, 'voice link error'))
  socket.on('close', () => close('shutdown'))
  send({ type: 'challenge', nonce })
  return link
}

function parseMessage(data: RawData): NodeToControl | null {
  let json: unknown
  try {
    json = JSON.parse(Buffer.isBuffer(data) ? data.toString('utf8') : '')
  } catch {
    return null
  }
  const parsed = NodeToControl.safeParse(json)
  return parsed.success ? parsed.data : null
}
