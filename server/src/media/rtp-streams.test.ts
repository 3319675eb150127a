import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DigitDetector } from './digits.ts'
import { InboundStream } from './inbound-stream.ts'
import { OutboundStream } from './outbound-stream.ts'
import { type RtpHeader, emptyRtpHeader, readRtp, writeRtpHeader } from './rtp-packet.ts'
import { compactNtp, readRtcp, roundTripMs, writeReport } from './rtcp.ts'
import { SourceLock } from './source-lock.ts'

const header = (sequence: number, timestamp = sequence * 160, ssrc = 1): RtpHeader => ({
  marker: false,
  payloadType: 0,
  sequence: sequence & 0xffff,
  timestamp: timestamp >>> 0,
  ssrc,
  payloadStart: 12,
  payloadEnd: 172,
})

const packetOf = (of: RtpHeader): Buffer => {
  const packet = Buffer.alloc(172, 0x11)
  writeRtpHeader(packet, 0, of.marker, of.payloadType, of.sequence, of.timestamp, of.ssrc)
  return packet
}

const headOf = (packet: Buffer | null): { sequence: number; timestamp: number; ssrc: number } => {
  const read = emptyRtpHeader()
  if (!packet || !readRtp(packet, read)) throw new Error('nothing was sent')
  return { sequence: read.sequence, timestamp: read.timestamp, ssrc: read.ssrc }
}

const event = (code: number, ended: boolean, duration: number): Buffer =>
  Buffer.from([code, (ended ? 0x80 : 0) | 10, duration >> 8, duration & 0xff])
const detect = (feed: (detector: DigitDetector) => void): string => {
  let digits = ''
  feed(
    new DigitDetector((digit) => {
      digits += digit
    }),
  )
  return digits
}

describe('RTP headers', () => {
  it('MEDIA-30: reading never throws, and what it accepts lies within the packet', () => {
    const read = emptyRtpHeader()
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        if (!readRtp(Buffer.from(bytes), read)) return
        expect(read.payloadStart).toBeGreaterThanOrEqual(12)
        expect(read.payloadEnd).toBeGreaterThan(read.payloadStart)
        expect(read.payloadEnd).toBeLessThanOrEqual(bytes.length)
      }),
    )
  })

  it('MEDIA-31: CSRCs, extension and padding do not travel on', () => {
    const packet = Buffer.alloc(12 + 8 + 4 + 4 + 160 + 4, 0x22)
    writeRtpHeader(packet, 0, false, 0, 9, 99, 5)
    packet[0] = 0x80 | 0x20 | 0x10 | 2
    packet.writeUInt16BE(1, 12 + 8 + 2)
    packet[packet.length - 1] = 4
    const read = emptyRtpHeader()
    expect(readRtp(packet, read)).toBe(true)
    const out = new OutboundStream({ ssrc: 77, sequence: 0, timestamp: 0 })
    const sent = out.relay(packet, read, 8, {}, 1, 0)
    expect(sent).toHaveLength(172)
    expect(sent?.[0]).toBe(0x80)
    expect(sent?.readUInt32BE(8)).toBe(77)
  })
})

