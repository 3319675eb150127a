import type { Page } from '@playwright/test'
import { z } from 'zod'

/** Finer than any figure here matters, coarser than the cost of looking. */
const lookEveryMs = 4

declare global {
  interface Window {
    hearthlineSound?: { firstAt: number | null }
    hearthlineClick?: number
  }
}

/**
 * Notes the time of every press in the page, so that the driver's own time is not counted: when the browser took the
 * input, not when the page came round to it.
 */
export const noteClicks = (page: Page): Promise<void> =>
  page.evaluate(() => {
    if (window.hearthlineClick !== undefined) return
    window.hearthlineClick = Number.NaN
    addEventListener(
      'click',
      ({ timeStamp }) => (window.hearthlineClick = performance.timeOrigin + timeStamp),
      { capture: true },
    )
  })

/** When the last press was: Unix milliseconds with a fraction, as all times of the benchmarks. */
export const lastClick = (page: Page): Promise<number> =>
  page.evaluate(() => window.hearthlineClick ?? Number.NaN)

/** Looks from now on for the first sound of any remote stream. */
export const armSound = (page: Page): Promise<void> =>
  page.evaluate((every) => {
    const sound: { firstAt: number | null } = { firstAt: null }
    window.hearthlineSound = sound
    const context = new AudioContext({ latencyHint: 'interactive' })
    const analyser = context.createAnalyser()
    analyser.fftSize = 256
    const samples = new Float32Array(analyser.fftSize)
    const tapped = new WeakSet<MediaStream>()
    const look = setInterval(() => {
      for (const { srcObject: stream } of document.querySelectorAll('audio')) {
        if (!(stream instanceof MediaStream) || tapped.has(stream)) continue
        if (stream.getAudioTracks().length === 0) continue
        tapped.add(stream)
        context.createMediaStreamSource(stream).connect(analyser)
      }
      analyser.getFloatTimeDomainData(samples)
      if (!samples.some((sample) => Math.abs(sample) > 0.02)) return
      sound.firstAt = performance.timeOrigin + performance.now()
      clearInterval(look)
      void context.close()
    }, every)
  }, lookEveryMs)

/** When the first sound since `armSound` came; waits for it. */
export async function firstSound(page: Page): Promise<number> {
  const handle = await page.waitForFunction(() => window.hearthlineSound?.firstAt ?? null)
  return z.number().parse(await handle.jsonValue())
}
