/** What both ears of a call hear over time, so that a stretch without a tone can be told to the packet. */
import { toneLevel } from '@hearthline/server/src/testing/tone.ts'
import type { BrowserContext, Page } from '@playwright/test'
import { z } from 'zod'
import type { Carrier } from '../../fixtures/carrier.ts'
import { customerHz, voiceHz } from '../../fixtures/voices.ts'

const sampleRateHz = 8_000
/** Share of full scale; a whistle arrives above 0.05. */
const present = 0.03
/** Root mean square above which the customer hears something: the softest prompt is five times as loud. */
const soundRms = 300
const packetMs = 20
/** At the agent's ear: the window of 32 ms at every look. Four pages that looked at each packet would starve two cores. */
const lookEveryMs = 32

/** A stretch of time in which nothing was heard, Unix ms; `toMs` null: it lasts. */
export interface Gap {
  fromMs: number
  toMs: number | null
}

export interface CustomerEar {
  /** Takes in what came since the last look. */
  look(): Promise<void>
  /** Stretches without the agent's tone. */
  agentGaps(sinceMs: number): Gap[]
  /** The longest stretch without any sound, ms. */
  longestSilenceMs(sinceMs: number): number
}

interface Frame {
  atMs: number
  agent: boolean
  sound: boolean
}

/** The carrier keeps twelve seconds and tells ten; asking for no more than is new keeps the machine free. */
const furthestMs = 10_000
const overlapMs = 500

/** @param callId as the demo carrier numbers the call. */
export function customerEar(carrier: Carrier, callId: string): CustomerEar {
  let frames: Frame[] = []
  let lookedMs = 0
  const gaps = (sinceMs: number, heard: (frame: Frame) => boolean): Gap[] => {
    const found: Gap[] = []
    let lastMs = sinceMs
    for (const frame of frames) {
      if (frame.atMs < sinceMs || !heard(frame)) continue
      if (frame.atMs - lastMs > packetMs) found.push({ fromMs: lastMs, toMs: frame.atMs })
      lastMs = frame.atMs
    }
    // A packet may be on its way still.
    if (lookedMs - lastMs > 3 * packetMs) found.push({ fromMs: lastMs, toMs: null })
    return found
  }
  return {
    look: async () => {
      const askedMs = Date.now()
      const lastMs = frames.at(-1)?.atMs ?? 0
      const backMs = Math.min(furthestMs, askedMs - Math.min(lookedMs, lastMs) + overlapMs)
      const packets = await carrier.heardPackets(callId, backMs)
      const newestMs = packets.at(-1)?.atMs ?? 0
      for (const { atMs, samples } of packets) {
        // Of the newest millisecond there may be more to come.
        if (atMs <= lastMs || atMs === newestMs) continue
        const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, samples.length)
        frames.push({
          atMs,
          agent: toneLevel(samples, sampleRateHz, voiceHz.agent) > present,
          sound: Math.sqrt(power) > soundRms,
        })
      }
      lookedMs = askedMs
      frames = frames.filter((frame) => frame.atMs > askedMs - 120_000)
    },
    agentGaps: (sinceMs) => gaps(sinceMs, (frame) => frame.agent),
    longestSilenceMs: (sinceMs) =>
      Math.max(
        0,
        ...gaps(sinceMs, (frame) => frame.sound).map(
          ({ fromMs, toMs }) => (toMs ?? lookedMs) - fromMs - packetMs,
        ),
      ),
  }
}

declare global {
  interface Window {
    /** Every change of whether the customer's tone is heard here, Unix ms. */
    hearthlineChanges?: { atMs: number; heard: boolean }[]
  }
}

/** Every page of this context notes from its first moment on when its person hears the customer. */
export async function armAgentEar(context: BrowserContext): Promise<void> {
  await context.addInitScript(
    ({ every, hz, rate, threshold }) => {
      const changes: { atMs: number; heard: boolean }[] = [{ atMs: Date.now(), heard: false }]
      window.hearthlineChanges = changes
      const audio = new AudioContext({ sampleRate: rate, latencyHint: 'interactive' })
      const analyser = audio.createAnalyser()
      analyser.fftSize = 256
      const samples = new Float32Array(analyser.fftSize)
      const coefficient = 2 * Math.cos((2 * Math.PI * hz) / rate)
      const hann = samples.map((_, at) => 0.5 - 0.5 * Math.cos((2 * Math.PI * at) / samples.length))
      const tapped = new WeakSet<MediaStream>()
      /** Goertzel under a Hann window, as server/src/testing/tone.ts. */
      const level = (): number => {
        let previous = 0
        let before = 0
        for (let at = 0; at < samples.length; at += 1) {
          const next = (samples[at] ?? 0) * (hann[at] ?? 0) + coefficient * previous - before
          before = previous
          previous = next
        }
        const power = previous * previous + before * before - coefficient * previous * before
        return (Math.sqrt(Math.max(0, power)) * 4) / samples.length
      }
      setInterval(() => {
        for (const { srcObject: stream } of document.querySelectorAll('audio')) {
          if (!(stream instanceof MediaStream) || tapped.has(stream)) continue
          if (stream.getAudioTracks().length === 0) continue
          tapped.add(stream)
          audio.createMediaStreamSource(stream).connect(analyser)
        }
        analyser.getFloatTimeDomainData(samples)
        const heard = level() > threshold
        if (heard !== changes.at(-1)?.heard) changes.push({ atMs: Date.now(), heard })
      }, every)
    },
    { every: lookEveryMs, hz: customerHz, rate: sampleRateHz, threshold: present },
  )
}

const Changes = z.array(z.object({ atMs: z.number(), heard: z.boolean() }))

/** Stretches in which the person at this page did not hear the customer; a page that is loading hears nothing. */
export async function customerGaps(page: Page, sinceMs: number): Promise<Gap[]> {
  const asked = await page.evaluate(() => window.hearthlineChanges ?? null).catch(() => null)
  const changes = asked === null ? [] : Changes.parse(asked)
  if (changes.length === 0) return [{ fromMs: sinceMs, toMs: null }]
  const gaps: Gap[] = []
  for (const [at, change] of changes.entries()) {
    if (change.heard) continue
    const toMs = changes[at + 1]?.atMs ?? null
    if (toMs === null || toMs > sinceMs) gaps.push({ fromMs: Math.max(sinceMs, change.atMs), toMs })
  }
  return gaps
}
