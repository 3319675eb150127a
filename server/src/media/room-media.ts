import type { CallId, LegId } from '@hearthline/shared'
import type { Hearing, Prompt } from '../protocol/media-ipc.ts'
import type { MediaContext } from './context.ts'
import { type Law, encode, frameSamples, silence, transcodeInPlace } from './g711.ts'
import { JitterBuffer } from './jitter-buffer.ts'
import { handBack, holdAfter, stepHold, unheardAfter, unheardSamples } from './handover.ts'
import type { Leg } from './leg.ts'
import { LevelWatch } from './level-watch.ts'
import { mixFrames } from './mixer.ts'
import type { CallRecorder } from './recorder/call-recorder.ts'
import { routingPlan, samePlan } from './room.ts'
import { type RtpHeader, fixedHeaderBytes } from './rtp-packet.ts'

const framePacketBytes = fixedHeaderBytes + frameSamples

/**
 * The payload type under which this ear is sent digits; null for none. A browser is sent none: it would play them as tones, and a digit is nobody's
 * business but that of the machine at the other end (MEDIA-66).
 */
const eventTypeFor = (ear: Leg): number | null =>
  ear.kind === 'rtp' && ear.wantsMedia ? ear.sends.eventPayloadType : null

/** One call's legs and the packets between them. What goes where is `routingPlan`'s decision; this carries it out. */
export class RoomMedia {
  readonly callId: CallId
  readonly legs = new Map<LegId, Leg>()
  recorder: CallRecorder | null = null
  #context: MediaContext
  #hearing = new Map<LegId, Hearing>()
  #levels: LevelWatch | null = null
  #mixed = new Int16Array(frameSamples)

  constructor(callId: CallId, context: MediaContext) {
    this.callId = callId
    this.#context = context
  }

  addLeg(leg: Leg): void {
    this.legs.set(leg.id, leg)
    leg.tap = this.recorder?.tapFor(leg.id) ?? null
    this.replan()
  }

  removeLeg(legId: LegId): void {
    const leg = this.legs.get(legId)
    if (!leg) return
    this.legs.delete(legId)
    leg.dispose()
    this.replan()
  }

  setHearing(hearing: ReadonlyMap<LegId, Hearing>): void {
    this.#hearing = new Map(hearing)
    this.replan()
  }

  playOnce(leg: Leg, prompt: Prompt): void {
    // Another one gives way, and whoever waits for its end is told.
    if (leg.once !== null && leg.once !== prompt) this.#tellEnded(leg, leg.once)
    leg.once = prompt
    leg.promptFrame = 0
    this.replan()
  }

  /** Tells the levels of all legs this often; null ends it. */
  watchLevels(everyMs: number | null): void {
    this.#levels?.dispose()
    this.#levels = everyMs === null ? null : new LevelWatch(this.callId, this.legs, everyMs, this.#context)
  }

  /** Taps the recorder into the legs that it names, after it or its sides changed. */
  tapLegs(): void {
    for (const leg of this.legs.values()) leg.tap = this.recorder?.tapFor(leg.id) ?? null
  }

