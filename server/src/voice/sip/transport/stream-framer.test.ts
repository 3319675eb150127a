import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cpuMs } from '../testing/processor-time.ts'
import { createStreamFramer, type Frame } from './stream-framer.ts'

const framed = (body: string, header = 'Content-Length'): string =>
  `OPTIONS sip:a@h SIP/2.0\r\nX: y\r\n${header}: ${Buffer.byteLength(body)}\r\n\r\n${body}`

const texts = (frames: Frame[]): string[] =>
  frames.map((frame) =>
    frame.kind === 'keep-alive' ? 'keep-alive' : `${frame.kind} ${frame.bytes.toString()}`,
  )

describe('stream framer', () => {
  it('SIP-6: messages come out whole however the stream is cut', () => {
    const messages = [
      framed('v=0\r\n\r\nx'),
      framed('', 'l'),
      framed('ü'.repeat(3000)),
      framed('a', 'content-length '),
    ]
    const stream = Buffer.from(messages.join(''))
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 20 }), (sizes) => {
        const framer = createStreamFramer(65_536)
        const frames: Frame[] = []
        for (let at = 0, turn = 0; at < stream.length; turn++) {
          const size = sizes[turn % sizes.length] ?? 1
          frames.push(...framer.push(stream.subarray(at, at + size)))
          at += size
        }
        expect(texts(frames)).toEqual(messages.map((each) => `message ${each}`))
        expect(framer.isWaiting()).toBe(false)
      }),
      { numRuns: 60 },
    )
  })

  it('SIP-12: a double CRLF between messages is a keep-alive, a single one is nothing', () => {
    const framer = createStreamFramer(65_536)
    expect(texts(framer.push(Buffer.from(`\r\n\r\n${framed('')}\r\n${framed('')}`)))).toEqual([
      'keep-alive',
      `message ${framed('')}`,
      `message ${framed('')}`,
    ])
  })

  it.each([
    ['no Content-Length', 'OPTIONS sip:a@h SIP/2.0\r\nX: y\r\n\r\n', 'no-length'],
    [
      'a Content-Length that is no number',
      'OPTIONS sip:a@h SIP/2.0\r\nContent-Length: x\r\n\r\n',
      'no-length',
    ],
    [
      'a Content-Length beyond the limit',
      'OPTIONS sip:a@h SIP/2.0\r\nContent-Length: 70000\r\n\r\n',
      'too-large',
    ],
    ['a head without end', `OPTIONS sip:a@h SIP/2.0\r\nX: ${'y'.repeat(70_000)}`, 'too-large'],
  ])('SIP-6: %s breaks the stream, and nothing comes after', (_what, raw, why) => {
    const framer = createStreamFramer(65_536)
    expect(framer.push(Buffer.from(raw))).toMatchObject([{ kind: 'broken', why }])
    expect(framer.push(Buffer.from(framed('')))).toEqual([])
  })

  it('SIP-6: 64 KB in single bytes take no more than linear time', () => {
    const stream = Buffer.from(framed('z'.repeat(60_000)))
    const framer = createStreamFramer(65_536)
    const started = cpuMs()
    let frames = 0
    for (let at = 0; at < stream.length; at++) frames += framer.push(stream.subarray(at, at + 1)).length
    expect(frames).toBe(1)
    expect(cpuMs() - started).toBeLessThan(1000)
  })
})
