import type { CallId, LegId } from '@hearthline/shared'
import { type Result, ok, refuse } from '@hearthline/shared'
import type { MediaContext } from './context.ts'
import { Leg, type LegTransport } from './leg.ts'
import { isRtcp } from './rtp-packet.ts'
import type { AudioFormats, BrowserDescription, Direction, SdpAudio } from './sdp-reader.ts'
import { mirrored, originOf, writeBrowserSdp } from './sdp-writer.ts'
import { type LocalIce, WebrtcPeer } from './webrtc-peer.ts'

/** What we offer a browser by ourselves: the payload types that Chromium and Firefox use anyway. */
const offeredFormats: AudioFormats = {
  laws: [
    { law: 'mulaw', payloadType: 0 },
    { law: 'alaw', payloadType: 8 },
  ],
  eventPayloadType: 126,
}

/**
 * A browser's leg. The transport can be replaced under it (no ICE restart exists in the library: a re-offer is answered by a fresh
 * peer): the old peer serves until the new one is connected, and the RTP streams go on as if nothing had happened.
 */
export class BrowserLeg implements LegTransport {
  readonly leg: Leg
  #context: MediaContext
  #onRtp: (leg: Leg, packet: Buffer) => void
  #current: WebrtcPeer | null = null
  #next: WebrtcPeer | null = null
  #mid = '0'
  #originId: number
  #originVersion: number
  #offered: AudioFormats | null = null
  #made = 0

  constructor(
    callId: CallId,
    legId: LegId,
    context: MediaContext,
    onRtp: (leg: Leg, packet: Buffer) => void,
  ) {
    this.leg = new Leg(callId, legId, 'browser', context)
    this.leg.transport = this
    this.#context = context
    this.#onRtp = onRtp
    const origin = originOf(legId, context.clock.unixMs())
    this.#originId = origin.id
    this.#originVersion = origin.version
  }

  /** Answers an offer, the first one or a later one, with a fresh peer. Laws come in the order of `formats`. */
  async answer(remote: BrowserDescription, formats: AudioFormats): Promise<Result<string, string>> {
    this.#mid = remote.mid
    const peer = this.#startPeer(formats)
    const local = await peer.answer(remote)
    if (!local.ok) return this.#abandon(peer, local.problem)
    this.#offered = null
    this.leg.negotiated([formats], formats, remote.direction)
    return ok(this.#sdp(local.value, formats, mirrored[remote.direction], remote))
  }

  /** Offers with a fresh peer; `acceptAnswer` completes it. */
  async offer(): Promise<Result<string, string>> {
    const peer = this.#startPeer(offeredFormats)
    const local = await peer.offer()
    if (!local.ok) return this.#abandon(peer, local.problem)
    this.#offered = offeredFormats
    return ok(this.#sdp(local.value, offeredFormats, 'sendrecv', null))
  }

  acceptAnswer(remote: BrowserDescription): Result<null, string> {
    const peer = this.#next ?? this.#current
    if (!peer || !this.#offered) return refuse('no offer is open')
    const accepted = peer.acceptAnswer(remote)
    if (!accepted.ok) return accepted
    this.leg.negotiated([this.#offered, remote.formats], remote.formats, remote.direction)
    this.#offered = null
    return ok(null)
  }

  sendRtp(packet: Buffer): boolean {
    return this.#live?.send(packet) ?? false
  }

  sendRtcp(packet: Buffer): boolean {
    return this.#live?.send(packet) ?? false
  }

  dispose(): void {
    this.#next?.dispose()
    this.#current?.dispose()
    this.#next = null
    this.#current = null
  }

  get #live(): WebrtcPeer | null {
    return this.#next?.connected === true ? this.#next : this.#current
  }

  /**
   * Not on the port of the current peer: while an ICE restart is under way, a browser tries its new addresses with the old credentials.
   * libjuice's mux then takes such an address for the old peer's, by address before ufrag, and the fresh peer would hear nothing.
   */
  #startPeer(formats: AudioFormats): WebrtcPeer {
    const { settings, reportBug } = this.#context
    const [first, second] = settings.icePorts
    this.#made += 1
    const peer: WebrtcPeer = new WebrtcPeer({
      name: `${this.leg.id}-${this.#made}`,
      bindAddress: settings.bindAddress,
      publicAddress: settings.publicAddress,
      icePort: this.#current?.icePort === first ? second : first,
      mid: this.#mid,
      ssrc: this.leg.outbound.ssrc,
      formats,
      reportBug,
      onConnected: () => this.#onConnected(peer),
      onGone: (reason) => this.#onGone(peer, reason),
      onPacket: (packet) => {
        if (isRtcp(packet)) this.leg.onRtcp(packet)
        else this.#onRtp(this.leg, packet)
      },
    })
    if (this.#current) {
      this.#next?.dispose()
      this.#next = peer
    } else {
      this.#current = peer
    }
    return peer
  }

  #abandon(peer: WebrtcPeer, detail: string): Result<string, string> {
    peer.dispose()
    if (this.#next === peer) this.#next = null
    if (this.#current === peer) this.#current = null
    return refuse(detail)
  }

  #onConnected(peer: WebrtcPeer): void {
    if (peer === this.#next) {
      this.#current?.dispose()
      this.#current = peer
      this.#next = null
    }
    this.leg.connected()
  }

  #onGone(peer: WebrtcPeer, reason: string): void {
    if (peer === this.#next) this.#next = null
    if (peer === this.#current) {
      this.#current = this.#next
      this.#next = null
    }
    // As long as one peer is up or on its way up, the leg lives.
    if (this.#current !== null || this.leg.transport === null) return
    this.#context.emit({ type: 'leg-failed', callId: this.leg.callId, legId: this.leg.id, reason })
  }

  #sdp(
    local: LocalIce,
    formats: AudioFormats,
    direction: Direction,
    inAnswerTo: Pick<SdpAudio, 'media' | 'index'> | null,
  ): string {
    this.#originVersion += 1
    return writeBrowserSdp({
      origin: { id: this.#originId, version: this.#originVersion, address: local.address },
      transport: local.transport,
      candidates: local.candidates,
      port: local.port,
      mid: this.#mid,
      ssrc: this.leg.outbound.ssrc,
      formats,
      direction,
      inAnswerTo,
    })
  }
}
