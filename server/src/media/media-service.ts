import { type CallId, LegId } from '@hearthline/shared'
import type { Hearing, MediaProblemCode, MediaReply, MediaRequest } from '../protocol/media-ipc.ts'
import { RecordingWriter } from '../recording-file/index.ts'
import { BrowserLeg } from './browser-leg.ts'
import type { MediaContext } from './context.ts'
import { guarded } from './guard.ts'
import type { Law } from './g711.ts'
import type { Leg } from './leg.ts'
import { CallRecorder } from './recorder/call-recorder.ts'
import { RoomMedia } from './room-media.ts'
import { RtpLeg } from './rtp-leg.ts'
import { type RtpHeader, readRtp } from './rtp-packet.ts'
import { RtpPortRange } from './rtp-port.ts'
import { type AudioFormats, readBrowserSdp, readRtpSdp } from './sdp-reader.ts'
import { Ticker } from './ticker.ts'

export type Outcome = MediaReply['outcome']
/** Everything but the first request and those that are about the process itself. */
export type RoomRequest = Exclude<MediaRequest, { type: 'init' | 'ping' | 'stats' }>

const done: Outcome = { type: 'done' }
const problem = (code: MediaProblemCode, detail: string): Outcome => ({ type: 'problem', code, detail })
const checkEveryMs = 250

/** All calls of one worker: carries out requests, each call's in the order in which they came. */
export class MediaService {
  #context: MediaContext
  #ports: RtpPortRange
  #rooms = new Map<CallId, RoomMedia>()
  #browserLegs = new Map<Leg, BrowserLeg>()
  #rtpLegs = new Map<Leg, RtpLeg>()
  #queues = new Map<CallId, Promise<unknown>>()
  #ticker: Ticker
  #checks: NodeJS.Timeout | null = null

