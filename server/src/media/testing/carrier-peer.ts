import { type Socket, createSocket } from 'node:dgram'
import { type Law, decode, encode } from '../g711.ts'
import { emptyRtpHeader, readRtp, writeRtpHeader } from '../rtp-packet.ts'
import { makeTone } from '../../testing/tone.ts'

export interface HeardPacket {
  ssrc: number
  sequence: number
  timestamp: number
  payloadType: number
  payload: Buffer
}

const payloadTypes = { mulaw: 0, alaw: 8 } as const

/** A plain RTP peer on loopback for tests: speaks a tone, or echoes, and keeps what it hears. */
export class CarrierPeer {
  readonly law: Law
  readonly packets: HeardPacket[] = []
  readonly rtcp: Buffer[] = []
  #rtp: Socket
  #rtcp: Socket
  #echo = false
  #header = emptyRtpHeader()
  #timer: NodeJS.Timeout | null = null
  #spoken = 0
  #targetPort: number | null = null
  #waiting: { count: number; resolve: () => void }[] = []

  static async open(law: Law): Promise<CarrierPeer> {
    const rtp = createSocket('udp4')
    const rtcp = createSocket('udp4')
    for (const socket of [rtp, rtcp]) {
      await new Promise<void>((resolve) => {
        socket.bind(0, '127.0.0.1', resolve)
      })
    }
    return new CarrierPeer(law, rtp, rtcp)
  }

  private constructor(law: Law, rtp: Socket, rtcp: Socket) {
    this.law = law
    this.#rtp = rtp
    this.#rtcp = rtcp
    rtp.on('message', (packet, from) => this.#onRtp(packet, from.port))
    rtcp.on('message', (packet) => this.rtcp.push(packet))
  }

  /** Its SDP, as offer or answer. */
  get sdp(): string {
    return [
      'v=0',
      'o=- 1 1 IN IP4 127.0.0.1',
      's=-',
      'c=IN IP4 127.0.0.1',
      't=0 0',
      `m=audio ${this.#rtp.address().port} RTP/AVP ${payloadTypes[this.law]} 101`,
      `a=rtcp:${this.#rtcp.address().port}`,
      'a=rtpmap:101 telephone-event/8000',
      'a=sendrecv',
      '',
    ].join('\r\n')
  }

  /** Takes the worker's port from its SDP. */
  connect(sdp: string): void {
    this.#targetPort = Number(/m=audio (\d+)/.exec(sdp)?.[1])
  }

  /** How many packets `speak` or `pace` have sent. */
  get spoken(): number {
    return this.#spoken
  }

  echo(): void {
    this.#echo = true
  }

  speak(frequencyHz: number): void {
    this.pace((spoken) => encode(makeTone(frequencyHz, 8_000, 160, 0.3, spoken * 160), this.law))
  }

  /** Sends what `payloadOf` gives for the number of the packet, 20 ms each, until it is disposed. */
  pace(payloadOf: (spoken: number) => Uint8Array): void {
    const startedMs = performance.now()
    this.#timer = setInterval(() => {
      const due = Math.floor((performance.now() - startedMs) / 20)
      while (this.#spoken < due) {
        this.send(this.#spoken, this.#spoken * 160, payloadOf(this.#spoken))
        this.#spoken += 1
      }
    }, 10)
  }

  send(
    sequence: number,
    timestamp: number,
    payload: Uint8Array,
    payloadType: number = payloadTypes[this.law],
  ): void {
    const packet = Buffer.alloc(12 + payload.length)
    writeRtpHeader(packet, 0, false, payloadType, sequence & 0xffff, timestamp >>> 0, 0xcafe)
    packet.set(payload, 12)
    this.sendRaw(packet)
  }

  sendRaw(packet: Buffer): void {
    if (this.#targetPort !== null) this.#rtp.send(packet, this.#targetPort, '127.0.0.1')
  }

  /** Resolves once `count` packets in all have come. */
  async heard(count: number): Promise<void> {
    if (this.packets.length >= count) return
    await new Promise<void>((resolve) => {
      this.#waiting.push({ count, resolve })
    })
  }

  /** The audio of the packets from `from` on. */
  pcm(from = 0): Int16Array {
    return Int16Array.from(
      this.packets
        .slice(from)
        .filter((packet) => packet.payloadType === payloadTypes[this.law])
        .flatMap((packet) => [...decode(packet.payload, this.law)]),
    )
  }

  dispose(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
    this.#rtp.close()
    this.#rtcp.close()
  }

  #onRtp(packet: Buffer, port: number): void {
    if (!readRtp(packet, this.#header)) return
    const { ssrc, sequence, timestamp, payloadType, payloadStart, payloadEnd } = this.#header
    const payload = Buffer.from(packet.subarray(payloadStart, payloadEnd))
    this.packets.push({ ssrc, sequence, timestamp, payloadType, payload })
    if (this.#echo) this.#rtp.send(packet, port, '127.0.0.1')
    this.#waiting = this.#waiting.filter(({ count, resolve }) => {
      if (this.packets.length < count) return true
      resolve()
      return false
    })
  }
}
