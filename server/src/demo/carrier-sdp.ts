import type { Law } from '../media/g711.ts'

/** What the carrier needs of the other side's session description: plain RTP with G.711. */
export interface AudioOffer {
  address: string
  port: number
  law: Law
  /** RFC 4733; null when telephone-event was not offered. */
  eventPayloadType: number | null
}

/**
 * Reads the first audio section (RFC 4566). Written apart from the media worker's reader on purpose: the carrier is the
 * far end, and two readers find each other's mistakes.
 * @returns null when there is no IPv4 address, port or G.711 in it.
 */
export function readAudioSdp(sdp: string): AudioOffer | null {
  let address: string | null = null
  let port = 0
  let payloadTypes: number[] = []
  let eventPayloadType: number | null = null
  let inAudio = false
  for (const line of sdp.split(/\r?\n/)) {
    const media = /^m=(\w+) (\d+) [\w/]+ ([\d ]+)$/.exec(line)
    if (media) {
      if (inAudio) break
      inAudio = media[1] === 'audio'
      if (inAudio) {
        port = Number(media[2])
        payloadTypes = (media[3] ?? '').trim().split(' ').map(Number)
      }
      continue
    }
    if (line.startsWith('m=')) break
    const connection = /^c=IN IP4 ([\d.]+)/.exec(line)
    if (connection) address = connection[1] ?? null
    const event = /^a=rtpmap:(\d+) telephone-event\/8000/i.exec(line)
    if (event && inAudio) eventPayloadType = Number(event[1])
  }
  const g711 = payloadTypes.find((type) => type === 0 || type === 8)
  if (address === null || port < 1 || port > 65_535 || g711 === undefined) return null
  return { address, port, law: g711 === 0 ? 'mulaw' : 'alaw', eventPayloadType }
}

const eventDefault = 101

/** Our offer (both laws) or, given what the other side offered, the answer to it. */
export function writeAudioSdp(local: { address: string; port: number }, offer: AudioOffer | null): string {
  const audio = offer === null ? ['0 PCMU', '8 PCMA'] : [offer.law === 'mulaw' ? '0 PCMU' : '8 PCMA']
  const event = offer === null ? eventDefault : offer.eventPayloadType
  const codecs = event === null ? audio : [...audio, `${event} telephone-event`]
  return [
    'v=0',
    `o=carrier ${local.port} 1 IN IP4 ${local.address}`,
    's=-',
    `c=IN IP4 ${local.address}`,
    't=0 0',
    `m=audio ${local.port} RTP/AVP ${codecs.map((codec) => codec.split(' ')[0]).join(' ')}`,
    ...codecs.map((codec) => `a=rtpmap:${codec}/8000`),
    ...(event === null ? [] : [`a=fmtp:${event} 0-15`]),
    'a=ptime:20',
    'a=sendrecv',
    '',
  ].join('\r\n')
}
