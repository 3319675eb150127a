import {
  CallId,
  LegId,
  TrunkId,
  type MonitorMode,
  type PersonId,
  type Problem,
  type SignInId,
  type TeamId,
} from '@hearthline/shared'
import { randomUUID } from 'node:crypto'
import { WebSocket } from 'ws'
import { readVoiceKeys } from '../../keys.ts'
import {
  ControlToNode,
  type InboundRoute,
  type JournalledEvent,
  type LiveCallSnapshot,
  type NodeToControl,
  type RouteInbound,
  type VoiceCommand,
  type VoiceEvent,
} from '../../protocol/voice-link.ts'
import { voiceLinkProof } from '../../protocol/voice-link-proof.ts'
import type { House } from './house.ts'

/** A voice node that says what the test tells it to, over a real WebSocket, and keeps a journal as a real one does. */
export class ScriptedVoiceNode {
  readonly heard: ControlToNode[] = []
  readonly journal: JournalledEvent[] = []
  closeCode: number | null = null
  calls: LiveCallSnapshot[] = []
  registrations: SignInId[] = []
  /** What its clock says; events are stamped with it. */
  nowMs: () => number
  /** What it says to a command: a problem, null when it has carried it out, or nothing at all. */
  answer: (command: VoiceCommand) => Problem | null | 'silence' = (command) => this.usualAnswer(command)
  #socket: WebSocket | null = null
  #waiting = new Set<() => void>()
  readonly #house: House
  readonly nodeId: string

  constructor(house: House, nodeId = 'voice-1') {
    this.#house = house
    this.nodeId = nodeId
    this.nowMs = () => house.clock.nowMs()
  }

