import { describe, expect, it } from 'vitest'
import { withoutTelephoneEvents } from './sdp-digits.ts'

const lines = (...text: string[]): string => `${text.join('\r\n')}\r\n`

describe('an offer for a trunk that wants digits by INFO', () => {
  it('CTL-15: asks for the voice alone', () => {
    expect(
      withoutTelephoneEvents(
        lines(
          'v=0',
          'm=audio 20000 RTP/AVP 8 0 101',
          'a=rtpmap:8 PCMA/8000',
          'a=rtpmap:0 PCMU/8000',
          'a=rtpmap:101 telephone-event/8000',
          'a=fmtp:101 0-15',
          'a=sendrecv',
        ),
      ),
    ).toBe(
      lines('v=0', 'm=audio 20000 RTP/AVP 8 0', 'a=rtpmap:8 PCMA/8000', 'a=rtpmap:0 PCMU/8000', 'a=sendrecv'),
    )
  })

  it('CTL-15: is left alone where it does not ask for them', () => {
    const plain = lines('v=0', 'm=audio 20000 RTP/AVP 0 101', 'a=rtpmap:0 PCMU/8000')
    expect(withoutTelephoneEvents(plain)).toBe(plain)
    expect(withoutTelephoneEvents('not SDP at all')).toBe('not SDP at all')
  })
})