  /** Whether any ear is fed by our own clock. */
  get needsTicks(): boolean {
    for (const leg of this.legs.values()) {
      if (leg.feed.mode === 'mix' || leg.feed.mode === 'prompt' || leg.starves || this.#needsSilence(leg))
        return true
    }
    return false
  }

  /** One packet of `leg`, already known to be well-formed and from the right source. */
  receive(leg: Leg, packet: Buffer, header: RtpHeader): void {
    const { counters, clock } = this.#context
    const kind = leg.receives[header.payloadType]
    const nowMs = clock.nowMs()
    counters.packetsIn += 1
    if (kind === undefined || leg.inbound.accept(header, nowMs) === 'duplicate') {
      counters.packetsDropped += 1
      return
    }
    leg.heard(nowMs)
    if (kind === 'event') this.#receiveEvent(leg, packet, header, nowMs)
    else this.#receiveAudio(leg, packet, header, kind, nowMs)
  }

  /** Makes one 20 ms frame for every ear that is fed by our own clock. */
  tick(nowMs: number): void {
    for (const leg of this.legs.values()) leg.jitter?.pull(leg.frame)
    for (const ear of this.legs.values()) this.#feed(ear, nowMs)
  }

  /** Looks for carriers whose one source says nothing; called several times a second (MEDIA-60). */
  fillPauses(nowMs: number): void {
    for (const leg of this.legs.values()) {
      leg.starves ||=
        leg.feed.mode === 'relay' && leg.kind === 'rtp' && leg.wantsMedia && leg.outbound.isQuiet(nowMs)
    }
  }

  /** The next own frames take their timestamps from the clock again. */
  breakFrames(): void {
    for (const leg of this.legs.values()) leg.outbound.breakFrames()
  }

  dispose(): void {
    this.watchLevels(null)
    for (const leg of this.legs.values()) leg.dispose()
    this.legs.clear()
  }

  /** Recomputes who is fed how. Runs between two packets; an ear whose feed stays the same notices nothing. */
  replan(): void {
    const plan = routingPlan(this.legs.keys(), this.#hearing)
    const nowMs = this.#context.clock.nowMs()
    for (const ear of this.legs.values()) {
      const before = ear.feed
      const after = ear.once === null ? plan.get(ear.id) : ({ mode: 'prompt', prompt: ear.once } as const)
      if (!after || samePlan(before, after)) continue
      // What a mix still holds back of the one source that goes on must not be lost: it is sent ahead, at once.
      if (before.mode === 'mix' && after.mode === 'relay' && before.sources.includes(after.source)) {
        const source = this.legs.get(after.source)
        if (source) handBack(ear, source, (frame) => this.#sendFrame(ear, frame, nowMs))
      }
      ear.hold = holdAfter(ear, after, this.legs, nowMs)
      ear.unheard = unheardAfter(ear, after, this.legs)
      ear.feed = after
      ear.starves = false
      ear.promptFrame = 0
    }
    this.#rewire()
  }

  #rewire(): void {
    const mixed = new Set<LegId>()
    for (const leg of this.legs.values()) {
      leg.relayTo = []
      leg.eventsOverMixTo = []
    }
    for (const ear of this.legs.values()) {
      if (ear.feed.mode === 'relay') this.legs.get(ear.feed.source)?.relayTo.push(ear)
      if (ear.feed.mode !== 'mix') continue
      for (const source of ear.feed.sources) {
        mixed.add(source)
        this.legs.get(source)?.eventsOverMixTo.push(ear)
      }
    }
    for (const leg of this.legs.values()) {
      if (!mixed.has(leg.id)) leg.jitter = null
      else leg.jitter ??= new JitterBuffer()
      if (leg.jitter === null) leg.frame.fill(0)
    }
  }

  #receiveAudio(leg: Leg, packet: Buffer, header: RtpHeader, law: Law, nowMs: number): void {
    const { payloadStart, payloadEnd } = header
    leg.digits.audio(header.timestamp)
    leg.advanceAudio(header.timestamp + payloadEnd - payloadStart)
    leg.meter.take(packet, payloadStart, payloadEnd, law, nowMs)
    leg.tap?.take(header.timestamp, leg.inbound.epoch, packet, payloadStart, payloadEnd, law, nowMs)
    leg.jitter?.push(header.timestamp, packet, payloadStart, payloadEnd, law)
    const { relayTo } = leg
    const last = relayTo.length - 1
    for (let index = 0; index <= last; index += 1) {
      const ear = relayTo[index]
      if (!ear?.wantsMedia) continue
      // The last ear gets the packet itself, the others copies: a socket may hold on to what it was given.
      const bytes = index === last ? packet : Buffer.from(packet)
      const target = ear.sends.laws.find((each) => each.law === law) ?? ear.sends.laws[0]
      if (!target) continue
      if (target.law !== law) transcodeInPlace(bytes, payloadStart, payloadEnd, law)
      ear.starves = false
      const out = ear.outbound.relay(bytes, header, target.payloadType, leg, leg.inbound.epoch, nowMs)
      if (out) ear.send(out)
    }
  }

  #receiveEvent(leg: Leg, packet: Buffer, header: RtpHeader, nowMs: number): void {
    leg.digits.event(packet, header.payloadStart, header.payloadEnd, header.timestamp)
    const { epoch } = leg.inbound
    for (const ear of leg.relayTo) {
      const payloadType = eventTypeFor(ear)
      if (payloadType === null) {
        ear.outbound.leaveOut(leg, epoch)
        continue
      }
      ear.starves = false
      const out = ear.outbound.relayEvent(Buffer.from(packet), header, payloadType, leg, epoch, nowMs)
      if (out) ear.send(out)
    }
    for (const ear of leg.eventsOverMixTo) {
      const payloadType = eventTypeFor(ear)
      if (payloadType === null) continue
      ear.send(ear.outbound.event(Buffer.from(packet), header, payloadType, leg, nowMs))
    }
  }

