import { Audio, PeerConnection, type Track } from 'node-datachannel'
import { type Law, decode, encode } from '../g711.ts'
import { emptyRtpHeader, isRtcp, readRtp, writeRtpHeader } from '../rtp-packet.ts'
import { makeTone } from '../../testing/tone.ts'
import { type Heard, type PeerReply, ToPeers, type PeerRequest } from './peer-messages.ts'

/** Entry point of a process of synthetic browsers, see peer-messages.ts. In its own process, since the library may abort. */
const lawOf: Record<number, Law> = { 0: 'mulaw', 8: 'alaw' }
const eventPayloadType = 126

interface Collector {
  wanted: number
  codes: { payloadType: number; bytes: Buffer }[]
  heard: Omit<Heard, 'pcmBase64'>
  lastSequence: number | null
  lastTimestamp: number
  done: (heard: Heard) => void
}

class SyntheticBrowser {
  #peer: PeerConnection
  #track: Track | null = null
  #header = emptyRtpHeader()
  #sequence = 1_000
  #timestamp = 5_000
  #spoken = 0
  #timer: NodeJS.Timeout | null = null
  #collector: Collector | null = null

  constructor(name: string) {
    this.#peer = new PeerConnection(name, {
      iceServers: [],
      bindAddress: '127.0.0.1',
      disableAutoNegotiation: true,
      forceMediaTransport: true,
    })
  }

  async offer(direction: 'sendrecv' | 'recvonly'): Promise<string> {
    this.#addTrack('0')
    const sdp = await this.#describe(() => this.#peer.setLocalDescription('offer'))
    return sdp.replace('a=sendrecv', `a=${direction}`)
  }

  acceptAnswer(sdp: string): void {
    this.#peer.setRemoteDescription(sdp.replace(/a=(sendonly|recvonly)/, 'a=sendrecv'), 'answer')
  }

  async answer(sdp: string): Promise<string> {
    this.#addTrack(/a=mid:(\S+)/.exec(sdp)?.[1] ?? '0')
    return await this.#describe(() => {
      this.#peer.setRemoteDescription(sdp, 'offer')
      this.#peer.setLocalDescription('answer')
    })
  }

  speak(frequencyHz: number | null): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
    if (frequencyHz === null) return
    const startedMs = performance.now()
    const startedAt = this.#spoken
    this.#timer = setInterval(() => {
      const due = startedAt + Math.floor((performance.now() - startedMs) / 20)
      while (this.#spoken < due) {
        const codes = encode(makeTone(frequencyHz, 8_000, 160, 0.3, this.#spoken * 160), 'mulaw')
        this.#send(0, this.#timestamp + this.#spoken * 160, codes)
        this.#spoken += 1
      }
    }, 10)
  }

  digit(digit: string): void {
    const timestamp = this.#timestamp + this.#spoken * 160
    const event = '0123456789*#ABCD'.indexOf(digit)
    for (const [duration, end] of [
      [160, 0],
      [320, 0],
      [480, 0x80],
      [480, 0x80],
      [480, 0x80],
    ] as const) {
      this.#send(eventPayloadType, timestamp, Buffer.from([event, 10 | end, duration >> 8, duration & 0xff]))
    }
  }

  async listen(packets: number): Promise<Heard> {
    return await new Promise((done) => {
      this.#collector = {
        wanted: packets,
        codes: [],
        heard: { ssrcs: [], sequenceGaps: 0, timestampSteps: 0, payloadTypes: [] },
        lastSequence: null,
        lastTimestamp: 0,
        done,
      }
    })
  }

  close(): void {
    this.speak(null)
    this.#track?.close()
    this.#peer.close()
  }

  #addTrack(mid: string): void {
    const audio = new Audio(mid, 'SendRecv')
    audio.addAudioCodec(0, 'PCMU/8000')
    audio.addAudioCodec(8, 'PCMA/8000')
    audio.addAudioCodec(eventPayloadType, 'telephone-event/8000', '0-15')
    audio.addSSRC(Math.floor(Math.random() * 2 ** 31), 'peer', 'peer', 'audio')
    this.#track = this.#peer.addTrack(audio)
    this.#track.onClosed(() => undefined)
    this.#track.onError(() => undefined)
    this.#track.onMessage((packet) => this.#onPacket(packet))
  }

  async #describe(start: () => void): Promise<string> {
    await new Promise<void>((resolve) => {
      this.#peer.onGatheringStateChange((state) => {
        if (state === 'complete') resolve()
      })
      start()
    })
    return this.#peer.localDescription()?.sdp ?? ''
  }

  #send(payloadType: number, timestamp: number, payload: Uint8Array): void {
    if (this.#track?.isOpen() !== true) return
    const packet = Buffer.alloc(12 + payload.length)
    writeRtpHeader(packet, 0, false, payloadType, this.#sequence & 0xffff, timestamp >>> 0, 0x1234)
    packet.set(payload, 12)
    this.#sequence += 1
    this.#track.sendMessageBinary(packet)
  }

  #onPacket(packet: Buffer): void {
    const collector = this.#collector
    if (!collector || isRtcp(packet) || !readRtp(packet, this.#header)) return
    const { ssrc, sequence, timestamp, payloadType, payloadStart, payloadEnd } = this.#header
    const { heard } = collector
    if (!heard.ssrcs.includes(ssrc)) heard.ssrcs.push(ssrc)
    if (!heard.payloadTypes.includes(payloadType)) heard.payloadTypes.push(payloadType)
    if (collector.lastSequence !== null) {
      if (((collector.lastSequence + 1) & 0xffff) !== sequence) heard.sequenceGaps += 1
      if (((timestamp - collector.lastTimestamp) | 0) <= 0) heard.timestampSteps += 1
    }
    collector.lastSequence = sequence
    collector.lastTimestamp = timestamp
    collector.codes.push({ payloadType, bytes: Buffer.from(packet.subarray(payloadStart, payloadEnd)) })
    if (collector.codes.length < collector.wanted) return
    this.#collector = null
    const linear = collector.codes.flatMap(({ payloadType: type, bytes }) => {
      const law = lawOf[type]
      return law ? [...decode(bytes, law)] : []
    })
    collector.done({ ...heard, pcmBase64: Buffer.from(Int16Array.from(linear).buffer).toString('base64') })
  }
}

const peers = new Map<string, SyntheticBrowser>()

async function handle(request: PeerRequest): Promise<Omit<PeerReply, 'id'>> {
  if (request.type === 'offer' || request.type === 'answer') {
    const peer = new SyntheticBrowser(request.peer)
    peers.get(request.peer)?.close()
    peers.set(request.peer, peer)
    return {
      sdp: request.type === 'offer' ? await peer.offer(request.direction) : await peer.answer(request.sdp),
    }
  }
  const peer = peers.get(request.peer)
  if (!peer) return { error: 'no such peer' }
  if (request.type === 'accept-answer') peer.acceptAnswer(request.sdp)
  else if (request.type === 'speak') peer.speak(request.frequencyHz)
  else if (request.type === 'digit') peer.digit(request.digit)
  else if (request.type === 'listen') return { heard: await peer.listen(request.packets) }
  else {
    peer.close()
    peers.delete(request.peer)
  }
  return {}
}

process.on('message', (raw) => {
  const { id, request } = ToPeers.parse(raw)
  handle(request)
    .catch((error: unknown) => ({ error: String(error) }))
    .then((reply) => process.send?.({ id, ...reply }))
    .catch(() => process.exit(1))
})
process.on('disconnect', () => process.exit(0))
