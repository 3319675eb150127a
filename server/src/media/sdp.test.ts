import { LegId } from '@hearthline/shared'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readBrowserSdp, readRtpSdp } from './sdp-reader.ts'
import { mirrored, originOf, writeBrowserSdp, writeLibrarySdp, writeRtpSdp } from './sdp-writer.ts'
import { carrierOffer, chromiumOffer } from './testing/sdp-samples.ts'

const bothLaws = [
  { law: 'mulaw', payloadType: 0 },
  { law: 'alaw', payloadType: 8 },
] as const

describe("a browser's SDP", () => {
  it("MEDIA-11: Chromium's offer: G.711 in its order, the 8 kHz telephone-event, ICE and DTLS", () => {
    const read = readBrowserSdp(chromiumOffer)
    expect(read).toMatchObject({
      ok: true,
      value: {
        formats: { laws: bothLaws, eventPayloadType: 126 },
        direction: 'sendrecv',
        mid: '0',
        iceUfrag: 'xUrI',
        icePwd: '2xviSq/4u24Z2iwAWQAY3gU4',
        setup: 'actpass',
        fingerprint: { algorithm: 'sha-256' },
      },
    })
  })

  it('MEDIA-12: no candidate of the browser reaches the library', () => {
    const read = readBrowserSdp(chromiumOffer)
    if (!read.ok) throw new Error(read.problem.detail)
    const text = writeLibrarySdp(read.value, read.value.formats)
    expect(text).not.toContain('candidate')
    expect(text).not.toContain('192.0.2.2')
    expect(readBrowserSdp(text)).toMatchObject({
      ok: true,
      value: { iceUfrag: 'xUrI', direction: 'sendrecv' },
    })
  })

  it.each([
    ['empty', '', 'bad-sdp'],
    ['no fingerprint', chromiumOffer.replace(/a=fingerprint.*\r\n/, ''), 'bad-sdp'],
    ['a short fingerprint', chromiumOffer.replace('A0:F3:', ''), 'bad-sdp'],
    ['SHA-1', chromiumOffer.replace('sha-256', 'sha-1'), 'bad-sdp'],
    ['no ICE password', chromiumOffer.replace(/a=ice-pwd.*\r\n/, ''), 'bad-sdp'],
    ['an ICE password with a space in it', chromiumOffer.replace('2xviSq/4', '2xvi q/4'), 'bad-sdp'],
    ['no rtcp-mux', chromiumOffer.replace('a=rtcp-mux\r\n', ''), 'bad-sdp'],
    ['no setup', chromiumOffer.replace('a=setup:actpass\r\n', ''), 'bad-sdp'],
    ['Opus only', chromiumOffer.replace('111 63 9 0 8 13 110 126', '111 63'), 'no-common-codec'],
    ['a refused m-line', chromiumOffer.replace('m=audio 48958', 'm=audio 0'), 'no-common-codec'],
    ['plain RTP', chromiumOffer.replace('UDP/TLS/RTP/SAVPF', 'RTP/AVP'), 'no-common-codec'],
    ['a line without =', `${chromiumOffer}junk`, 'bad-sdp'],
    ['100 kB', chromiumOffer + 'a=x\r\n'.repeat(20_000), 'bad-sdp'],
  ])('MEDIA-13: %s is refused', (_name, sdp, code) => {
    expect(readBrowserSdp(sdp)).toMatchObject({ ok: false, problem: { code } })
  })
})

const detailOf = (read: ReturnType<typeof readRtpSdp> | ReturnType<typeof readBrowserSdp>): string | null =>
  read.ok ? null : read.problem.detail
const withCodecs = (formats: string): string => carrierOffer.replace('8 0 18 101', formats)

