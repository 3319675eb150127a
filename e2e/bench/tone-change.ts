/** When a tone began or ceased at an ear. */
import { setTimeout as passes } from 'node:timers/promises'
import { toneLevel } from '@hearthline/server/src/testing/tone.ts'
import type { Page } from '@playwright/test'
import { z } from 'zod'
import type { Carrier } from '../fixtures/carrier.ts'
import { preciseNowMs } from './house/words.ts'

const sampleRateHz = 8_000
/** 16 ms: short beside what is measured, and long enough to tell the whistles of `voiceHz` from each other. */
const windowSamples = 128
/** Share of full scale. A whistle arrives above 0.05; half of a window of it is enough. */
const present = 0.03
/** So long it must last, so that one bad packet is no change. */
const lastingMs = 40
const lookEveryMs = 4
const patienceMs = 5_000

declare global {
  interface Window {
    hearthlineTone?: { changedAt: number | null; stop: () => void }
    hearthlineToneTap?: { context: AudioContext; analyser: AnalyserNode; tapped: WeakSet<MediaStream> }
  }
}

/** Asking the carrier costs the machine something, and nothing is lost by asking late. */
const askEveryMs = 60

/** Looks from now on at what this page's person hears, until `hz` is there (or, `wanted` false, is gone). */
export const armTone = (page: Page, hz: number, wanted: boolean): Promise<void> =>
  page.evaluate(
    ({ rate, window: length, threshold, lasting, every, tone, until }) => {
      window.hearthlineTone?.stop()
      const tap = (window.hearthlineToneTap ??= (() => {
        const context = new AudioContext({ sampleRate: rate, latencyHint: 'interactive' })
        const analyser = context.createAnalyser()
        analyser.fftSize = length
        return { context, analyser, tapped: new WeakSet<MediaStream>() }
      })())
      const samples = new Float32Array(length)
      const coefficient = 2 * Math.cos((2 * Math.PI * tone) / rate)
      /** Goertzel under a Hann window, as server/src/testing/tone.ts. */
      const level = (): number => {
        tap.analyser.getFloatTimeDomainData(samples)
        let [previous, before] = [0, 0]
        for (const [at, sample] of samples.entries()) {
          const hann = 0.5 - 0.5 * Math.cos((2 * Math.PI * at) / length)
          ;[previous, before] = [sample * hann + coefficient * previous - before, previous]
        }
        const power = previous * previous + before * before - coefficient * previous * before
        return (Math.sqrt(Math.max(0, power)) * 4) / length
      }
      let since: number | null = null
      const watch: { changedAt: number | null; stop: () => void } = {
        changedAt: null,
        stop: () => clearInterval(look),
      }
      const look = setInterval(() => {
        for (const { srcObject: stream } of document.querySelectorAll('audio')) {
          if (!(stream instanceof MediaStream) || tap.tapped.has(stream)) continue
          if (stream.getAudioTracks().length === 0) continue
          tap.tapped.add(stream)
          tap.context.createMediaStreamSource(stream).connect(tap.analyser)
        }
        const nowMs = performance.timeOrigin + performance.now()
        if (level() > threshold !== until) since = null
        else if (nowMs - (since ??= nowMs) >= lasting) {
          watch.changedAt = since
          watch.stop()
        }
      }, every)
      window.hearthlineTone = watch
    },
    {
      rate: sampleRateHz,
      window: windowSamples,
      threshold: present,
      lasting: lastingMs,
      every: lookEveryMs,
      tone: hz,
      until: wanted,
    },
  )

/** When it came to be so; waits for it. */
export async function toneChange(page: Page): Promise<number> {
  const handle = await page.waitForFunction(() => window.hearthlineTone?.changedAt ?? null, null, {
    timeout: patienceMs,
  })
  return z.number().parse(await handle.jsonValue())
}

/**
 * When the customer at the demo carrier began to hear `hz` (or, `wanted` false, ceased to) after `sinceMs`. The carrier
 * keeps what it heard, so asking late measures no worse; exact to one packet, 20 ms.
 */
export async function toneChangeAtCarrier(
  carrier: Carrier,
  callId: string,
  { hz, wanted, sinceMs }: { hz: number; wanted: boolean; sinceMs: number },
): Promise<number> {
  for (;;) {
    await passes(askEveryMs)
    const endMs = preciseNowMs()
    const samples = await carrier.heard(callId, Math.ceil(endMs - sinceMs))
    const at = changeIn(samples, hz, wanted)
    // Packets that came in a heap make sound run ahead of time, those that stayed away make it lag: the later counts.
    if (at !== null)
      return Math.max(
        sinceMs + (at * 1_000) / sampleRateHz,
        endMs - ((samples.length - at) * 1_000) / sampleRateHz,
      )
    if (endMs - sinceMs > patienceMs) throw new Error(`the customer ${wanted ? 'misses' : 'hears'} ${hz} Hz`)
  }
}

/** First sample from which on the tone is there (or gone) for `lastingMs`; null while it is not so at the end. */
function changeIn(samples: Int16Array, hz: number, wanted: boolean): number | null {
  const step = windowSamples / 4
  let since: number | null = null
  for (let from = 0; from + windowSamples <= samples.length; from += step) {
    const so = toneLevel(samples.subarray(from, from + windowSamples), sampleRateHz, hz) > present === wanted
    if (!so) since = null
    // The end of the window: by then it was heard.
    else if (from + windowSamples - (since ??= from + windowSamples) >= (lastingMs * sampleRateHz) / 1_000)
      return since
  }
  return null
}
