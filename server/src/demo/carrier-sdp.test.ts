import { describe, expect, it } from 'vitest'
import { readAudioSdp, writeAudioSdp } from './carrier-sdp.ts'

const sdp = (...lines: string[]) => ['v=0', 'o=- 1 1 IN IP4 192.0.2.1', 's=-', ...lines, ''].join('\r\n')

describe('the carrier reads session descriptions', () => {
  it.each([
    [
      'µ-law with events',
      sdp('c=IN IP4 192.0.2.7', 't=0 0', 'm=audio 4000 RTP/AVP 0 101', 'a=rtpmap:101 telephone-event/8000'),
      { address: '192.0.2.7', port: 4000, law: 'mulaw', eventPayloadType: 101 },
    ],
    [
      'A-law first, address in the media section',
      sdp('c=IN IP4 192.0.2.7', 'm=audio 4002 RTP/AVP 9 8 0', 'c=IN IP4 192.0.2.8'),
      { address: '192.0.2.8', port: 4002, law: 'alaw', eventPayloadType: null },
    ],
    ['no G.711', sdp('c=IN IP4 192.0.2.7', 'm=audio 4000 RTP/AVP 9'), null],
    ['no address', sdp('m=audio 4000 RTP/AVP 0'), null],
    ['refused stream', sdp('c=IN IP4 192.0.2.7', 'm=audio 0 RTP/AVP 0'), null],
    ['nonsense', 'hello', null],
  ])('%s', (_name, text, expected) => {
    expect(readAudioSdp(text)).toEqual(expected)
  })

  it('answers with the law and the event type that were offered', () => {
    const answer = writeAudioSdp(
      { address: '127.0.0.1', port: 5000 },
      { address: '127.0.0.1', port: 4000, law: 'alaw', eventPayloadType: 96 },
    )
    expect(readAudioSdp(answer)).toEqual({
      address: '127.0.0.1',
      port: 5000,
      law: 'alaw',
      eventPayloadType: 96,
    })
    expect(answer).toContain('m=audio 5000 RTP/AVP 8 96\r\n')
  })
})