  /** Opens the socket; resolves when control has sent its challenge. */
  async dial(headers: Record<string, string> = {}): Promise<void> {
    const socket = new WebSocket(`ws://127.0.0.1:${this.#house.control.port}/voice-link`, { headers })
    this.#socket = socket
    this.closeCode = null
    this.heard.length = 0
    socket.on('message', (data) => {
      const message = ControlToNode.parse(JSON.parse(Buffer.isBuffer(data) ? data.toString() : ''))
      this.heard.push(message)
      if (message.type === 'command') this.#obey(message)
      this.#wake()
    })
    socket.on('close', (code) => {
      this.closeCode = code
      this.#wake()
    })
    socket.on('error', () => this.#wake())
    await this.until(() => this.#last('challenge') !== null || socket.readyState === socket.CLOSED)
  }

  /** The whole hand-shake up to the snapshot; re-sends the journal after what control has applied. */
  async link(): Promise<void> {
    await this.dial()
    this.send({
      type: 'hello',
      protocol: 1,
      nodeId: this.nodeId,
      proof: this.proof(readVoiceKeys(this.#house.config.dataDir).voiceLink),
      startedAtMs: 0,
    })
    const welcome = await this.next('welcome')
    this.send({
      type: 'snapshot',
      calls: this.calls,
      registrations: this.registrations,
      trunks: [],
      lastSeq: this.journal.at(-1)?.seq ?? 0,
    })
    for (const entry of this.journal) if (entry.seq > welcome.appliedSeq) this.send({ type: 'event', entry })
    await this.settled()
  }

  proof(secret: string): string {
    return voiceLinkProof(secret, this.#last('challenge')?.nonce ?? '', this.nodeId)
  }

  send(message: NodeToControl | string): void {
    this.#socket?.send(typeof message === 'string' ? message : JSON.stringify(message))
  }

  /** Puts an event into the journal without sending it. */
  write(event: VoiceEvent): JournalledEvent {
    const entry = {
      seq: (this.journal.at(-1)?.seq ?? 0) + 1,
      eventId: randomUUID(),
      atMs: this.nowMs(),
      event,
    }
    this.journal.push(entry)
    return entry
  }

  /** Writes, sends, and waits until control has committed it. */
  async say(...events: VoiceEvent[]): Promise<void> {
    const entries = events.map((event) => this.write(event))
    for (const entry of entries) this.send({ type: 'event', entry })
    await this.applied(entries.at(-1)?.seq ?? 0)
  }

  async applied(seq: number): Promise<void> {
    await this.until(() => this.heard.some((message) => message.type === 'applied' && message.seq >= seq))
  }

  async register(signInId: SignInId): Promise<void> {
    this.registrations.push(signInId)
    this.send({ type: 'status', status: { type: 'registration', signInId, state: 'registered' } })
    await this.settled()
  }

  async ask(request: RouteInbound): Promise<InboundRoute> {
    const requestId = randomUUID()
    this.send({ type: 'route-inbound', requestId, request })
    const isAnswer = (message: ControlToNode) =>
      message.type === 'route-inbound-answer' && message.requestId === requestId
    await this.until(() => this.heard.some(isAnswer))
    const answer = this.heard.find(isAnswer)
    if (answer?.type !== 'route-inbound-answer') throw new Error('no answer')
    return answer.route
  }

  /** As a real node answers, by what its own journal says; it does nothing else: the test says the events. */
  usualAnswer(command: VoiceCommand): Problem | null {
    if (command.type !== 'set-mode' && command.type !== 'end-call') return null
    const { callId } = command
    const said = this.journal.flatMap(({ event }) =>
      'callId' in event && event.callId === callId ? [event] : [],
    )
    if (said.length === 0) return { code: 'call-not-found', detail: 'This node has no such call.' }
    if (said.some(({ type }) => type === 'call-ended')) return { code: 'call-ended', detail: 'It is over.' }
    if (command.type === 'end-call') return null
    const { personId } = command
    const legs = said.filter(
      (event) => (event.type === 'leg-joined' || event.type === 'leg-left') && event.personId === personId,
    )
    return legs.at(-1)?.type === 'leg-joined'
      ? null
      : { code: 'not-listening', detail: 'There is no leg of yours in this call.' }
  }

  #obey({ commandId, command }: Extract<ControlToNode, { type: 'command' }>): void {
    const problem = this.answer(command)
    if (problem !== 'silence') this.send({ type: 'command-done', commandId, problem })
  }

  commands() {
    return this.heard.flatMap((message) => (message.type === 'command' ? [message] : []))
  }

  async next<Type extends ControlToNode['type']>(
    type: Type,
  ): Promise<Extract<ControlToNode, { type: Type }>> {
    await this.until(() => this.#last(type) !== null)
    const message = this.#last(type)
    if (message === null) throw new Error(`no ${type}`)
    return message
  }

  /** Control has served everything sent so far: a route question is answered in order, after all events before it. */
  async settled(): Promise<void> {
    for (let round = 0; round < 2; round += 1)
      await this.ask({
        callId: CallId.parse(randomUUID()),
        trunkId: unknownTrunk,
        customerNumber: null,
        calledNumber: '',
        tried: [],
      })
  }

  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      if (this.closeCode !== null) throw new Error(`the link closed with ${this.closeCode}`)
      await new Promise<void>((resolve) => this.#waiting.add(resolve))
    }
  }

  async closed(): Promise<number> {
    while (this.closeCode === null) await new Promise<void>((resolve) => this.#waiting.add(resolve))
    return this.closeCode
  }

  async hangUp(): Promise<void> {
    if (this.#socket === null || this.closeCode !== null) return
    this.#socket.close()
    await this.closed()
  }

  #last<Type extends ControlToNode['type']>(type: Type): Extract<ControlToNode, { type: Type }> | null {
    const isOfType = (message: ControlToNode): message is Extract<ControlToNode, { type: Type }> =>
      message.type === type
    return this.heard.findLast(isOfType) ?? null
  }

  #wake(): void {
    const waiting = [...this.#waiting]
    this.#waiting.clear()
    for (const resolve of waiting) resolve()
  }
}

const unknownTrunk = TrunkId.parse('00000000-0000-4000-8000-0000000000ff')

/** The events of an outbound call, ready to say. */
export function outboundScript(
  callId: CallId,
  agent: { personId: PersonId; signInId: SignInId },
  teamId: TeamId,
  trunkId: TrunkId,
) {
  return {
    opened: {
      type: 'call-opened',
      callId,
      direction: 'outbound',
      agent,
      teamId,
      trunkId,
      customerNumber: '+12025550100',
    },
    ringing: { type: 'call-progressed', callId, phase: 'ringing', trunkId },
    answered: { type: 'call-answered', callId, agent },
    hungUp: {
      type: 'call-ended',
      callId,
      termination: { kind: 'customer-hung-up', fault: 'nobody', sipStatus: null },
    },
  } as const satisfies Record<string, VoiceEvent>
}

/** The events of one supervisor's leg in a call, ready to say. */
export function supervisorScript(
  callId: CallId,
  { personId, signInId }: { personId: PersonId; signInId: SignInId },
) {
  const leg = { callId, legId: LegId.parse(randomUUID()), personId } as const
  return {
    legId: leg.legId,
    joined: { type: 'leg-joined', ...leg, role: 'supervisor', mode: 'listen' },
    mode: (mode: MonitorMode): VoiceEvent => ({ type: 'leg-mode', ...leg, mode }),
    tookOver: (from: { personId: PersonId; signInId: SignInId }): VoiceEvent => ({
      type: 'call-taken-over',
      callId,
      legId: leg.legId,
      by: { personId, signInId },
      from,
    }),
    left: { type: 'leg-left', ...leg, role: 'supervisor' },
  } as const satisfies Record<string, VoiceEvent | string | ((...given: never[]) => VoiceEvent)>
}
