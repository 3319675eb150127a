import { Audio, PeerConnection, type Track } from 'node-datachannel'
import { type Result, ok, refuse } from '@hearthline/shared'
import { type ReportBug, guarded } from './guard.ts'
import { type AudioFormats, type BrowserDescription, readBrowserSdp } from './sdp-reader.ts'
import { type IceTransport, writeLibrarySdp } from './sdp-writer.ts'

export interface LocalIce {
  transport: IceTransport
  /** As they follow `a=candidate:`, with the public address where there is one. */
  candidates: string[]
  address: string
  port: number
}

export interface WebrtcPeerOptions {
  name: string
  bindAddress: string
  /** Written into candidates in place of the local address (1:1 NAT), or null. */
  publicAddress: string | null
  icePort: number
  mid: string
  ssrc: number
  formats: AudioFormats
  reportBug: ReportBug
  onConnected: () => void
  /** The transport is gone for good; not called after `dispose`. */
  onGone: (reason: string) => void
  /** One whole RTP or RTCP packet, already decrypted and authenticated; the buffer is ours. */
  onPacket: (packet: Buffer) => void
}

/** Gathering on a bound address is local work; anything beyond this is a fault. */
const gatheringTimeoutMs = 3_000

const codecNames = { mulaw: 'PCMU/8000', alaw: 'PCMA/8000' } as const

/**
 * One browser's DTLS-SRTP transport. The library (libdatachannel) has hard edges, see the calls below: an exception in
 * a callback aborts the process, tracks without `onClosed` crash its clean-up, peers that are not referenced die at garbage collection.
 */
export class WebrtcPeer {
  #options: WebrtcPeerOptions
  #peer: PeerConnection
  #track: Track
  #connected = false
  #disposed = false
  #gathered: Promise<void>

  constructor(options: WebrtcPeerOptions) {
    this.#options = options
    this.#peer = new PeerConnection(options.name, {
      iceServers: [],
      bindAddress: options.bindAddress,
      enableIceUdpMux: true,
      portRangeBegin: options.icePort,
      portRangeEnd: options.icePort,
      disableAutoNegotiation: true,
      forceMediaTransport: true,
    })
    const guard = <Arguments extends unknown[]>(
      where: string,
      callback: (...args: Arguments) => void,
    ): ((...args: Arguments) => void) => guarded(`webrtc ${where}`, options.reportBug, callback)
    this.#gathered = new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('ICE gathering did not finish')), gatheringTimeoutMs)
      this.#peer.onGatheringStateChange(
        guard('gathering', (state) => {
          if (state !== 'complete') return
          clearTimeout(timer)
          resolve()
        }),
      )
    })
    this.#gathered.catch(() => undefined)
    this.#peer.onStateChange(guard('state', (state) => this.#onState(state)))
    const audio = new Audio(options.mid, 'SendRecv')
    for (const { law, payloadType } of options.formats.laws) {
      audio.addAudioCodec(payloadType, codecNames[law])
    }
    if (options.formats.eventPayloadType !== null) {
      audio.addAudioCodec(options.formats.eventPayloadType, 'telephone-event/8000', '0-15')
    }
    audio.addSSRC(options.ssrc, 'hearthline', 'hearthline', 'audio')
    this.#track = this.#peer.addTrack(audio)
    this.#track.onClosed(guard('track closed', () => this.#gone('track closed')))
    this.#track.onError(guard('track error', () => undefined))
    this.#track.onMessage(
      guard('packet', (packet) => {
        if (!this.#disposed) options.onPacket(packet)
      }),
    )
  }

  /** Answers a browser's offer. */
  async answer(remote: BrowserDescription): Promise<Result<LocalIce, string>> {
    return await this.#negotiate(() => {
      this.#peer.setRemoteDescription(writeLibrarySdp(remote, this.#options.formats), 'offer')
      this.#peer.setLocalDescription('answer')
    })
  }

  /** Makes an offer for a browser; `acceptAnswer` completes it. */
  async offer(): Promise<Result<LocalIce, string>> {
    return await this.#negotiate(() => this.#peer.setLocalDescription('offer'))
  }

  /** The browser's answer to `offer`. */
  acceptAnswer(remote: BrowserDescription): Result<null, string> {
    if (this.#disposed) return refuse('peer is closed')
    try {
      if (this.#peer.signalingState() !== 'have-local-offer') return refuse('no offer is open')
      this.#peer.setRemoteDescription(writeLibrarySdp(remote, this.#options.formats), 'answer')
      return ok(null)
    } catch (error) {
      return refuse(messageOf(error))
    }
  }

  get icePort(): number {
    return this.#options.icePort
  }

  get connected(): boolean {
    return this.#connected && !this.#disposed
  }

  /** Sends one RTP or RTCP packet; false when the transport is not (or no more) open. */
  send(packet: Buffer): boolean {
    if (this.#disposed || !this.#connected) return false
    try {
      return this.#track.sendMessageBinary(packet)
    } catch {
      return false
    }
  }

  dispose(): void {
    if (this.#disposed) return
    this.#disposed = true
    try {
      this.#track.close()
      this.#peer.close()
    } catch (error) {
      this.#options.reportBug('webrtc close', error)
    }
  }

  async #negotiate(start: () => void): Promise<Result<LocalIce, string>> {
    try {
      start()
      await this.#gathered
      const local = this.#peer.localDescription()
      if (this.#disposed || !local) return refuse('peer closed while it negotiated')
      return this.#readLocal(local.sdp)
    } catch (error) {
      return refuse(messageOf(error))
    }
  }

  #readLocal(sdp: string): Result<LocalIce, string> {
    const read = readBrowserSdp(sdp)
    if (!read.ok) return refuse(`library description: ${read.problem.detail}`)
    const { publicAddress } = this.#options
    const found = [...sdp.matchAll(/^a=candidate:(\S+ \d+ UDP \d+) (\S+) (\d+) typ host\s*$/gim)].map(
      ([, head = '', address = '', port = '']) => ({ head, address: publicAddress ?? address, port }),
    )
    const candidates = publicAddress === null ? found : found.slice(0, 1)
    const first = candidates[0]
    if (!first) return refuse('no local candidate')
    return ok({
      transport: read.value,
      candidates: candidates.map(({ head, address, port }) => `${head} ${address} ${port} typ host`),
      address: first.address,
      port: Number(first.port),
    })
  }

  #onState(state: string): void {
    if (this.#disposed) return
    if (state === 'connected') {
      if (this.#connected) return
      this.#connected = true
      this.#options.onConnected()
    } else if (state === 'failed' || state === 'closed') {
      this.#gone(`transport ${state}`)
    }
  }

  #gone(reason: string): void {
    if (this.#disposed) return
    this.dispose()
    this.#options.onGone(reason)
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
