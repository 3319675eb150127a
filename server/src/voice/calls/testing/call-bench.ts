import type { CallId, ControlAnswer, PersonId, SignInId, TrunkId } from '@hearthline/shared'
import { createMemoryJournal } from '../../journal/testing/memory-journal.ts'
import type {
  ArrivedLine,
  CallPlacement,
  DialRequest,
  Line,
  LineCause,
  LineEvent,
  RingRequest,
  RouteQuestion,
} from '../../ports.ts'
import type { InboundRoute, VoiceStatus } from '../../../protocol/voice-link.ts'
import { createSeededRandom, createVirtualClock } from '../../../testing/virtual-clock.ts'
import { createFakeMediaPlane } from '../../testing/fake-media-plane.ts'
import { createCallService } from '../call-service.ts'
import { outboundCall, trunkRoutes } from './call-table.ts'

/** A leg that a test plays: what was done to it, and a way to speak for it. */
export interface FakeLine {
  readonly line: Line
  readonly done: string[]
  /** To the controls it sent. */
  readonly answers: ControlAnswer[]
  endedWith: LineCause | null
  say(event: LineEvent): void
}

export function createFakeLine(): FakeLine & { listen(onEvent: (event: LineEvent) => void): void } {
  const done: string[] = []
  let listener: ((event: LineEvent) => void) | null = null
  const fake: ReturnType<typeof createFakeLine> = {
    done,
    answers: [],
    endedWith: null,
    say: (event) => {
      if (fake.endedWith === null) listener?.(event)
    },
    listen: (onEvent) => {
      listener = onEvent
    },
    line: {
      progress: (status) => void done.push(`progress ${status}`),
      accept: () => void done.push('accept'),
      end: (cause) => {
        fake.endedWith ??= cause
        done.push(`end ${cause.status} ${cause.kind}`)
      },
      acceptReinvite: () => void done.push('accept re-INVITE'),
      refuseReinvite: (status) => void done.push(`refuse re-INVITE ${status}`),
      reinvite: () => void done.push('re-INVITE'),
      answerControl: (controlId, answer) => {
        done.push(`answer ${controlId} ${answer.ok ? 'ok' : answer.problem.code}`)
        fake.answers.push(answer)
      },
      sendDigit: () => void done.push('digit'),
    },
  }
  return fake
}

/** Lets everything that waits for a promise of the fakes run. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 30; turn += 1) await Promise.resolve()
}

const quiet = (): void => undefined

const arrive = (offerSdp: string | null = 'v=0\r\n') => {
  const fake = createFakeLine()
  const arrived: ArrivedLine = { line: fake.line, offerSdp, listen: (onEvent) => fake.listen(onEvent) }
  return { fake, arrived }
}

/** A call service on virtual time, with fakes at every port. */
export function openCallBench(options: { maxCalls?: number } = {}) {
  const clock = createVirtualClock()
  const plane = createFakeMediaPlane()
  const journal = createMemoryJournal()
  const dialled: (FakeLine & { request: DialRequest })[] = []
  const rung: (FakeLine & { request: RingRequest })[] = []
  const asked: RouteQuestion[] = []
  const sealedPaths: string[] = []
  const statuses: VoiceStatus[] = []
  const routes: (InboundRoute | null)[] = []
  const fullTrunks = new Set<TrunkId>()
  const frozen = new Set<SignInId>()
  const phonesAsked: SignInId[] = []
  const infoTrunks = new Set<TrunkId>()
  const calls = createCallService({
    clock,
    random: createSeededRandom(),
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    plane,
    journal,
    sealRecording: (filePath) => {
      sealedPaths.push(filePath)
      return Promise.resolve({
        filePath,
        sha256: 'b'.repeat(64),
        durationMs: 900,
        sizeBytes: 7_000,
        recovered: true,
      })
    },
    recordingsDir: '/recordings',
    publicKeyPem: 'pem',
    customerLines: {
      orderByHealth: (wanted) => wanted.filter(({ trunkId }) => !fullTrunks.has(trunkId)),
      sendsDigitsByInfo: (trunkId) => infoTrunks.has(trunkId),
      dial: (request, onEvent) => {
        const fake = createFakeLine()
        fake.listen(onEvent)
        dialled.push(Object.assign(fake, { request }))
        return fake.line
      },
    },
    agentLines: {
      ring: (request, onEvent) => {
        const fake = createFakeLine()
        fake.listen(onEvent)
        rung.push(Object.assign(fake, { request }))
        return fake.line
      },
    },
    askRoute: (question) => {
      asked.push(question)
      return Promise.resolve(routes.shift() ?? null)
    },
    phoneAnswers: (signInId) => {
      phonesAsked.push(signInId)
      return Promise.resolve(!frozen.has(signInId))
    },
    tellStatus: (status) => void statuses.push(status),
    maxCalls: options.maxCalls ?? 10,
  })
  const placement: CallPlacement = {
    callId: outboundCall.callId,
    agent: outboundCall.agent,
    teamId: outboundCall.teamId,
    number: outboundCall.number,
    routes: trunkRoutes,
    record: true,
    ringTimeoutMs: 30_000,
  }
  /** An outbound call up to the point where its first trunk is dialled. */
  const place = async (changes: Partial<CallPlacement> = {}) => {
    const { fake, arrived } = arrive()
    const outcome = calls.place({ ...placement, ...changes }, { ...arrived, offerSdp: 'v=0\r\n' })
    await settled()
    return { agent: fake, outcome }
  }
  /** An outbound call in which both sides talk. */
  const connect = async (changes: Partial<CallPlacement> = {}) => {
    const { agent } = await place(changes)
    const customer = dialled.at(-1)
    if (customer === undefined) throw new Error('nobody was dialled')
    customer.say({ type: 'line-answered', sdp: 'v=0\r\n' })
    await settled()
    return { agent, customer, callId: changes.callId ?? placement.callId }
  }
  /** A lead's browser joins; the leg is seated at once. */
  const join = async (callId: CallId, listener: { personId: PersonId; signInId: SignInId }) => {
    const { fake, arrived } = arrive()
    const outcome = calls.listen({ callId, listener }, { ...arrived, offerSdp: 'v=0\r\n' })
    await settled()
    return Object.assign(fake, { outcome, legId: legOf('answer-browser') })
  }
  const legOf = (type: 'answer-browser' | 'offer-rtp' | 'offer-browser' | 'answer-rtp') => {
    const request = plane.requests.findLast((each) => each.type === type)
    if (request === undefined || !('legId' in request)) throw new Error(`no ${type}`)
    return request.legId
  }
  const terminationOf = (callId: CallId) =>
    journal.events.flatMap((event) =>
      event.type === 'call-ended' && event.callId === callId ? [event.termination] : [],
    )[0]
  return {
    clock,
    plane,
    journal,
    calls,
    dialled,
    rung,
    asked,
    routes,
    sealedPaths,
    statuses,
    fullTrunks,
    frozen,
    phonesAsked,
    infoTrunks,
    arrive,
    placement,
    place,
    connect,
    join,
    legOf,
    terminationOf,
    types: () => journal.events.map(({ type }) => type),
  }
}
