import { parseArgs } from 'node:util'
import { expect, type Page } from '@playwright/test'
import { z } from 'zod'
import { Softphone, takeSeat, type Desk } from '../fixtures/desk.ts'
import { startHearthline, type Hearthline } from '../fixtures/hearthline.ts'
import { launchVoice, voiceHz, type VoiceBrowser } from '../fixtures/voices.ts'
import { percentile } from './figures.ts'
import type { Progress } from './run.ts'

const defaultCalls = 30
/** Answers at once and whistles: what is measured is Hearthline's share of the wait. */
const number = '+12025550101'
/** Finer than any figure here matters, coarser than the cost of looking. */
const lookEveryMs = 4

declare global {
  interface Window {
    hearthlineSound?: { armedAt: number; firstAt: number | null }
    hearthlineClick?: number
  }
}

/** Real calls in real Chromium against the demo carrier; all clocks are this machine's one clock. */
export async function run(args: string[], progress: Progress) {
  const { values } = parseArgs({ args, options: { calls: { type: 'string' } }, strict: false })
  const calls = z.coerce.number().int().min(1).max(1_000).catch(defaultCalls).parse(values['calls'])
  const browsers: VoiceBrowser[] = []
  let hearthline: Hearthline | null = null
  try {
    hearthline = await startHearthline({ HEARTHLINE_LOG_LEVEL: 'info' })
    const agent = await openDesk(hearthline, 'dana.whitlock', voiceHz.agent, browsers)
    const lead = await openDesk(hearthline, 'priya.raman', voiceHz.lead, browsers)
    const phone = new Softphone(agent)
    await phone.sendSoundAsItIs()
    await phone.goReady()
    // One call to warm up: code that loads once a shift is not what an agent waits for at each call.
    await measureCall(hearthline, agent, lead, phone)
    const measured: Measured[] = []
    for (let made = 1; made <= calls; made += 1) {
      const one = await measureCall(hearthline, agent, lead, phone)
      measured.push(one)
      progress(
        `first-call ${made}/${calls}: click → INVITE ${one.clickToInviteMs} ms, answer → agent hears ${one.answerToAgentMs} ms, ` +
          `→ customer hears ${one.answerToCustomerMs} ms, listen → audio ${one.listenToAudioMs} ms`,
      )
    }
    return {
      clickToInviteMs: spread(measured.map((one) => one.clickToInviteMs)),
      // Both ears: the later of the two.
      answerToAudioMs: spread(measured.map((one) => Math.max(one.answerToAgentMs, one.answerToCustomerMs))),
      listenToAudioMs: spread(measured.map((one) => one.listenToAudioMs)),
    }
  } finally {
    for (const voice of browsers) await voice.dispose()
    await hearthline?.dispose()
  }
}

interface Measured {
  clickToInviteMs: number
  answerToAgentMs: number
  answerToCustomerMs: number
  listenToAudioMs: number
}

const spread = (values: number[]) => ({ p50: percentile(values, 0.5), p95: percentile(values, 0.95) })

async function openDesk(
  hearthline: Hearthline,
  userName: string,
  hz: number,
  browsers: VoiceBrowser[],
): Promise<Desk> {
  const voice = await launchVoice(hz)
  browsers.push(voice)
  const context = await voice.browser.newContext({ baseURL: hearthline.url, locale: 'en-US' })
  return await takeSeat(context, hearthline, userName)
}

async function measureCall(
  hearthline: Hearthline,
  agent: Desk,
  lead: Desk,
  phone: Softphone,
): Promise<Measured> {
  await phone.root.getByLabel('Number to call').fill(number)
  await armSound(agent.page)
  await noteClick(agent.page)
  await phone.root.getByRole('button', { name: /Check and call/ }).click()
  await phone.expectPhone('connected')
  const clickedAt = await clickOf(agent.page)
  const agentHeardAt = await firstSound(agent.page)
  await expect
    .poll(async () => (await hearthline.carrier.lastCall())?.firstVoiceAt ?? null, {
      message: 'the customer hears the agent',
      intervals: [50],
    })
    .not.toBeNull()

  const listen = lead.page.getByRole('button', { name: /^Listen/ }).first()
  await expect(listen).toBeEnabled()
  await armSound(lead.page)
  await noteClick(lead.page)
  await listen.click()
  const listenedAt = await firstSound(lead.page)
  const listenClickedAt = await clickOf(lead.page)

  const carrierCall = await hearthline.carrier.lastCall()
  await phone.press('Hang up')
  await phone.expectAgent('wrap-up')
  await phone.finish('Nobody reached')
  await lead.page.goto('/floor')
  if (carrierCall?.answeredAt === null || carrierCall?.firstVoiceAt === null || carrierCall === null) {
    throw new Error('the carrier lost the call')
  }
  return {
    clickToInviteMs: carrierCall.invitedAt - clickedAt,
    answerToAgentMs: Math.max(0, agentHeardAt - carrierCall.answeredAt),
    answerToCustomerMs: carrierCall.firstVoiceAt - carrierCall.answeredAt,
    listenToAudioMs: listenedAt - listenClickedAt,
  }
}

/** Notes the time of the next press in the page, so that the driver's own time is not counted. */
const noteClick = (page: Page): Promise<void> =>
  page.evaluate(() => {
    delete window.hearthlineClick
    addEventListener('click', () => (window.hearthlineClick = Date.now()), { once: true, capture: true })
  })

const clickOf = (page: Page): Promise<number> => page.evaluate(() => window.hearthlineClick ?? Number.NaN)

/** Looks from now on for the first sound of a remote stream. */
const armSound = (page: Page): Promise<void> =>
  page.evaluate((every) => {
    const sound: { armedAt: number; firstAt: number | null } = { armedAt: Date.now(), firstAt: null }
    window.hearthlineSound = sound
    const context = new AudioContext({ latencyHint: 'interactive' })
    const analyser = context.createAnalyser()
    analyser.fftSize = 256
    const samples = new Float32Array(analyser.fftSize)
    let source: MediaStreamAudioSourceNode | null = null
    let heard: MediaStream | null = null
    const look = setInterval(() => {
      const stream = document.querySelector('audio')?.srcObject
      if (stream instanceof MediaStream && stream !== heard && stream.getAudioTracks().length > 0) {
        source?.disconnect()
        heard = stream
        source = context.createMediaStreamSource(stream)
        source.connect(analyser)
      }
      if (source === null) return
      analyser.getFloatTimeDomainData(samples)
      if (!samples.some((sample) => Math.abs(sample) > 0.02)) return
      sound.firstAt = Date.now()
      clearInterval(look)
      void context.close()
    }, every)
  }, lookEveryMs)

async function firstSound(page: Page): Promise<number> {
  const handle = await page.waitForFunction(() => window.hearthlineSound?.firstAt ?? null)
  return z.number().parse(await handle.jsonValue())
}