describe('outbound stream', () => {
  it('MEDIA-32: a switch of source goes on at the next sequence number and at the time that has passed', () => {
    const out = new OutboundStream({ ssrc: 7, sequence: 65_534, timestamp: 1_000 })
    const [one, two] = [{}, {}]
    const first = headOf(out.relay(packetOf(header(10)), header(10), 0, one, 1, 0))
    const second = headOf(out.relay(packetOf(header(11)), header(11), 0, one, 1, 20))
    const other = header(500, 9_999_999, 3)
    const third = headOf(out.relay(packetOf(other), other, 0, two, 1, 60))
    const frame = Buffer.alloc(172)
    out.frame(frame, 0, 80)
    const fourth = headOf(frame)
    expect([first, second, third, fourth].map((each) => each.sequence)).toEqual([65_535, 0, 1, 2])
    expect(second.timestamp - first.timestamp).toBe(160)
    expect(third.timestamp - second.timestamp).toBe(320)
    expect(fourth.timestamp - third.timestamp).toBe(160)
    expect(new Set([first, second, third, fourth].map((each) => each.ssrc))).toEqual(new Set([7]))
  })

  it('MEDIA-33: within a source losses and order stay visible; what is older than the switch is dropped', () => {
    const out = new OutboundStream({ ssrc: 7, sequence: 100, timestamp: 0 })
    const source = {}
    const relay = (sequence: number): Buffer | null =>
      out.relay(packetOf(header(sequence)), header(sequence), 0, source, 1, sequence * 20)
    expect(headOf(relay(50)).sequence).toBe(101)
    expect(headOf(relay(53)).sequence).toBe(104)
    expect(headOf(relay(52)).sequence).toBe(103)
    expect(relay(49)).toBeNull()
  })

  it('MEDIA-34: any mixture of relayed sources and own frames never repeats a sequence number', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', 'frame'), { maxLength: 60 }), (steps) => {
        const out = new OutboundStream({ ssrc: 7, sequence: 65_500, timestamp: 4_294_967_000 })
        const sources = { a: { key: {}, next: 10 }, b: { key: {}, next: 60_000 } }
        const sequences = steps.map((step, at) => {
          if (step === 'frame') {
            const frame = Buffer.alloc(172)
            out.frame(frame, 0, at * 20)
            return headOf(frame).sequence
          }
          const source = sources[step]
          source.next += 1
          const next = header(source.next)
          return headOf(out.relay(packetOf(next), next, 0, source.key, 1, at * 20)).sequence
        })
        expect(sequences).toEqual(steps.map((_, at) => (65_501 + at) & 0xffff))
      }),
    )
  })
})

describe('inbound stream', () => {
  it('MEDIA-35: loss, lateness and duplicates are told apart over the wrap of the sequence', () => {
    const stream = new InboundStream()
    const arrivals = [65_534, 65_535, 1, 0, 1, 5].map((sequence, at) =>
      stream.accept(header(sequence, 0), at * 20),
    )
    expect(arrivals).toEqual(['fresh', 'fresh', 'fresh', 'late', 'duplicate', 'fresh'])
    expect(stream.lost).toBe(3)
    expect(stream.duplicates).toBe(1)
    expect(stream.takeInterval('quality')).toEqual({ expected: 8, lost: 3 })
    expect(stream.takeInterval('quality')).toEqual({ expected: 0, lost: 0 })
  })

  it('MEDIA-36: another SSRC or a restart of the sequence begins a new epoch and keeps the losses', () => {
    const stream = new InboundStream()
    for (const sequence of [1, 2, 5]) stream.accept(header(sequence), sequence * 20)
    stream.accept(header(30_000, 0, 2), 200)
    expect(stream.epoch).toBe(2)
    expect(stream.lost).toBe(2)
    stream.accept(header(100, 0, 2), 220)
    expect(stream.epoch).toBe(3)
  })

  it('MEDIA-37: jitter follows RFC 3550 A.8', () => {
    const steady = new InboundStream()
    const shaky = new InboundStream()
    for (let sequence = 0; sequence < 500; sequence += 1) {
      steady.accept(header(sequence), sequence * 20)
      shaky.accept(header(sequence), sequence * 20 + (sequence % 2) * 8)
    }
    expect(steady.jitterMs).toBe(0)
    expect(shaky.jitterMs).toBeCloseTo(8, 1)
  })
})

