import { type CallId, LegId } from '@hearthline/shared'
import type { Hearing, MediaRequest } from '../protocol/media-ipc.ts'
import { RecordingWriter } from '../recording-file/index.ts'
import type { MediaContext } from './context.ts'
import { guarded } from './guard.ts'
import { LegRegistry } from './leg-registry.ts'
import { type Outcome, done, problem } from './outcome.ts'
import { CallRecorder } from './recorder/call-recorder.ts'
import { RoomMedia } from './room-media.ts'
import { Ticker } from './ticker.ts'

/** Everything but the first request and those that are about the process itself. */
export type RoomRequest = Exclude<MediaRequest, { type: 'init' | 'ping' | 'stats' }>

type LegRequestType =
  | 'accept-browser-answer'
  | 'accept-rtp-answer'
  | 'play-once'
  | 'watch-silence'
  | 'close-leg'

const checkEveryMs = 100

/** All calls of one worker: carries out requests, each call's in the order in which they came. */
export class MediaService {
  #context: MediaContext
  #legs: LegRegistry
  #rooms = new Map<CallId, RoomMedia>()
  #queues = new Map<CallId, Promise<unknown>>()
  #ticker: Ticker
  #checks: NodeJS.Timeout | null = null

  constructor(context: MediaContext) {
    this.#context = context
    this.#legs = new LegRegistry(context)
    const { clock, reportBug } = context
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
        return await this.#legs.answerBrowser(room, request.legId, request.offerSdp)
      case 'offer-browser':
        return await this.#legs.offerBrowser(room, request.legId)
      case 'offer-rtp':
        return await this.#legs.offerRtp(room, request.legId)
      case 'answer-rtp':
        return await this.#legs.answerRtp(room, request.legId, request.offerSdp)
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
      case 'pause-recording':
        if (!room.recorder) return problem('recording-failed', 'nothing is being recorded')
        room.recorder.setPaused(request.paused)
        room.tapLegs()
        return done
      case 'watch-levels':
        room.watchLevels(request.everyMs)
        return done
      case 'close-room':
        this.#rooms.delete(request.callId)
        return { type: 'recording', recording: await this.#close(room) }
      case 'accept-browser-answer':
      case 'accept-rtp-answer':
      case 'play-once':
      case 'watch-silence':
      case 'close-leg':
        return this.#onLeg(room, request)
      default:
        request satisfies never
        return problem('no-room', 'unknown request')
    }
  }

  #onLeg(room: RoomMedia, request: Extract<RoomRequest, { type: LegRequestType }>): Outcome {
    const leg = room.legs.get(request.legId)
    if (!leg) return problem('no-leg', 'no such leg')
    switch (request.type) {
      case 'play-once':
        room.playOnce(leg, request.prompt)
        return done
      case 'watch-silence':
        leg.watchSilence(request.afterMs)
        return done
      case 'close-leg':
        room.removeLeg(leg.id)
        this.#legs.forget(leg)
        return done
      case 'accept-browser-answer':
        return this.#legs.acceptBrowserAnswer(leg, request.answerSdp)
      case 'accept-rtp-answer':
        return this.#legs.acceptRtpAnswer(leg, request.answerSdp)
      default:
        request satisfies never
        return problem('no-leg', 'unknown request')
    }
  }

  async #startRecording(
    room: RoomMedia,
    request: Extract<RoomRequest, { type: 'start-recording' }>,
  ): Promise<Outcome> {
    if (room.recorder) return problem('duplicate', 'the call is being recorded already')
    const options = {
      filePath: request.filePath,
      publicKeyPem: request.publicKeyPem,
      startedAtMs: this.#context.clock.unixMs(),
      onFailed: (detail: string) => {
        this.#context.emit({ type: 'recording-failed', callId: room.callId, detail })
      },
    }
    const writer = await (request.resume === true
      ? RecordingWriter.resume(options)
      : RecordingWriter.create(options))
    if (!writer.ok) return problem('recording-failed', writer.problem)
    room.recorder = new CallRecorder(writer.value, this.#context.clock, this.#context.reportBug)
    room.recorder.setSides(request.agentSide, request.customerSide)
    room.tapLegs()
    return done
  }

  async #close(room: RoomMedia): Promise<Awaited<ReturnType<CallRecorder['seal']>>> {
    for (const leg of room.legs.values()) this.#legs.forget(leg)
    room.dispose()
    return (await room.recorder?.seal()) ?? null
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
    // After a stall of this process packets wait in its sockets: they are read before anybody counts as silent.
    setImmediate(guarded('pauses', this.#context.reportBug, () => this.#fillPauses()))
  }

  #fillPauses(): void {
    const nowMs = this.#context.clock.nowMs()
    for (const room of this.#rooms.values()) room.fillPauses(nowMs)
    this.#arrangeTimers()
  }
}

const hearingMap = (hearing: Partial<Record<LegId, Hearing>>): Map<LegId, Hearing> => {
  const map = new Map<LegId, Hearing>()
  for (const [leg, hears] of Object.entries(hearing)) if (hears) map.set(LegId.parse(leg), hears)
  return map
}