describe("a carrier's SDP", () => {
  it('MEDIA-14: laws in its order, G.729 left out, RTCP on the next port', () => {
    expect(readRtpSdp(carrierOffer)).toMatchObject({
      ok: true,
      value: {
        formats: {
          laws: [
            { law: 'alaw', payloadType: 8 },
            { law: 'mulaw', payloadType: 0 },
          ],
          eventPayloadType: 101,
        },
        address: '203.0.113.7',
        rtpPort: 30_044,
        rtcpPort: 30_045,
        direction: 'sendrecv',
      },
    })
  })

  it.each([
    ['a=sendonly', carrierOffer.replace('a=ptime:20', 'a=sendonly'), 'sendonly'],
    ['a session-level a=inactive', carrierOffer.replace('t=0 0', 't=0 0\r\na=inactive'), 'inactive'],
    ['the address 0.0.0.0', carrierOffer.replace('c=IN IP4 203.0.113.7', 'c=IN IP4 0.0.0.0'), 'sendonly'],
  ])('MEDIA-15: hold by %s', (_name, sdp, direction) => {
    expect(readRtpSdp(sdp)).toMatchObject({ ok: true, value: { direction } })
  })

  it.each([
    ['a name for an address', carrierOffer.replaceAll('203.0.113.7', 'media.example'), 'bad-sdp'],
    ['no c= line', carrierOffer.replace(/c=.*\r\n/, ''), 'bad-sdp'],
    ['a port beyond 65535', carrierOffer.replace('30044', '70000'), 'bad-sdp'],
    ['video only', carrierOffer.replace('m=audio', 'm=video'), 'no-common-codec'],
    ['G.729 only', carrierOffer.replace('8 0 18 101', '18 101'), 'no-common-codec'],
    ['SRTP', carrierOffer.replace('RTP/AVP', 'RTP/SAVP'), 'no-common-codec'],
  ])('MEDIA-16: %s is refused', (_name, sdp, code) => {
    expect(readRtpSdp(sdp)).toMatchObject({ ok: false, problem: { code } })
  })

  it('MEDIA-69: what is refused for want of a codec is told with the codecs that there are', () => {
    expect(detailOf(readRtpSdp(withCodecs('18 101 9')))).toBe(
      'neither PCMU/8000 nor PCMA/8000, but g729/8000, telephone-event/8000, g722/8000',
    )
    expect(detailOf(readRtpSdp(withCodecs('55')))).toBe('neither PCMU/8000 nor PCMA/8000, but nothing known')
    expect(detailOf(readBrowserSdp(chromiumOffer.replace('111 63 9 0 8 13 110 126', '111 63')))).toBe(
      'neither PCMU/8000 nor PCMA/8000, but opus/48000/2, red/48000/2',
    )
    const long = withCodecs('18 101').replaceAll('G729', 'x'.repeat(500))
    expect(detailOf(readRtpSdp(long))?.length).toBeLessThan(200)
    // Two channels are another codec.
    expect(
      detailOf(readRtpSdp(carrierOffer.replace('8 0 18', '8 18').replace('PCMA/8000', 'PCMA/8000/2'))),
    ).toBe('neither PCMU/8000 nor PCMA/8000, but pcma/8000/2, g729/8000, telephone-event/8000')
  })

  it('MEDIA-74: a leg keeps its origin over workers, and its version only grows', () => {
    const legId = LegId.parse('9a0b1c2d-0000-4000-8000-000000000000')
    const [first, later] = [1_800_000_000_000, 1_800_000_004_000].map((atMs) => originOf(legId, atMs))
    expect(first).toEqual({ id: 0x9a0b1c2d, version: 1_800_000_000 })
    expect(later).toEqual({ id: 0x9a0b1c2d, version: 1_800_000_004 })
  })

  it('MEDIA-17: other m-lines are refused with port 0, in their places', () => {
    const offer = carrierOffer.replace('m=audio', 'm=video 5004 RTP/AVP 99\r\nm=audio')
    const read = readRtpSdp(offer)
    if (!read.ok) throw new Error(read.problem.detail)
    const answer = writeRtpSdp({
      origin: { id: 1, version: 1, address: '127.0.0.1' },
      rtpPort: 4_000,
      formats: read.value.formats,
      direction: mirrored[read.value.direction],
      inAnswerTo: read.value,
    })
    expect(answer.match(/^m=.*$/gm)).toEqual(['m=video 0 RTP/AVP 99', 'm=audio 4000 RTP/AVP 8 0 101'])
    expect(readRtpSdp(answer)).toMatchObject({ ok: true, value: { rtpPort: 4_000, address: '127.0.0.1' } })
  })
})

describe('whatever comes', () => {
  it('MEDIA-18: reading never throws', () => {
    const lines = fc.constantFrom(
      ...chromiumOffer.split('\r\n'),
      ...carrierOffer.split('\r\n'),
      'm=audio',
      'c=',
      'a=:',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(lines, fc.string())), (mixture) => {
        const sdp = ['v=0', ...mixture].join('\r\n')
        expect(typeof readBrowserSdp(sdp).ok).toBe('boolean')
        expect(typeof readRtpSdp(sdp).ok).toBe('boolean')
      }),
    )
  })

  it('MEDIA-19: our own browser offer reads back as it was meant', () => {
    const sdp = writeBrowserSdp({
      origin: { id: 7, version: 2, address: '198.51.100.4' },
      transport: {
        iceUfrag: 'abcd',
        icePwd: 'a'.repeat(22),
        fingerprint: { algorithm: 'sha-256', value: Array.from({ length: 32 }, () => 'AB').join(':') },
        setup: 'actpass',
      },
      candidates: ['1 1 UDP 2114977791 198.51.100.4 4000 typ host'],
      port: 4_000,
      mid: 'x',
      ssrc: 42,
      formats: { laws: [...bothLaws], eventPayloadType: 126 },
      direction: 'sendonly',
      inAnswerTo: null,
    })
    expect(readBrowserSdp(sdp)).toMatchObject({
      ok: true,
      value: { mid: 'x', direction: 'sendonly', formats: { laws: bothLaws, eventPayloadType: 126 } },
    })
  })
})
