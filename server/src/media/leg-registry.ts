import type { LegId, Result } from '@hearthline/shared'
import { BrowserLeg } from './browser-leg.ts'
import type { MediaContext } from './context.ts'
import type { Law } from './g711.ts'
import type { Leg } from './leg.ts'
import { type Outcome, done, problem } from './outcome.ts'
import type { RoomMedia } from './room-media.ts'
import { RtpLeg } from './rtp-leg.ts'
import { readRtp } from './rtp-packet.ts'
import { RtpPortRange } from './rtp-port.ts'
import { type AudioFormats, readBrowserSdp, readRtpSdp } from './sdp-reader.ts'

/** Opens legs and carries their offers and answers; knows which transport is behind which leg. */
export class LegRegistry {
  #context: MediaContext
  #ports: RtpPortRange
  #browserLegs = new Map<Leg, BrowserLeg>()
  #rtpLegs = new Map<Leg, RtpLeg>()

  constructor(context: MediaContext) {
    this.#context = context
    const { bindAddress, rtpPorts } = context.settings
    this.#ports = new RtpPortRange(bindAddress, rtpPorts, (context.randomUint32() % 1_000) / 1_000)
  }

  /** Answers a browser's offer; for a leg that exists, with a fresh peer under the same RTP streams. → `sdp` */
  async answerBrowser(room: RoomMedia, legId: LegId, offerSdp: string): Promise<Outcome> {
    const remote = readBrowserSdp(offerSdp)
    if (!remote.ok) return problem(remote.problem.code, remote.problem.detail)
    const browser = this.#browserLeg(room, legId)
    if (!browser) return problem('duplicate', 'the leg exists and is not a browser leg')
    // The law that the carrier speaks goes first: then nothing needs to be transcoded.
    const formats = preferring(remote.value.formats, lawOf(room, 'rtp'))
    return this.#browserOutcome(room, browser, await browser.answer(remote.value, formats))
  }

  /** → `sdp` */
  async offerBrowser(room: RoomMedia, legId: LegId): Promise<Outcome> {
    const browser = this.#browserLeg(room, legId)
    if (!browser) return problem('duplicate', 'the leg exists and is not a browser leg')
    return this.#browserOutcome(room, browser, await browser.offer())
  }

  #browserLeg(room: RoomMedia, legId: LegId): BrowserLeg | null {
    const leg = room.legs.get(legId)
    if (leg) return this.#browserLegs.get(leg) ?? null
    return new BrowserLeg(room.callId, legId, this.#context, (from, packet) =>
      this.#onBrowserRtp(room, from, packet),
    )
  }

  #browserOutcome(room: RoomMedia, browser: BrowserLeg, made: Result<string, string>): Outcome {
    const isNew = !room.legs.has(browser.leg.id)
    if (!made.ok) {
      if (isNew) browser.leg.dispose()
      return problem('peer-failed', made.problem)
    }
    if (isNew) {
      this.#browserLegs.set(browser.leg, browser)
      room.addLeg(browser.leg)
    }
    return { type: 'sdp', sdp: made.value }
  }

  async #rtpLeg(room: RoomMedia, legId: LegId): Promise<RtpLeg | 'duplicate' | 'no-port'> {
    const leg = room.legs.get(legId)
    if (leg) return this.#rtpLegs.get(leg) ?? 'duplicate'
    const rtp = await RtpLeg.open(room.callId, legId, this.#context, this.#ports, (from, packet, header) =>
      room.receive(from, packet, header),
    )
    if (!rtp) return 'no-port'
    this.#rtpLegs.set(rtp.leg, rtp)
    room.addLeg(rtp.leg)
    return rtp
  }

  /** → `sdp` */
  async offerRtp(room: RoomMedia, legId: LegId): Promise<Outcome> {
    const rtp = await this.#rtpLeg(room, legId)
    if (typeof rtp === 'string') return problem(rtp, 'no RTP port for the leg')
    return { type: 'sdp', sdp: rtp.offer(lawOf(room, 'browser')) }
  }

  /** Answers a carrier's offer or re-INVITE. → `sdp` */
  async answerRtp(room: RoomMedia, legId: LegId, offerSdp: string): Promise<Outcome> {
    const remote = readRtpSdp(offerSdp)
    if (!remote.ok) return problem(remote.problem.code, remote.problem.detail)
    const isNew = !room.legs.has(legId)
    const rtp = await this.#rtpLeg(room, legId)
    if (typeof rtp === 'string') return problem(rtp, 'no RTP port for the leg')
    const answered = rtp.answer(remote.value)
    if (answered.ok) return { type: 'sdp', sdp: answered.value }
    if (isNew) {
      room.removeLeg(legId)
      this.forget(rtp.leg)
    }
    return problem(answered.problem.code, answered.problem.detail)
  }

  acceptBrowserAnswer(leg: Leg, answerSdp: string): Outcome {
    const remote = readBrowserSdp(answerSdp)
    if (!remote.ok) return problem(remote.problem.code, remote.problem.detail)
    const accepted = this.#browserLegs.get(leg)?.acceptAnswer(remote.value)
    if (!accepted) return problem('no-leg', 'not a browser leg')
    return accepted.ok ? done : problem('peer-failed', accepted.problem)
  }

  /** The carrier's answer, early or final. */
  acceptRtpAnswer(leg: Leg, answerSdp: string): Outcome {
    const remote = readRtpSdp(answerSdp)
    if (!remote.ok) return problem(remote.problem.code, remote.problem.detail)
    const accepted = this.#rtpLegs.get(leg)?.acceptAnswer(remote.value)
    if (!accepted) return problem('no-leg', 'not an RTP leg')
    return accepted.ok ? done : problem(accepted.problem.code, accepted.problem.detail)
  }

  /** The leg was closed. */
  forget(leg: Leg): void {
    this.#browserLegs.delete(leg)
    this.#rtpLegs.delete(leg)
  }

  #onBrowserRtp(room: RoomMedia, leg: Leg, packet: Buffer): void {
    const { header } = this.#context
    if (readRtp(packet, header)) room.receive(leg, packet, header)
    else this.#context.counters.packetsDropped += 1
  }
}

/** The law that the room's leg of that kind speaks, once that is settled. */
function lawOf(room: RoomMedia, kind: Leg['kind']): Law | null {
  for (const leg of room.legs.values()) if (leg.kind === kind) return leg.sends.laws[0]?.law ?? null
  return null
}

const preferring = (formats: AudioFormats, first: Law | null): AudioFormats => ({
  ...formats,
  laws: formats.laws.toSorted((a, b) => Number(b.law === first) - Number(a.law === first)),
})
