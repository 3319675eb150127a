import type { CallId, LegId } from '@hearthline/shared'
import { type Result, ok, refuse } from '@hearthline/shared'
import type { MediaContext } from './context.ts'
import type { Law } from './g711.ts'
import { Leg, type LegTransport } from './leg.ts'
import type { RtpHeader } from './rtp-packet.ts'
import type { RtpPort, RtpPortRange } from './rtp-port.ts'
import type { AudioFormats, RtpDescription, SdpProblem } from './sdp-reader.ts'
import { mirrored, originOf, writeRtpSdp } from './sdp-writer.ts'

const offeredFormats: AudioFormats = {
  laws: [
    { law: 'mulaw', payloadType: 0 },
    { law: 'alaw', payloadType: 8 },
  ],
  eventPayloadType: 101,
}

/** A carrier's leg: one RTP port for its whole life, re-targeted by each new SDP. */
export class RtpLeg implements LegTransport {
  readonly leg: Leg
  #context: MediaContext
  #port: RtpPort
  #offered: AudioFormats | null = null
  #originId: number
  #originVersion: number
  #lastSdp = ''

  /** Null when the port range is used up. */
  static async open(
    callId: CallId,
    legId: LegId,
    context: MediaContext,
    ports: RtpPortRange,
    onRtp: (leg: Leg, packet: Buffer, header: RtpHeader) => void,
  ): Promise<RtpLeg | null> {
    const leg = new Leg(callId, legId, 'rtp', context)
    const port = await ports.open({
      reportBug: context.reportBug,
      header: context.header,
      nowMs: context.clock.nowMs,
      onRtp: (packet, header) => onRtp(leg, packet, header),
      onRtcp: (packet) => leg.onRtcp(packet),
      onDropped: () => {
        context.counters.packetsDropped += 1
      },
      onGone: (reason) => context.emit({ type: 'leg-failed', callId, legId, reason }),
    })
    return port ? new RtpLeg(leg, port, context) : null
  }

  private constructor(leg: Leg, port: RtpPort, context: MediaContext) {
    this.leg = leg
    this.#port = port
    this.#context = context
    const origin = originOf(leg.id, context.clock.unixMs())
    this.#originId = origin.id
    this.#originVersion = origin.version
    leg.transport = this
  }

  /** An offer of both laws, `first` ahead where the room has a preference; repeated, it keeps port and identity. */
  offer(first: Law | null): string {
    const formats = {
      ...offeredFormats,
      laws: offeredFormats.laws.toSorted((a, b) => Number(b.law === first) - Number(a.law === first)),
    }
    this.#offered = formats
    return this.#write((version) =>
      writeRtpSdp({
        origin: { id: this.#originId, version, address: this.#address },
        rtpPort: this.#port.port,
        formats,
        direction: 'sendrecv',
        inAnswerTo: null,
      }),
    )
  }

  /** The carrier's answer to `offer`, early or final; with other values than before it re-targets the leg. */
  acceptAnswer(remote: RtpDescription): Result<null, SdpProblem> {
    if (!this.#offered) return refuse({ code: 'bad-sdp', detail: 'no offer was made' })
    const problem = this.#target(remote)
    if (problem) return refuse(problem)
    this.leg.negotiated([this.#offered, remote.formats], remote.formats, remote.direction)
    return ok(null)
  }

  /** Answers the carrier's offer with its first law that we have, so that both ways speak the same. */
  answer(remote: RtpDescription): Result<string, SdpProblem> {
    const problem = this.#target(remote)
    if (problem) return refuse(problem)
    const formats = { ...remote.formats, laws: remote.formats.laws.slice(0, 1) }
    this.#offered = remote.formats
    this.leg.negotiated([remote.formats], formats, remote.direction)
    return ok(
      this.#write((version) =>
        writeRtpSdp({
          origin: { id: this.#originId, version, address: this.#address },
          rtpPort: this.#port.port,
          formats,
          direction: mirrored[remote.direction],
          inAnswerTo: remote,
        }),
      ),
    )
  }

  sendRtp(packet: Buffer): boolean {
    return this.#port.sendRtp(packet)
  }

  sendRtcp(packet: Buffer): boolean {
    return this.#port.sendRtcp(packet)
  }

  dispose(): void {
    this.#port.dispose()
  }

  get #address(): string {
    return this.#context.settings.publicAddress ?? this.#context.settings.bindAddress
  }

  #target(remote: RtpDescription): SdpProblem | null {
    const family = this.#context.settings.bindAddress.includes(':') ? 'udp6' : 'udp4'
    if (remote.family !== family) return { code: 'bad-sdp', detail: 'the other IP version' }
    // An address of 0.0.0.0 puts the leg on hold; nothing is sent, and whoever spoke before may go on.
    if (remote.address !== '0.0.0.0' && remote.address !== '::') this.#port.setTarget(remote)
    this.leg.ready()
    return null
  }

  /** The version goes up only when the text changes (RFC 3264 §8). */
  #write(write: (version: number) => string): string {
    if (this.#lastSdp !== '' && write(this.#originVersion) === this.#lastSdp) return this.#lastSdp
    this.#originVersion += 1
    this.#lastSdp = write(this.#originVersion)
    return this.#lastSdp
  }
}
