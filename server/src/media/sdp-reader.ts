import { isIP } from 'node:net'
import { type Result, ok, refuse } from '@hearthline/shared'
import type { Law } from './g711.ts'

/**
 * The part of SDP (RFC 8866) that a G.711 call needs. Reads what strangers send: every limit is explicit, nothing throws,
 * and only tokens that passed a check leave this file.
 */
export type SdpProblem = { code: 'bad-sdp' | 'no-common-codec'; detail: string }
export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive'

export interface AudioFormats {
  /** In the order of preference of whoever wrote them; never empty. */
  laws: { law: Law; payloadType: number }[]
  /** RFC 4733 at 8 kHz, or null when the peer has none. */
  eventPayloadType: number | null
}

export interface SdpAudio {
  formats: AudioFormats
  direction: Direction
  /** How many m-lines there are and which of them this is: an answer must repeat them all (RFC 3264 §6). */
  media: { kind: string; protocol: string; format: string; mid: string | null }[]
  index: number
}

export interface RtpDescription extends SdpAudio {
  address: string
  family: 'udp4' | 'udp6'
  rtpPort: number
  rtcpPort: number
}

export interface BrowserDescription extends SdpAudio {
  mid: string
  iceUfrag: string
  icePwd: string
  fingerprint: { algorithm: string; value: string }
  setup: 'actpass' | 'active' | 'passive'
}

const maxSdpBytes = 65_536
const maxLines = 1_000
const maxMedia = 16

interface Section {
  kind: string
  port: number
  protocol: string
  formats: string[]
  address: string | null
  attributes: Map<string, string[]>
}

interface Parsed {
  session: Section
  media: Section[]
}

const emptySection = (): Section => ({
  kind: 'session',
  port: 0,
  protocol: '',
  formats: [],
  address: null,
  attributes: new Map(),
})

function readMediaLine(value: string): Section | null {
  const match = /^([a-z]+) (\d{1,5})(?:\/\d+)? ([A-Z/]+) (\S+(?: \S+)*)\s*$/i.exec(value)
  if (!match) return null
  const [, kind = '', port = '', protocol = '', formats = ''] = match
  if (Number(port) > 65_535) return null
  return {
    ...emptySection(),
    kind: kind.toLowerCase(),
    port: Number(port),
    protocol: protocol.toUpperCase(),
    formats: formats.split(' '),
  }
}

function readConnection(value: string): string | null {
  const match = /^IN IP[46] ([0-9a-f.:]+)(?:\/\d+)*\s*$/i.exec(value)
  const address = match?.[1]
  return address !== undefined && isIP(address) !== 0 ? address : null
}

const bad = (detail: string): Result<never, SdpProblem> => refuse({ code: 'bad-sdp', detail })

function parseLines(sdp: string): Result<Parsed, SdpProblem> {
  if (sdp.length > maxSdpBytes) return bad('too long')
  const lines = sdp.split(/\r\n|\n|\r/)
  if (lines.length > maxLines) return bad('too many lines')
  if (lines[0] !== 'v=0') return bad('does not begin with v=0')
  const session = emptySection()
  const media: Section[] = []
  let section = session
  for (const line of lines) {
    if (line === '') continue
    if (line[1] !== '=') return bad('a line is not "letter=value"')
    const value = line.slice(2)
    if (line.startsWith('m')) {
      const next = readMediaLine(value)
      if (!next) return bad('malformed m= line')
      if (media.push(next) > maxMedia) return bad('too many m= lines')
      section = next
    } else if (line.startsWith('c')) {
      const address = readConnection(value)
      if (address === null) return bad('c= line holds no IP address')
      section.address = address
    } else if (line.startsWith('a')) {
      const colon = value.indexOf(':')
      const name = colon < 0 ? value : value.slice(0, colon)
      const values = section.attributes.get(name) ?? []
      values.push(colon < 0 ? '' : value.slice(colon + 1))
      section.attributes.set(name, values)
    }
  }
  return ok({ session, media })
}

/** RFC 3551 table 4: these two need no rtpmap. */
const staticLaws = new Map<number, Law>([
  [0, 'mulaw'],
  [8, 'alaw'],
])

/** RFC 3551 table 4: what an offer without rtpmap most often names, for people who read why it was refused. */
const staticNames = new Map([
  [3, 'gsm/8000'],
  [4, 'g723/8000'],
  [9, 'g722/8000'],
  [15, 'g728/8000'],
  [18, 'g729/8000'],
])

/** The codecs that are there, by name, shortened to what fits a log line. */
function formatNames(section: Section): string {
  const names = rtpmapsOf(section)
  const known = section.formats.map((format) => names.get(Number(format)) ?? staticNames.get(Number(format)))
  return (
    [...new Set(known)]
      .filter((name) => name !== undefined)
      .join(', ')
      .slice(0, 120) || 'nothing known'
  )
}

function rtpmapsOf(section: Section): Map<number, string> {
  const names = new Map<number, string>()
  for (const rtpmap of section.attributes.get('rtpmap') ?? []) {
    const match = /^(\d{1,3}) ([\w.-]+\/\d{1,6})(?:\/1|(\/\d))?\s*$/.exec(rtpmap)
    if (match) names.set(Number(match[1]), `${match[2]}${match[3] ?? ''}`.toLowerCase())
  }
  return names
}

