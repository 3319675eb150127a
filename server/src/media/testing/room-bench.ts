import { CallId, LegId } from '@hearthline/shared'
import type { MediaEvent } from '../../protocol/media-ipc.ts'
import type { MediaContext } from '../context.ts'
import { Leg } from '../leg.ts'
import { makePrompts } from '../prompts.ts'
import { RoomMedia } from '../room-media.ts'
import { emptyRtpHeader, fixedHeaderBytes, readRtp, writeRtpHeader } from '../rtp-packet.ts'

const eventPayloadType = 101

/** Made once a file: it takes half a second. */
const prompts = makePrompts()

export interface Sent {
  sequence: number
  timestamp: number
  payloadType: number
  codes: Buffer
  atMs: number
}

/** One participant of a `RoomBench`: speaks numbered packets, keeps what it is sent. */
export class BenchLeg {
  readonly leg: Leg
  readonly heard: Sent[] = []
  #bench: RoomBench
  #ssrc: number

  constructor(bench: RoomBench, index: number, kind: Leg['kind']) {
    this.#bench = bench
    this.#ssrc = 1_000 + index
    const id = LegId.parse(`00000000-0000-4000-8000-${String(index).padStart(12, '0')}`)
    this.leg = new Leg(bench.room.callId, id, kind, bench.context)
    const formats = { laws: [{ law: 'mulaw', payloadType: 0 } as const], eventPayloadType }
    this.leg.negotiated([formats], formats, 'sendrecv')
    const header = emptyRtpHeader()
    this.leg.transport = {
      sendRtp: (packet) => {
        if (!readRtp(packet, header)) throw new Error('what was sent is no RTP')
        const { sequence, timestamp, payloadType, payloadStart, payloadEnd } = header
        const codes = Buffer.from(packet.subarray(payloadStart, payloadEnd))
        this.heard.push({ sequence, timestamp, payloadType, codes, atMs: bench.nowMs })
        return true
      },
      sendRtcp: () => true,
      dispose: () => undefined,
    }
    bench.room.addLeg(this.leg)
  }

  /** Packet `number` of this leg: `samples` times `code`. */
  speak(number: number, code: number, samples = 160): void {
    this.send(number, number * samples, new Uint8Array(samples).fill(code))
  }

  /** Packet `number` is one of a key press (RFC 4733) that began at `timestamp`. */
  press(number: number, timestamp: number, digit: number, samples: number, isEnd: boolean): void {
    const event = Buffer.from([digit, isEnd ? 0x8a : 0x0a, samples >> 8, samples & 0xff])
    this.send(number, timestamp, event, eventPayloadType)
  }

  send(number: number, timestamp: number, codes: Uint8Array, payloadType = 0): void {
    const packet = Buffer.alloc(fixedHeaderBytes + codes.length)
    packet.set(codes, fixedHeaderBytes)
    writeRtpHeader(packet, 0, false, payloadType, (65_000 + number) & 0xffff, timestamp >>> 0, this.#ssrc)
    const { room, context } = this.#bench
    if (readRtp(packet, context.header)) room.receive(this.leg, packet, context.header)
  }
}

/** A room without sockets on a time that the test moves; everything in it is the real thing. */
export class RoomBench {
  nowMs = 0
  readonly events: MediaEvent[] = []
  readonly context: MediaContext
  readonly room: RoomMedia
  #random = 1

  constructor() {
    this.context = {
      settings: {
        type: 'init',
        workerIndex: 0,
        bindAddress: '127.0.0.1',
        publicAddress: null,
        icePorts: [1, 2],
        rtpPorts: { min: 1, max: 2 },
        recordingsDir: '',
      },
      clock: { nowMs: () => this.nowMs, unixMs: () => 1_700_000_000_000 + this.nowMs },
      randomUint32: () => this.random(2 ** 32),
      emit: (event) => this.events.push(event),
      reportBug: (_where, error) => {
        throw error
      },
      counters: { packetsIn: 0, packetsOut: 0, packetsDropped: 0, packetsLost: 0 },
      prompts,
      header: emptyRtpHeader(),
    }
    this.room = new RoomMedia(CallId.parse('00000000-0000-4000-8000-000000000000'), this.context)
  }

  /** The same numbers in each run, below `below`. */
  random(below: number): number {
    this.#random = (this.#random * 48_271) % 2_147_483_647
    return this.#random % below
  }

  hear(rows: readonly (readonly [BenchLeg, readonly BenchLeg[]])[]): void {
    this.room.setHearing(
      new Map(
        rows.map(
          ([ear, legs]) => [ear.leg.id, { legs: legs.map(({ leg }) => leg.id), prompt: null }] as const,
        ),
      ),
    )
  }
}