describe('source lock', () => {
  const at = '203.0.113.7'

  it('MEDIA-38: only the address of the SDP; the port is learned once', () => {
    const lock = new SourceLock(at)
    expect(lock.accept('203.0.113.8', 4_000, 1, 1, 0)).toBe('stranger')
    expect(lock.accept(at, 5_000, 1, 1, 0)).toBe('accept')
    expect(lock.accept(at, 5_002, 1, 2, 20)).toBe('stranger')
    expect(lock.port).toBe(5_000)
  })

  it('MEDIA-39: another SSRC gets in only in order and while the old one is silent', () => {
    const lock = new SourceLock(at)
    lock.accept(at, 5_000, 1, 1, 0)
    const trial = (from: number, atMs: number): string[] =>
      [0, 1, 2, 3, 4].map((step) => lock.accept(at, 5_000, 2, from + step, atMs + step * 20))
    expect(trial(50, 10)).not.toContain('accept')
    expect(lock.accept(at, 5_000, 1, 2, 120)).toBe('accept')
    expect([50, 90, 3, 700, 20].map((sequence) => lock.accept(at, 5_000, 3, sequence, 900))).not.toContain(
      'accept',
    )
    expect(trial(60, 1_000).at(-1)).toBe('accept')
    expect(lock.accept(at, 5_000, 1, 3, 1_100)).toBe('on-trial')
  })

  it('MEDIA-40: a re-targeted SDP frees port and SSRC', () => {
    const lock = new SourceLock(at)
    lock.accept(at, 5_000, 1, 1, 0)
    lock.retarget('203.0.113.9')
    expect(lock.accept(at, 5_000, 1, 2, 20)).toBe('stranger')
    expect(lock.accept('203.0.113.9', 6_000, 9, 1, 40)).toBe('accept')
  })
})

describe('digits', () => {
  it.each([
    [
      'the end comes three times',
      [
        [1, false, 160],
        [1, true, 320],
        [1, true, 320],
        [1, true, 320],
      ],
      '1',
    ],
    ['only the end comes', [[11, true, 320]], '#'],
    ['an event that is no digit', [[16, true, 320]], ''],
  ] as const)('MEDIA-41: %s', (_name, events, digits) => {
    expect(
      detect((detector) => {
        for (const [code, ended, duration] of events) {
          detector.event(event(code, ended, duration), 0, 4, 8_000)
        }
      }),
    ).toBe(digits)
  })

  it('MEDIA-42: with all its end packets lost a digit is told by the next one, or by audio', () => {
    expect(
      detect((detector) => {
        detector.event(event(5, false, 160), 0, 4, 8_000)
        detector.event(event(6, false, 160), 0, 4, 12_000)
        detector.audio(12_100)
        detector.audio(14_000)
      }),
    ).toBe('56')
    expect(detect((detector) => detector.event(Buffer.from([1]), 0, 1, 0))).toBe('')
  })
})

describe('RTCP', () => {
  it('MEDIA-43: a report reads back, and the round trip comes out of it', () => {
    const block = {
      ssrc: 9,
      fractionLost: 12,
      cumulativeLost: 345,
      extendedMaxSequence: 70_000,
      jitterSamples: 40,
      lastSenderReport: compactNtp(1_700_000_000_000),
      delaySinceLastSenderReport: 65_536,
    }
    const sender = { unixMs: 1_700_000_001_000, rtpTimestamp: 5, packets: 6, octets: 7 }
    const read = readRtcp(writeReport(8, sender, block, 'someone'))
    expect(read).toEqual({ senderReport: compactNtp(sender.unixMs), blocks: [block] })
    expect(readRtcp(writeReport(8, null, block, 'x'))).toEqual({ senderReport: null, blocks: [block] })
    // Sent at 0, held for one second, back after 1.08 s.
    expect(roundTripMs(block, 1_700_000_001_080)).toBeCloseTo(80, 0)
    expect(roundTripMs({ ...block, lastSenderReport: 0 }, 1_700_000_001_080)).toBeNull()
  })

  it('MEDIA-44: junk is refused, never an exception', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => {
        const read = readRtcp(Buffer.from(bytes))
        expect(read === null || Array.isArray(read.blocks)).toBe(true)
      }),
    )
    expect(readRtcp(Buffer.alloc(0))).toBeNull()
    const cut = writeReport(8, null, null, 'someone').subarray(0, 10)
    expect(readRtcp(cut)).toBeNull()
  })
})