function readFormats(section: Section): AudioFormats | null {
  const names = rtpmapsOf(section)
  const laws: AudioFormats['laws'] = []
  let eventPayloadType: number | null = null
  for (const format of section.formats) {
    const payloadType = /^\d{1,3}$/.test(format) ? Number(format) : 128
    // 64-95 would look like RTCP on a shared port (RFC 5761 §4).
    if (payloadType > 127 || (payloadType > 63 && payloadType < 96)) continue
    const name = names.get(payloadType)
    const law =
      name === undefined
        ? staticLaws.get(payloadType)
        : name === 'pcmu/8000'
          ? 'mulaw'
          : name === 'pcma/8000'
            ? 'alaw'
            : undefined
    if (law !== undefined && !laws.some((known) => known.law === law)) laws.push({ law, payloadType })
    if (name === 'telephone-event/8000') eventPayloadType ??= payloadType
  }
  return laws.length === 0 ? null : { laws, eventPayloadType }
}

const directions: Direction[] = ['sendrecv', 'sendonly', 'recvonly', 'inactive']

const readDirection = (section: Section, session: Section): Direction =>
  directions.find((direction) => section.attributes.has(direction)) ??
  directions.find((direction) => session.attributes.has(direction)) ??
  'sendrecv'

const token = (value: string | undefined, fallback: string): string =>
  value !== undefined && /^[\w.+-]{1,64}$/.test(value) ? value : fallback

function readAudio(
  parsed: Parsed,
  protocols: readonly string[],
): Result<{ audio: SdpAudio; section: Section }, SdpProblem> {
  const index = parsed.media.findIndex(
    (section) => section.kind === 'audio' && section.port !== 0 && protocols.includes(section.protocol),
  )
  const section = parsed.media[index]
  if (!section) return refuse({ code: 'no-common-codec', detail: `no live m=audio over ${protocols[0]}` })
  const formats = readFormats(section)
  if (!formats)
    return refuse({
      code: 'no-common-codec',
      detail: `neither PCMU/8000 nor PCMA/8000, but ${formatNames(section)}`,
    })
  const media = parsed.media.map((each) => ({
    kind: token(each.kind, 'audio'),
    protocol: each.protocol,
    format: token(each.formats[0], '0'),
    mid: each.attributes.has('mid') ? token(each.attributes.get('mid')?.[0]?.trim(), '0') : null,
  }))
  return ok({
    audio: { formats, direction: readDirection(section, parsed.session), media, index },
    section,
  })
}

/**
 * Reads a carrier's offer or answer: plain RTP/AVP audio with an IP address and a port. An address of 0.0.0.0 (the old
 * way to hold, RFC 3264 §8.4) reads as a peer that wants nothing sent.
 */
export function readRtpSdp(sdp: string): Result<RtpDescription, SdpProblem> {
  const parsed = parseLines(sdp)
  if (!parsed.ok) return parsed
  const found = readAudio(parsed.value, ['RTP/AVP', 'RTP/AVPF'])
  if (!found.ok) return found
  const { audio, section } = found.value
  const address = section.address ?? parsed.value.session.address
  if (address === null) return bad('no c= line')
  const rtcp = Number(
    /^(\d{1,5})(?: |$)/.exec(section.attributes.get('rtcp')?.[0] ?? '')?.[1] ?? section.port + 1,
  )
  const unspecified = address === '0.0.0.0' || address === '::'
  return ok({
    ...audio,
    direction: unspecified ? heldDirection(audio.direction) : audio.direction,
    address,
    family: isIP(address) === 6 ? 'udp6' : 'udp4',
    rtpPort: section.port,
    rtcpPort: rtcp >= 1 && rtcp <= 65_535 ? rtcp : section.port,
  })
}

const heldDirection = (direction: Direction): Direction =>
  direction === 'sendrecv' || direction === 'sendonly' ? 'sendonly' : 'inactive'

/**
 * Reads a browser's offer or answer: one DTLS-SRTP audio section with its ICE and DTLS parameters. Candidates are not read
 * at all: no STUN may go to an address that a client chose; its own checks make it a peer-reflexive candidate.
 */
export function readBrowserSdp(sdp: string): Result<BrowserDescription, SdpProblem> {
  const parsed = parseLines(sdp)
  if (!parsed.ok) return parsed
  const found = readAudio(parsed.value, ['UDP/TLS/RTP/SAVPF', 'UDP/TLS/RTP/SAVP', 'RTP/SAVPF'])
  if (!found.ok) return found
  const { audio, section } = found.value
  const attribute = (name: string): string =>
    (section.attributes.get(name) ?? parsed.value.session.attributes.get(name))?.[0]?.trim() ?? ''
  const iceUfrag = attribute('ice-ufrag')
  const icePwd = attribute('ice-pwd')
  // RFC 8839 §5.4: ice-char, 4-256 and 22-256 of them.
  if (!/^[A-Za-z0-9+/]{4,256}$/.test(iceUfrag) || !/^[A-Za-z0-9+/]{22,256}$/.test(icePwd)) {
    return bad('ICE user fragment or password is missing or malformed')
  }
  const fingerprint = /^(sha-(?:256|384|512)) ((?:[0-9A-Fa-f]{2}:){31,63}[0-9A-Fa-f]{2})$/.exec(
    attribute('fingerprint'),
  )
  const [, algorithm, value] = fingerprint ?? []
  if (algorithm === undefined || value === undefined) {
    return bad('no DTLS fingerprint of SHA-256 or better')
  }
  if (value.length !== (Number(algorithm.slice(4)) / 8) * 3 - 1) {
    return bad('the DTLS fingerprint has the wrong length')
  }
  const setup = attribute('setup')
  if (setup !== 'actpass' && setup !== 'active' && setup !== 'passive') {
    return bad('no DTLS setup role')
  }
  if (!section.attributes.has('rtcp-mux')) {
    return bad('RTP and RTCP must share a port (rtcp-mux)')
  }
  return ok({
    ...audio,
    mid: audio.media[audio.index]?.mid ?? '0',
    iceUfrag,
    icePwd,
    fingerprint: { algorithm, value: value.toUpperCase() },
    setup,
  })
}
