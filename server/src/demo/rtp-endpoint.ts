import { createSocket, type Socket } from 'node:dgram'
import { frameMs, frameSamples, type Law } from '../media/g711.ts'
import { emptyRtpHeader, isRtcp, readRtp, writeRtpHeader } from '../media/rtp-packet.ts'
import type { Clock, RandomSource, Timer } from '../ports.ts'
import type { AudioOffer } from './carrier-sdp.ts'
import type { Frame } from './player.ts'
import { createStreamCheck, type StreamFaults } from './stream-check.ts'

const headerBytes = 12
const payloadTypes = { mulaw: 0, alaw: 8 } as const satisfies Record<Law, number>
/** RFC 4733 §2.5.1.4: the end of an event is sent three times. */
const eventEndRepeats = 3
/** After a stall of the process this many frames are sent at once, the rest of the stall is skipped. */
const maxBurstFrames = 5

export interface RtpEndpoint {
  readonly address: string
  readonly port: number
  /** From now on sends to the peer, one frame each 20 ms. May be called again with another target. */
  send(peer: AudioOffer, nextFrame: () => Frame): void
  faults(): StreamFaults
  /** Idempotent. */
  dispose(): void
}

export interface RtpEndpointOptions {
  address: string
  clock: Clock
  random: RandomSource
  /** A G.711 packet of the peer; `payload` is valid during the call only. */
  onAudio(payload: Uint8Array, law: Law): void
  /** An RFC 4733 event, once each. */
  onDigit(code: number): void
}

/** Opens a UDP socket of the carrier and speaks RTP over it (RFC 3550, 3551). */
export async function openRtpEndpoint(options: RtpEndpointOptions): Promise<RtpEndpoint> {
  const { clock } = options
  const socket = createSocket('udp4')
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    socket.bind(0, options.address, resolve)
  })
  const { port } = socket.address()
  socket.on('error', () => undefined) // an ICMP "port unreachable" of a peer that has gone

  let peer: AudioOffer | null = null
  let lastEventTimestamp = -1
  const header = emptyRtpHeader()
  const check = createStreamCheck()
  socket.on('message', (packet) => {
    if (peer === null || isRtcp(packet) || !readRtp(packet, header)) return
    const payload = packet.subarray(header.payloadStart, header.payloadEnd)
    check.take(header, header.payloadType === peer.eventPayloadType ? 0 : payload.length)
    if (header.payloadType === payloadTypes.mulaw) options.onAudio(payload, 'mulaw')
    else if (header.payloadType === payloadTypes.alaw) options.onAudio(payload, 'alaw')
    else if (header.payloadType === peer.eventPayloadType && header.timestamp !== lastEventTimestamp) {
      lastEventTimestamp = header.timestamp
      options.onDigit(payload[0] ?? 0)
    }
  })

  const sender = createSender(socket, options.random)
  let nextFrame: (() => Frame) | null = null
  let timer: Timer | null = null
  let dueMs = 0
  const tick = (): void => {
    if (clock.nowMs() - dueMs > maxBurstFrames * frameMs) dueMs = clock.nowMs()
    for (; dueMs <= clock.nowMs(); dueMs += frameMs) {
      if (peer !== null && nextFrame !== null) sender.send(nextFrame(), peer)
    }
    timer = clock.setTimer(Math.max(1, dueMs - clock.nowMs()), tick)
  }

  let disposed = false
  return {
    address: options.address,
    port,
    faults: check.faults,
    send: (to, frames) => {
      if (disposed) return
      peer = to
      nextFrame = frames
      if (timer !== null) return
      dueMs = clock.nowMs()
      tick()
    },
    dispose: () => {
      if (disposed) return
      disposed = true
      timer?.cancel()
      peer = null
      socket.close()
    },
  }
}

/** Numbers and stamps the packets of one outgoing stream. */
function createSender(socket: Socket, random: RandomSource) {
  const seed = Buffer.from(random.bytes(10))
  const ssrc = seed.readUInt32BE(0)
  let sequence = seed.readUInt16BE(4)
  let timestamp = seed.readUInt32BE(6)
  let eventTimestamp = 0
  let started = false

  const sendPacket = (
    peer: AudioOffer,
    marker: boolean,
    payloadType: number,
    stamp: number,
    payload: Uint8Array,
  ): void => {
    const packet = Buffer.alloc(headerBytes + payload.length)
    writeRtpHeader(packet, 0, marker, payloadType, sequence, stamp, ssrc)
    packet.set(payload, headerBytes)
    sequence = (sequence + 1) & 0xffff
    socket.send(packet, peer.port, peer.address)
  }

  return {
    send: (frame: Frame, peer: AudioOffer): void => {
      if (frame.type === 'audio') {
        sendPacket(peer, !started, payloadTypes[peer.law], timestamp, frame.payload)
      } else if (peer.eventPayloadType !== null) {
        if (frame.first) eventTimestamp = timestamp
        const payload = Buffer.from([frame.code, (frame.end ? 0x80 : 0) | 10, 0, 0])
        payload.writeUInt16BE(frame.duration, 2)
        for (let copy = 0; copy < (frame.end ? eventEndRepeats : 1); copy += 1) {
          sendPacket(peer, frame.first, peer.eventPayloadType, eventTimestamp, payload)
        }
      }
      started = true
      timestamp = (timestamp + frameSamples) >>> 0
    },
  }
}
