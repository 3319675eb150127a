import type { LegId } from '@hearthline/shared'
import type { AudioFormats, BrowserDescription, Direction, SdpAudio } from './sdp-reader.ts'

/** Identity of an SDP over its re-offers (RFC 3264 §8: same id, version one higher for each change). */
export interface SdpOrigin {
  id: number
  version: number
  address: string
}

/**
 * A leg's origin, on whichever worker it is carried on: a session goes on under its id and a higher version (RFC 3264 §8), also when it is offered anew after the
 * death of a worker. No leg changes its SDP more than once a second all its life long, so the seconds of the clock are ahead of any count.
 */
export const originOf = (legId: LegId, unixMs: number): Pick<SdpOrigin, 'id' | 'version'> => ({
  id: Number.parseInt(legId.slice(0, 8), 16),
  version: Math.floor(unixMs / 1_000),
})

const family = (address: string): string => (address.includes(':') ? 'IP6' : 'IP4')

/** What a peer's direction leaves for us (RFC 3264 §6.1). */
export const mirrored = {
  sendrecv: 'sendrecv',
  sendonly: 'recvonly',
  recvonly: 'sendonly',
  inactive: 'inactive',
} as const satisfies Record<Direction, Direction>

const session = (origin: SdpOrigin, extra: string[] = []): string[] => [
  'v=0',
  `o=hearthline ${origin.id} ${origin.version} IN ${family(origin.address)} ${origin.address}`,
  's=-',
  `c=IN ${family(origin.address)} ${origin.address}`,
  't=0 0',
  ...extra,
]

function formatLines(formats: AudioFormats): string[] {
  const lines = formats.laws.map(
    ({ law, payloadType }) => `a=rtpmap:${payloadType} ${law === 'mulaw' ? 'PCMU' : 'PCMA'}/8000`,
  )
  if (formats.eventPayloadType !== null) {
    lines.push(
      `a=rtpmap:${formats.eventPayloadType} telephone-event/8000`,
      `a=fmtp:${formats.eventPayloadType} 0-15`,
    )
  }
  return lines
}

const payloadTypes = (formats: AudioFormats): string =>
  [...formats.laws.map((each) => each.payloadType), formats.eventPayloadType]
    .filter((payloadType) => payloadType !== null)
    .join(' ')

/** One block of lines for each m-line of the offer; those that are not our audio are refused with port 0. */
function mediaBlocks(audio: Pick<SdpAudio, 'media' | 'index'> | null, ours: string[]): string[] {
  if (!audio) return ours
  return audio.media.flatMap((each, index) =>
    index === audio.index
      ? ours
      : [
          `m=${each.kind} 0 ${each.protocol} ${each.format}`,
          ...(each.mid === null ? [] : [`a=mid:${each.mid}`]),
        ],
  )
}

const text = (lines: string[]): string => `${lines.join('\r\n')}\r\n`

/** Plain RTP towards a carrier. `inAnswerTo` is null for an offer. */
export function writeRtpSdp(parts: {
  origin: SdpOrigin
  rtpPort: number
  formats: AudioFormats
  direction: Direction
  inAnswerTo: Pick<SdpAudio, 'media' | 'index'> | null
}): string {
  const protocol = parts.inAnswerTo?.media[parts.inAnswerTo.index]?.protocol ?? 'RTP/AVP'
  return text([
    ...session(parts.origin),
    ...mediaBlocks(parts.inAnswerTo, [
      `m=audio ${parts.rtpPort} ${protocol} ${payloadTypes(parts.formats)}`,
      ...formatLines(parts.formats),
      'a=ptime:20',
      `a=${parts.direction}`,
    ]),
  ])
}

export interface IceTransport {
  iceUfrag: string
  icePwd: string
  fingerprint: { algorithm: string; value: string }
  setup: 'actpass' | 'active' | 'passive'
}

/** DTLS-SRTP towards a browser: BUNDLE of one, rtcp-mux, all candidates inside. */
export function writeBrowserSdp(parts: {
  origin: SdpOrigin
  transport: IceTransport
  /** Local candidates as they follow `a=candidate:`. */
  candidates: string[]
  port: number
  mid: string
  ssrc: number
  formats: AudioFormats
  direction: Direction
  inAnswerTo: Pick<SdpAudio, 'media' | 'index'> | null
}): string {
  const { transport } = parts
  const protocol = parts.inAnswerTo?.media[parts.inAnswerTo.index]?.protocol ?? 'UDP/TLS/RTP/SAVPF'
  const sends = parts.direction === 'sendrecv' || parts.direction === 'sendonly'
  return text([
    ...session(parts.origin, [`a=group:BUNDLE ${parts.mid}`, 'a=msid-semantic: WMS hearthline']),
    ...mediaBlocks(parts.inAnswerTo, [
      `m=audio ${parts.port} ${protocol} ${payloadTypes(parts.formats)}`,
      `a=mid:${parts.mid}`,
      `a=ice-ufrag:${transport.iceUfrag}`,
      `a=ice-pwd:${transport.icePwd}`,
      `a=fingerprint:${transport.fingerprint.algorithm} ${transport.fingerprint.value}`,
      `a=setup:${transport.setup}`,
      'a=rtcp-mux',
      ...formatLines(parts.formats),
      'a=ptime:20',
      `a=${parts.direction}`,
      ...(sends ? ['a=msid:hearthline audio', `a=ssrc:${parts.ssrc} cname:hearthline`] : []),
      ...parts.candidates.map((candidate) => `a=candidate:${candidate}`),
      'a=end-of-candidates',
    ]),
  ])
}

/**
 * The browser's description as the WebRTC library is given it: rebuilt from checked tokens alone, always `sendrecv`
 * (the library would refuse to send otherwise; what the browser hears about direction is in our own answer).
 */
export function writeLibrarySdp(remote: BrowserDescription, formats: AudioFormats): string {
  return text([
    'v=0',
    'o=- 1 1 IN IP4 127.0.0.1',
    's=-',
    't=0 0',
    `a=group:BUNDLE ${remote.mid}`,
    `m=audio 9 UDP/TLS/RTP/SAVPF ${payloadTypes(formats)}`,
    'c=IN IP4 0.0.0.0',
    `a=mid:${remote.mid}`,
    `a=ice-ufrag:${remote.iceUfrag}`,
    `a=ice-pwd:${remote.icePwd}`,
    `a=fingerprint:${remote.fingerprint.algorithm} ${remote.fingerprint.value}`,
    `a=setup:${remote.setup}`,
    'a=rtcp-mux',
    ...formatLines(formats),
    'a=sendrecv',
  ])
}