  constructor(context: MediaContext) {
    this.#context = context
    const { settings, clock, reportBug } = context
    this.#ports = new RtpPortRange(
      settings.bindAddress,
      settings.rtpPorts,
      (context.randomUint32() % 1_000) / 1_000,
    )
    this.#ticker = new Ticker({
      nowMs: clock.nowMs,
      onFrame: guarded('frame', reportBug, (nowMs) => this.#tick(nowMs)),
      onBreak: guarded('frame break', reportBug, () => {
        for (const room of this.#rooms.values()) room.breakFrames()
      }),
    })
  }

  get rooms(): number {
    return this.#rooms.size
  }

  get legs(): number {
    let legs = 0
    for (const room of this.#rooms.values()) legs += room.legs.size
    return legs
  }

  /** Lost on the legs that are open now. */
  get packetsLostNow(): number {
    let lost = 0
    for (const room of this.#rooms.values()) for (const leg of room.legs.values()) lost += leg.inbound.lost
    return lost
  }

  handle(request: RoomRequest): Promise<Outcome> {
    const before = this.#queues.get(request.callId)
    const outcome = this.#after(before, request)
    this.#queues.set(request.callId, outcome)
    return outcome
  }

  /** Closes everything and seals the recordings. */
  async dispose(): Promise<void> {
    const rooms = [...this.#rooms.values()]
    this.#rooms.clear()
    this.#arrangeTimers()
    await Promise.all(rooms.map(async (room) => await this.#close(room)))
  }

  async #after(before: Promise<unknown> | undefined, request: RoomRequest): Promise<Outcome> {
    // Whatever became of the request before, this one is carried out; its own caller was told.
    await before?.catch(() => undefined)
    try {
      return await this.#carryOut(request)
    } finally {
      if (!this.#rooms.has(request.callId)) this.#queues.delete(request.callId)
      this.#arrangeTimers()
    }
  }

  async #carryOut(request: RoomRequest): Promise<Outcome> {
    if (request.type === 'open-room') {
      if (this.#rooms.has(request.callId)) return problem('duplicate', 'the room is open already')
      this.#rooms.set(request.callId, new RoomMedia(request.callId, this.#context))
      return done
    }
    const room = this.#rooms.get(request.callId)
    if (!room) return problem('no-room', 'no such room')
    switch (request.type) {
      case 'answer-browser':
        return await this.#answerBrowser(room, request.legId, request.offerSdp)
      case 'offer-browser':
        return await this.#offerBrowser(room, request.legId)
      case 'offer-rtp':
        return await this.#offerRtp(room, request.legId)
      case 'answer-rtp':
        return await this.#answerRtp(room, request.legId, request.offerSdp)
      case 'set-hearing':
        room.setHearing(hearingMap(request.hearing))
        return done
      case 'start-recording':
        return await this.#startRecording(room, request)
      case 'set-recorded-sides':
        if (!room.recorder) return problem('recording-failed', 'nothing is being recorded')
        room.recorder.setSides(request.agentSide, request.customerSide)
        room.tapLegs()
        return done
      case 'close-room':
        this.#rooms.delete(request.callId)
        return { type: 'recording', recording: await this.#close(room) }
      case 'accept-browser-answer':
      case 'accept-rtp-answer':
      case 'play-once':
      case 'close-leg':
        return this.#onLeg(room, request)
      default:
        request satisfies never
        return problem('no-room', 'unknown request')
    }
  }

  #onLeg(
    room: RoomMedia,
    request: Extract<
      RoomRequest,
      { type: 'accept-browser-answer' | 'accept-rtp-answer' | 'play-once' | 'close-leg' }
    >,
  ): Outcome {
    const leg = room.legs.get(request.legId)
    if (!leg) return problem('no-leg', 'no such leg')
    switch (request.type) {
      case 'play-once':
        room.playOnce(leg, request.prompt)
        return done
      case 'close-leg':
        room.removeLeg(leg.id)
        this.#forget(leg)
        return done
      case 'accept-browser-answer': {
        const remote = readBrowserSdp(request.answerSdp)
        if (!remote.ok) return problem(remote.problem.code, remote.problem.detail)
        const accepted = this.#browserLegs.get(leg)?.acceptAnswer(remote.value)
        if (!accepted) return problem('no-leg', 'not a browser leg')
        return accepted.ok ? done : problem('peer-failed', accepted.problem)
      }
      case 'accept-rtp-answer': {
        const remote = readRtpSdp(request.answerSdp)
        if (!remote.ok) return problem(remote.problem.code, remote.problem.detail)
        const accepted = this.#rtpLegs.get(leg)?.acceptAnswer(remote.value)
        if (!accepted) return problem('no-leg', 'not an RTP leg')
        return accepted.ok ? done : problem(accepted.problem.code, accepted.problem.detail)
      }
      default:
        request satisfies never
        return problem('no-leg', 'unknown request')
    }
  }

  async #answerBrowser(room: RoomMedia, legId: LegId, offerSdp: string): Promise<Outcome> {
    const remote = readBrowserSdp(offerSdp)
    if (!remote.ok) return problem(remote.problem.code, remote.problem.detail)
    const browser = this.#browserLeg(room, legId)
    if (!browser) return problem('duplicate', 'the leg exists and is not a browser leg')
    // The law that the carrier speaks goes first: then nothing needs to be transcoded.
    const formats = preferring(remote.value.formats, lawOf(room, 'rtp'))
    return await this.#browserOutcome(room, browser, await browser.answer(remote.value, formats))
  }

  async #offerBrowser(room: RoomMedia, legId: LegId): Promise<Outcome> {
    const browser = this.#browserLeg(room, legId)
    if (!browser) return problem('duplicate', 'the leg exists and is not a browser leg')
    return await this.#browserOutcome(room, browser, await browser.offer())
  }

  #browserLeg(room: RoomMedia, legId: LegId): BrowserLeg | null {
    const leg = room.legs.get(legId)
    if (leg) return this.#browserLegs.get(leg) ?? null
    return new BrowserLeg(room.callId, legId, this.#context, (from, packet) =>
      this.#onBrowserRtp(room, from, packet),
    )
  }

  async #browserOutcome(
    room: RoomMedia,
    browser: BrowserLeg,
    made: Awaited<ReturnType<BrowserLeg['offer']>>,
  ): Promise<Outcome> {
    const isNew = !room.legs.has(browser.leg.id)
    if (!made.ok) {
      if (isNew) browser.leg.dispose()
      return problem('peer-failed', made.problem)
    }
    if (isNew) {
      this.#browserLegs.set(browser.leg, browser)
      room.addLeg(browser.leg)
    }
    return { type: 'sdp', sdp: made.value }
  }

  async #rtpLeg(room: RoomMedia, legId: LegId): Promise<RtpLeg | 'duplicate' | 'no-port'> {
    const leg = room.legs.get(legId)
    if (leg) return this.#rtpLegs.get(leg) ?? 'duplicate'
    const rtp = await RtpLeg.open(room.callId, legId, this.#context, this.#ports, (from, packet, header) =>
      room.receive(from, packet, header),
    )
    if (!rtp) return 'no-port'
    this.#rtpLegs.set(rtp.leg, rtp)
    room.addLeg(rtp.leg)
    return rtp
  }

  async #offerRtp(room: RoomMedia, legId: LegId): Promise<Outcome> {
    const rtp = await this.#rtpLeg(room, legId)
    if (typeof rtp === 'string') return problem(rtp, 'no RTP port for the leg')
    return { type: 'sdp', sdp: rtp.offer(lawOf(room, 'browser')) }
  }

  async #answerRtp(room: RoomMedia, legId: LegId, offerSdp: string): Promise<Outcome> {
    const remote = readRtpSdp(offerSdp)
    if (!remote.ok) return problem(remote.problem.code, remote.problem.detail)
    const isNew = !room.legs.has(legId)
    const rtp = await this.#rtpLeg(room, legId)
    if (typeof rtp === 'string') return problem(rtp, 'no RTP port for the leg')
    const answered = rtp.answer(remote.value)
    if (answered.ok) return { type: 'sdp', sdp: answered.value }
    if (isNew) {
      room.removeLeg(legId)
      this.#forget(rtp.leg)
    }
    return problem(answered.problem.code, answered.problem.detail)
  }

  async #startRecording(
    room: RoomMedia,
    request: Extract<RoomRequest, { type: 'start-recording' }>,
  ): Promise<Outcome> {
    if (room.recorder) return problem('duplicate', 'the call is being recorded already')
    const writer = await RecordingWriter.create({
      filePath: request.filePath,
      publicKeyPem: request.publicKeyPem,
      startedAtMs: this.#context.clock.unixMs(),
      onFailed: (detail) => {
        this.#context.emit({ type: 'recording-failed', callId: room.callId, detail })
      },
    })
    if (!writer.ok) return problem('recording-failed', writer.problem)
    room.recorder = new CallRecorder(writer.value, this.#context.clock, this.#context.reportBug)
    room.recorder.setSides(request.agentSide, request.customerSide)
    room.tapLegs()
    return done
  }

  async #close(room: RoomMedia): Promise<Awaited<ReturnType<CallRecorder['seal']>>> {
    for (const leg of room.legs.values()) this.#forget(leg)
    room.dispose()
    return (await room.recorder?.seal()) ?? null
  }

  #forget(leg: Leg): void {
    this.#browserLegs.delete(leg)
    this.#rtpLegs.delete(leg)
  }

  #onBrowserRtp(room: RoomMedia, leg: Leg, packet: Buffer): void {
    const header: RtpHeader = this.#context.header
    if (readRtp(packet, header)) room.receive(leg, packet, header)
    else this.#context.counters.packetsDropped += 1
  }

  #tick(nowMs: number): void {
    for (const room of this.#rooms.values()) room.tick(nowMs)
    this.#arrangeTimers()
  }

  /** Timers run only while something needs them. */
  #arrangeTimers(): void {
    let ticks = false
    for (const room of this.#rooms.values()) ticks ||= room.needsTicks
    this.#ticker.setNeeded(ticks)
    if (this.#rooms.size > 0) {
      this.#checks ??= setInterval(
        guarded('checks', this.#context.reportBug, () => this.#check()),
        checkEveryMs,
      )
    } else if (this.#checks !== null) {
      clearInterval(this.#checks)
      this.#checks = null
    }
  }

  #check(): void {
    const nowMs = this.#context.clock.nowMs()
    for (const room of this.#rooms.values()) for (const leg of room.legs.values()) leg.check(nowMs)
  }
}

const hearingMap = (hearing: Partial<Record<LegId, Hearing>>): Map<LegId, Hearing> => {
  const map = new Map<LegId, Hearing>()
  for (const [leg, hears] of Object.entries(hearing)) if (hears) map.set(LegId.parse(leg), hears)
  return map
}

/** The law that the room's leg of that kind speaks, once that is settled. */
function lawOf(room: RoomMedia, kind: Leg['kind']): Law | null {
  for (const leg of room.legs.values()) if (leg.kind === kind) return leg.sends.laws[0]?.law ?? null
  return null
}

const preferring = (formats: AudioFormats, first: Law | null): AudioFormats => ({
  ...formats,
  laws: formats.laws.toSorted((a, b) => Number(b.law === first) - Number(a.law === first)),
})
