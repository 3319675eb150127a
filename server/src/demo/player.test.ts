import { describe, expect, it } from 'vitest'
import { silence } from '../media/g711.ts'
import type { Segment } from './carrier-plan.ts'
import { createPlayer, type Frame } from './player.ts'

const clips = {
  welcome: new Uint8Array(200).fill(0x10),
  'calling-back': new Uint8Array(0),
  'one-moment': new Uint8Array(0),
}
const framesOf = (script: Segment[], count: number): Frame[] => {
  const player = createPlayer(script, 'mulaw', clips)
  return Array.from({ length: count }, player.next)
}
const firstByte = (frame: Frame | undefined) => (frame?.type === 'audio' ? frame.payload[0] : null)

describe('the script player of the demo carrier', () => {
  it('plays one segment after the other, then silence', () => {
    const frames = framesOf(
      [
        { type: 'silence', ms: 40 },
        { type: 'say', clip: 'welcome' },
      ],
      6,
    )
    expect(frames.map(firstByte)).toEqual([
      silence.mulaw,
      silence.mulaw,
      0x10,
      0x10,
      silence.mulaw,
      silence.mulaw,
    ])
  })

  it('fills the last frame of a clip with silence', () => {
    const last = framesOf([{ type: 'say', clip: 'welcome' }], 2)[1]
    expect(last?.type === 'audio' && Array.from(last.payload.slice(38, 42))).toEqual([
      0x10,
      0x10,
      silence.mulaw,
      silence.mulaw,
    ])
  })

  it('sends a digit as five event frames with growing duration (RFC 4733 §2.5.1)', () => {
    const events = framesOf([{ type: 'digits', digits: '#' }], 10).filter((frame) => frame.type === 'event')
    expect(events.map(({ code, first, end, duration }) => [code, first, end, duration])).toEqual([
      [11, true, false, 160],
      [11, false, false, 320],
      [11, false, false, 480],
      [11, false, false, 640],
      [11, false, true, 800],
    ])
  })

  it('echoes what it hears, 400 ms later', () => {
    const player = createPlayer([{ type: 'echo' }], 'mulaw', clips)
    const bytes = Array.from({ length: 23 }, (_, at) => {
      const frame = player.next()
      player.hear(new Uint8Array(160).fill(at))
      return firstByte(frame)
    })
    expect(bytes.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => silence.mulaw))
    expect(bytes.slice(20)).toEqual([0, 1, 2])
  })
})
