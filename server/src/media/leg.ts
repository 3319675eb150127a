import type { CallId, LegId } from '@hearthline/shared'
import type { Prompt } from '../protocol/media-ipc.ts'
import type { MediaContext } from './context.ts'
import { DigitDetector } from './digits.ts'
import { type Law, frameSamples } from './g711.ts'
import type { Hold, Unheard } from './handover.ts'
import { InboundStream } from './inbound-stream.ts'
import type { JitterBuffer } from './jitter-buffer.ts'
import { OutboundStream } from './outbound-stream.ts'
import type { RecordedLeg } from './recorder/recorded-leg.ts'
import type { EarPlan } from './room.ts'
import { VoiceMeter } from './voice-meter.ts'
import { timestampDistance } from './rtp-packet.ts'
import { type ReportBlock, readRtcp, roundTripMs, writeReport } from './rtcp.ts'
import type { AudioFormats, Direction } from './sdp-reader.ts'

export interface LegTransport {
  /** False when there is nobody to send to (yet). The buffer must not be changed afterwards. */
  sendRtp: (packet: Buffer) => boolean
  sendRtcp: (packet: Buffer) => boolean
  dispose: () => void
}

const silentAfterMs = 3_000
const reportEveryMs = 5_000
/** A browser that measures its path for ten seconds needs more than two reports for its round trip. */
const echoReportEveryMs = 1_000
const samplesPerMs = 8

/** One participant's media: its transport, both RTP streams, their statistics, and how it is fed. */
export class Leg {
  readonly callId: CallId
  readonly id: LegId
  readonly kind: 'browser' | 'rtp'
  readonly inbound = new InboundStream()
  readonly outbound: OutboundStream
  readonly digits: DigitDetector
  readonly meter: VoiceMeter
  transport: LegTransport | null = null

  // Routing, kept by the room.
  feed: EarPlan = { mode: 'silence' }
  promptFrame = 0
  once: Prompt | null = null
  relayTo: Leg[] = []
  eventsOverMixTo: Leg[] = []
  jitter: JitterBuffer | null = null
  hold: Hold | null = null
  /** Of the voices that this ear hears, what it must not hear: all that came before they were added to it. */
  unheard = new Map<LegId, Unheard>()
  /** Its relayed source pauses, and it must not be left without packets. */
  starves = false
  readonly frame = new Int16Array(frameSamples)
  tap: RecordedLeg | null = null

  /** Where the newest audio packet ends, on the sender's time line of this epoch. */
  audioEnd = 0
  audioEpoch = 0

  /** What each payload type that may arrive is. */
  readonly receives: (Law | 'event' | undefined)[] = Array.from({ length: 128 }, () => undefined)
  /** What the peer takes; the first law is its favourite. */
  sends: AudioFormats = { laws: [{ law: 'mulaw', payloadType: 0 }], eventPayloadType: null }
  /** Whether the peer wants to be sent anything (its direction, and whether it is known at all). */
  wantsMedia = false
  #context: MediaContext
  #speaks = false
  #readyMs: number | null = null
  #heardMs: number | null = null
  /** Last sign of life of any kind. */
  #signMs = 0
  #silent = false
  /** Asked to be told earlier: how early, and since when. */
  #watched: { afterMs: number; sinceMs: number } | null = null
  #takesDigits: boolean | null = null
  #reportDueMs: number
  #roundTripMs: number | null = null
  #lastSenderReport = 0
  #lastSenderReportMs = 0

  constructor(callId: CallId, id: LegId, kind: 'browser' | 'rtp', context: MediaContext) {
    this.callId = callId
    this.id = id
    this.kind = kind
    this.#context = context
    this.outbound = new OutboundStream({
      ssrc: context.randomUint32(),
      sequence: context.randomUint32() & 0x7fff,
      timestamp: context.randomUint32(),
    })
    this.digits = new DigitDetector((digit) => context.emit({ type: 'digit', callId, legId: id, digit }))
    this.meter = new VoiceMeter((speaking) =>
      context.emit({ type: 'leg-voice', callId, legId: id, speaking }),
    )
    this.#reportDueMs = context.clock.nowMs() + reportEveryMs
  }

  /** Takes over what offer and answer settled. `peerDirection` is what the peer wrote of itself. */
  negotiated(receives: readonly AudioFormats[], sends: AudioFormats, peerDirection: Direction): void {
    this.receives.fill(undefined)
    for (const formats of receives) {
      for (const { law, payloadType } of formats.laws) this.receives[payloadType] = law
      if (formats.eventPayloadType !== null) this.receives[formats.eventPayloadType] = 'event'
    }
    this.sends = sends
    this.wantsMedia = peerDirection === 'sendrecv' || peerDirection === 'recvonly'
    this.#speaks = peerDirection === 'sendrecv' || peerDirection === 'sendonly'
    this.#tellDigits(sends.eventPayloadType !== null)
  }

  /** From now on `leg-silent` comes after so long; null for the usual time. */
  watchSilence(afterMs: number | null): void {
    this.#watched = afterMs === null ? null : { afterMs, sinceMs: this.#context.clock.nowMs() }
  }

  /** From now on silence counts. */
  ready(): void {
    this.#readyMs = this.#context.clock.nowMs()
  }

  connected(): void {
    this.ready()
    this.#context.emit({ type: 'leg-connected', callId: this.callId, legId: this.id })
  }

