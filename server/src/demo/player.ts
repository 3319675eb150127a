import {
  decodeTables,
  encode,
  encodeTables,
  frameMs,
  frameSamples,
  sampleRateHz,
  silence,
  type Law,
} from '../media/g711.ts'
import type { Segment } from './carrier-plan.ts'
import type { Clips } from './clips.ts'

/** One 20 ms step of what the carrier sends. */
export type Frame =
  | { type: 'audio'; payload: Uint8Array }
  /** RFC 4733 §2.3: `duration` in timestamp units so far; the timestamp stays that of the first frame. */
  | { type: 'event'; code: number; first: boolean; end: boolean; duration: number }

export interface Player {
  /** The next frame. After the script it is silence for ever. */
  next: () => Frame
  /** What the other side said, for `echo`. */
  hear: (payload: Uint8Array) => void
}

const echoDelayFrames = 400 / frameMs
/** An echo never falls further behind than this, whatever the peer sends. */
const maxEchoFrames = echoDelayFrames + 10
const toneAmplitude = 8_000
const digitFrames = 100 / frameMs
const digitCodes = '0123456789*#ABCD'

/** Plays a script frame by frame; pure but for its own position. */
export function createPlayer(script: readonly Segment[], law: Law, clips: Clips): Player {
  let echoing: Uint8Array[] = []
  let current: Iterator<Frame> = play()

  function* play(): Generator<Frame> {
    for (const segment of script) yield* playSegment(segment)
    for (;;) yield quiet()
  }

  function* playSegment(segment: Segment): Generator<Frame> {
    switch (segment.type) {
      case 'silence':
        for (let at = 0; at < segment.ms; at += frameMs) yield quiet()
        return
      case 'tone':
        yield* tone(segment.hz, segment.ms)
        return
      case 'say':
        yield* clip(clips[segment.clip])
        return
      case 'digits':
        for (const digit of segment.digits) yield* press(digit)
        return
      case 'echo':
        echoing = []
        for (let delay = 0; delay < echoDelayFrames; delay += 1) yield quiet()
        for (;;) {
          const heard = echoing.shift()
          yield heard === undefined ? quiet() : { type: 'audio', payload: heard }
        }
      default:
        segment satisfies never
    }
  }

  function* tone(hz: number, ms: number | null): Generator<Frame> {
    const frames = ms === null ? Number.POSITIVE_INFINITY : ms / frameMs
    const samples = new Int16Array(frameSamples)
    for (let frame = 0; frame < frames; frame += 1) {
      for (let at = 0; at < frameSamples; at += 1) {
        const seconds = (frame * frameSamples + at) / sampleRateHz
        samples[at] = Math.round(toneAmplitude * Math.sin(2 * Math.PI * hz * seconds))
      }
      yield { type: 'audio', payload: encode(samples, law) }
    }
  }

  function* clip(mulaw: Uint8Array): Generator<Frame> {
    for (let at = 0; at < mulaw.length; at += frameSamples) {
      const payload = new Uint8Array(frameSamples).fill(silence.mulaw)
      payload.set(mulaw.subarray(at, at + frameSamples))
      yield { type: 'audio', payload: law === 'mulaw' ? payload : toAlaw(payload) }
    }
  }

  function* press(digit: string): Generator<Frame> {
    const code = digitCodes.indexOf(digit)
    for (let frame = 1; frame <= digitFrames; frame += 1) {
      yield {
        type: 'event',
        code,
        first: frame === 1,
        end: frame === digitFrames,
        duration: frame * frameSamples,
      }
    }
    for (let pause = 0; pause < digitFrames; pause += 1) yield quiet()
  }

  const quiet = (): Frame => ({ type: 'audio', payload: new Uint8Array(frameSamples).fill(silence[law]) })

  return {
    next: () => {
      const step = current.next()
      if (!step.done) return step.value
      current = play()
      return quiet()
    },
    hear: (payload) => {
      echoing.push(Uint8Array.from(payload))
      if (echoing.length > maxEchoFrames) echoing.shift()
    },
  }
}

const toAlaw = (mulaw: Uint8Array): Uint8Array =>
  mulaw.map((code) => encodeTables.alaw[(decodeTables.mulaw[code] ?? 0) & 0xffff] ?? silence.alaw)