  #feed(ear: Leg, nowMs: number): void {
    if (ear.feed.mode === 'relay') return this.#feedPause(ear, nowMs)
    if (ear.feed.mode === 'prompt') this.#feedPrompt(ear, ear.feed.prompt, nowMs)
    else if (ear.feed.mode === 'mix') this.#feedMix(ear, ear.feed.sources, nowMs)
    else if (this.#needsSilence(ear)) {
      this.#sendCodes(ear, (packet, law) => packet.fill(silence[law], fixedHeaderBytes), nowMs)
    }
  }

  /** MEDIA-60: what a source leaves out is filled, on its own time line. */
  #feedPause(ear: Leg, nowMs: number): void {
    const target = ear.sends.laws[0]
    if (!ear.starves || !ear.wantsMedia || !target) {
      ear.starves = false
      return
    }
    const packet = Buffer.allocUnsafe(framePacketBytes)
    packet.fill(silence[target.law], fixedHeaderBytes)
    ear.outbound.fill(packet, target.payloadType, nowMs)
    ear.send(packet)
  }

  #feedMix(ear: Leg, sources: readonly LegId[], nowMs: number): void {
    const { hold } = ear
    const had = hold ? stepHold(ear, hold) : 0
    if (had === 'wait') return
    const frames: Int16Array[] = []
    for (const id of sources) {
      const leg = this.legs.get(id)
      if (!leg) continue
      const skipped = Math.max(leg === hold?.source ? had : 0, unheardSamples(ear, leg))
      frames.push(skipped > 0 ? leg.frame.slice().fill(0, 0, skipped) : leg.frame)
    }
    this.#sendFrame(ear, mixFrames(frames, this.#mixed), nowMs)
  }

  #feedPrompt(ear: Leg, prompt: Prompt, nowMs: number): void {
    const audio = this.#context.prompts[prompt]
    const start = (ear.promptFrame % audio.frames) * frameSamples
    this.#sendCodes(
      ear,
      (packet, law) => packet.set(audio.codes[law].subarray(start, start + frameSamples), fixedHeaderBytes),
      nowMs,
    )
    ear.promptFrame += 1
    if (ear.once !== null && ear.promptFrame >= audio.frames) {
      ear.once = null
      this.replan()
      this.#tellEnded(ear, prompt)
    }
  }

  #tellEnded(leg: Leg, prompt: Prompt): void {
    this.#context.emit({ type: 'prompt-ended', callId: this.callId, legId: leg.id, prompt })
  }

  /** Carriers end calls on which they hear nothing, and their NATs forget us: a carrier leg is never left without packets. */
  #needsSilence(ear: Leg): boolean {
    return ear.feed.mode === 'silence' && ear.kind === 'rtp' && ear.wantsMedia
  }

  #sendFrame(ear: Leg, frame: Int16Array, nowMs: number): void {
    this.#sendCodes(ear, (packet, law) => encode(frame, law, packet, fixedHeaderBytes), nowMs)
  }

  #sendCodes(ear: Leg, fill: (packet: Buffer, law: Law) => void, nowMs: number): void {
    const target = ear.sends.laws[0]
    if (!ear.wantsMedia || !target) return
    const packet = Buffer.allocUnsafe(framePacketBytes)
    fill(packet, target.law)
    ear.outbound.frame(packet, target.payloadType, nowMs)
    ear.send(packet)
  }
}
