import type { Logger } from 'pino'
import type { Law } from '../media/g711.ts'
import type { Clock, RandomSource } from '../ports.ts'
import type { IncomingInfo, IncomingReinvite } from '../voice/sip/index.ts'
import type { CarrierPlan, Segment } from './carrier-plan.ts'
import { readAudioSdp, writeAudioSdp, type AudioOffer } from './carrier-sdp.ts'
import type { Clips } from './clips.ts'
import { createHeardAudio, type HeardAudio } from './heard-audio.ts'
import { createPlayer, type Player } from './player.ts'
import type { StreamFaults } from './stream-check.ts'
import { openRtpEndpoint, type RtpEndpoint } from './rtp-endpoint.ts'

export interface CarrierCallFacts {
  id: string
  direction: 'from-hearthline' | 'to-hearthline'
  /** The number that was called, and the one that called. */
  number: string
  from: string | null
  /** Unix ms: the INVITE came in or went out; ringing, answer, end; first packet after the answer that was not silence. */
  invitedAt: number
  ringingAt: number | null
  answeredAt: number | null
  endedAt: number | null
  firstVoiceAt: number | null
  ended: 'carrier-bye' | 'hearthline-bye' | 'cancelled' | 'refused' | 'lost' | null
  /** Final status when the call was refused, by either side. */
  status: number | null
  /** Digits that Hearthline sent (RFC 4733). */
  digits: string
  /** Digits that came by SIP INFO instead. */
  infoDigits: string
  /** Re-INVITEs that Hearthline sent, and how many of them were not taken. */
  reinvites: number
  reinvitesRefused: number
  packetsHeard: number
  /** Of what Hearthline sent, by its own numbers. */
  faults: StreamFaults
}

export interface CarrierCall {
  readonly facts: CarrierCallFacts
  readonly heard: HeardAudio
  /** BYE, or CANCEL while Hearthline rings. Idempotent. */
  hangUp(): void
  dispose(): void
}

export interface CarrierCallPorts {
  clock: Clock
  random: RandomSource
  log: Logger
  clips: Clips
  /** Where the carrier's sockets bind. */
  address: string
  onEnded(call: CarrierCall): void
}

/** How the far end takes what is asked of it in the call. */
export type CallManner = Partial<
  Pick<Extract<CarrierPlan, { type: 'answer' }>, 'reinvite' | 'telephoneEvent'>
>

const digitOf = '0123456789*#ABCD'

/** The parts that both directions share: facts, ear, voice, and the one end. */
export function beginCall(
  ports: CarrierCallPorts,
  opening: Pick<CarrierCallFacts, 'direction' | 'number' | 'from'>,
  manner: CallManner = {},
) {
  const { clock } = ports
  const heard = createHeardAudio()
  const facts: CarrierCallFacts = {
    ...opening,
    id: ports.random.uuid(),
    invitedAt: clock.nowMs(),
    ringingAt: null,
    answeredAt: null,
    endedAt: null,
    firstVoiceAt: null,
    ended: null,
    status: null,
    digits: '',
    infoDigits: '',
    reinvites: 0,
    reinvitesRefused: 0,
    packetsHeard: 0,
    get faults() {
      return rtp?.faults() ?? noFaults
    },
  }
  let rtp: RtpEndpoint | null = null
  const noFaults: StreamFaults = { lost: 0, twice: 0, missingSamples: 0 }
  let playing: { player: Player; law: Law; script: readonly Segment[] } | null = null

  const openRtp = async (): Promise<RtpEndpoint | null> => {
    const opened = await openRtpEndpoint({
      address: ports.address,
      clock,
      random: ports.random,
      onAudio: (payload, law) => {
        facts.packetsHeard += 1
        const voice = heard.add(payload, law, clock.nowMs())
        if (voice && facts.answeredAt !== null) facts.firstVoiceAt ??= clock.nowMs()
        playing?.player.hear(payload)
      },
      onDigit: (code) => {
        facts.digits += digitOf[code] ?? '?'
      },
    })
    if (facts.endedAt !== null) {
      opened.dispose()
      return null
    }
    rtp = opened
    return opened
  }
  const speak = (peer: AudioOffer, script: readonly Segment[]): void => {
    const player = createPlayer(script, peer.law, ports.clips)
    playing = { player, law: peer.law, script }
    rtp?.send(peer, player.next)
  }
  const answerTo = (offer: AudioOffer, local: RtpEndpoint): string =>
    writeAudioSdp(local, manner.telephoneEvent === false ? { ...offer, eventPayloadType: null } : offer)
  return {
    facts,
    heard,
    answerTo,
    /** A digit by INFO: `application/dtmf-relay` (`Signal=5`) or `application/dtmf` (`5`). */
    hearInfo: (info: IncomingInfo): void => {
      const isDigit = info.contentType === 'application/dtmf-relay' || info.contentType === 'application/dtmf'
      const digit = /^(?:Signal\s*=\s*)?([0-9*#A-D])\s*$/im.exec(info.body)?.[1]
      if (!isDigit || digit === undefined) return info.answer(isDigit ? 400 : 415)
      facts.infoDigits += digit
      info.answer(200)
    },
    openRtp,
    speak,
    /** Answers a re-INVITE: the audio goes on where the peer now wants it. */
    move: (reinvite: IncomingReinvite): void => {
      facts.reinvites += 1
      const isGlare = manner.reinvite === 'glare-once' && facts.reinvites === 1
      if (isGlare || manner.reinvite === 'refuse') {
        facts.reinvitesRefused += 1
        return reinvite.reject(isGlare ? 491 : 488)
      }
      const peer = reinvite.offerSdp === null ? null : readAudioSdp(reinvite.offerSdp)
      if (peer === null || rtp === null || playing === null) return reinvite.reject(488)
      reinvite.accept(answerTo(peer, rtp))
      if (peer.law === playing.law) rtp.send(peer, playing.player.next)
      else speak(peer, playing.script)
    },
    /** @returns false when the call had ended before. */
    end: (how: NonNullable<CarrierCallFacts['ended']>, status: number | null = null): boolean => {
      if (facts.endedAt !== null) return false
      facts.endedAt = clock.nowMs()
      facts.ended = how
      facts.status = status
      rtp?.dispose()
      return true
    },
  }
}