  /** Called for each accepted packet. */
  heard(nowMs: number): void {
    if (this.#heardMs === null) this.#firstPacket()
    this.#heardMs = nowMs
    this.#sign(nowMs)
  }

  /** Monotonic time of the newest packet; long ago when none has come. */
  get heardMs(): number {
    return this.#heardMs ?? Number.NEGATIVE_INFINITY
  }

  /** Called for each audio packet: `end` is the timestamp that follows its last sample. */
  advanceAudio(end: number): void {
    if (this.audioEpoch === this.inbound.epoch && timestampDistance(end, this.audioEnd) <= 0) return
    this.audioEpoch = this.inbound.epoch
    this.audioEnd = end >>> 0
  }

  #sign(nowMs: number): void {
    this.#signMs = nowMs
    if (!this.#silent) return
    this.#silent = false
    this.#context.emit({ type: 'leg-heard', callId: this.callId, legId: this.id })
  }

  /** Whether it hears itself. */
  get echoes(): boolean {
    return this.feed.mode === 'relay' && this.feed.source === this.id
  }

  send(packet: Buffer): void {
    const { counters } = this.#context
    if (this.transport?.sendRtp(packet) === true) counters.packetsOut += 1
    else counters.packetsDropped += 1
  }

  onRtcp(packet: Buffer): void {
    const contents = readRtcp(packet)
    if (!contents) {
      this.#context.counters.packetsDropped += 1
      return
    }
    // A peer that suppresses silence sends no RTP while nobody speaks, but it is there.
    this.#sign(this.#context.clock.nowMs())
    if (contents.senderReport !== null) {
      this.#lastSenderReport = contents.senderReport
      this.#lastSenderReportMs = this.#context.clock.nowMs()
    }
    for (const block of contents.blocks) {
      if (block.ssrc === this.outbound.ssrc) {
        this.#roundTripMs = roundTripMs(block, this.#context.clock.unixMs()) ?? this.#roundTripMs
      }
    }
  }

  /** Periodic duties: voice that ended, silence, reports, quality. */
  check(nowMs: number): void {
    this.meter.check(nowMs)
    this.#checkSilence(nowMs)
    const reportMs = this.echoes ? echoReportEveryMs : reportEveryMs
    if (nowMs < this.#reportDueMs - reportEveryMs + reportMs) return
    this.#reportDueMs = nowMs + reportEveryMs
    this.#report(nowMs)
    this.#reportQuality()
  }

  #checkSilence(nowMs: number): void {
    if (!this.#speaks || this.#silent) return
    // A browser whose microphone was never captured (a lead who listens) has not fallen silent: it has not begun. Who is watched
    // should have begun by then, be it ever connected or not.
    const readyMs = this.kind === 'rtp' || this.#heardMs !== null ? this.#readyMs : null
    const since = Math.max(readyMs ?? this.#watched?.sinceMs ?? Number.POSITIVE_INFINITY, this.#signMs)
    if (nowMs - since < (this.#watched?.afterMs ?? silentAfterMs)) return
    this.#silent = true
    this.#context.emit({
      type: 'leg-silent',
      callId: this.callId,
      legId: this.id,
      silentMs: Math.round(nowMs - since),
    })
  }

  #tellDigits(rfc4733: boolean): void {
    if (this.#takesDigits === rfc4733) return
    this.#takesDigits = rfc4733
    this.#context.emit({ type: 'leg-digits', callId: this.callId, legId: this.id, rfc4733 })
  }

  /** Idempotent; counts what was lost. */
  dispose(): void {
    if (this.transport === null) return
    this.transport.dispose()
    this.transport = null
    this.#context.counters.packetsLost += this.inbound.lost
  }

  #firstPacket(): void {
    const at = { callId: this.callId, legId: this.id }
    if (this.kind === 'rtp') this.#context.emit({ type: 'leg-connected', ...at })
    this.#context.emit({ type: 'first-packet', ...at, atMs: this.#context.clock.unixMs() })
  }

  #report(nowMs: number): void {
    if (this.transport === null || (this.outbound.packets === 0 && this.inbound.epoch === 0)) return
    const sender =
      this.outbound.packets === 0
        ? null
        : {
            unixMs: this.#context.clock.unixMs(),
            rtpTimestamp:
              this.outbound.lastTimestamp + Math.round((nowMs - this.outbound.lastSentMs) * samplesPerMs),
            packets: this.outbound.packets,
            octets: this.outbound.octets,
          }
    this.transport.sendRtcp(writeReport(this.outbound.ssrc, sender, this.#reportBlock(nowMs), 'hearthline'))
  }

  #reportBlock(nowMs: number): ReportBlock | null {
    if (this.inbound.epoch === 0) return null
    const { expected, lost } = this.inbound.takeInterval('rtcp')
    const sinceReport = nowMs - this.#lastSenderReportMs
    return {
      ssrc: this.inbound.ssrc,
      fractionLost: expected > 0 ? Math.floor((lost * 256) / expected) : 0,
      cumulativeLost: this.inbound.lost,
      extendedMaxSequence: this.inbound.extendedMaxSequence,
      jitterSamples: this.inbound.jitterSamples,
      lastSenderReport: this.#lastSenderReport,
      delaySinceLastSenderReport: this.#lastSenderReport === 0 ? 0 : Math.round(sinceReport * 65.536),
    }
  }

  #reportQuality(): void {
    if (this.inbound.epoch === 0) return
    const { expected, lost } = this.inbound.takeInterval('quality')
    this.#context.emit({
      type: 'leg-quality',
      callId: this.callId,
      legId: this.id,
      lossPercent: expected > 0 ? Math.min(100, (lost * 100) / expected) : 0,
      jitterMs: this.inbound.jitterMs,
      roundTripMs: this.#roundTripMs,
    })
  }
}
