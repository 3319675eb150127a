import { parseArgs } from 'node:util'
import { expect } from '@playwright/test'
import { z } from 'zod'
import { Softphone, takeSeat, type Desk } from '../fixtures/desk.ts'
import { startHearthline, type Hearthline } from '../fixtures/hearthline.ts'
import { launchVoice, voiceHz, type VoiceBrowser } from '../fixtures/voices.ts'
import { percentile } from './figures.ts'
import { armSound, firstSound, lastClick, noteClicks } from './page-clock.ts'
import type { Progress } from './run.ts'

const defaultCalls = 30
/** Answers at once and whistles: what is measured is Hearthline's share of the wait. */
const number = '+12025550101'

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
  await noteClicks(agent.page)
  await phone.root.getByRole('button', { name: /Check and call/ }).click()
  await phone.expectPhone('connected')
  const clickedAt = await lastClick(agent.page)
  const agentHeardAt = await firstSound(agent.page)
  await expect
    .poll(async () => (await hearthline.carrier.lastCall())?.firstVoiceAt ?? null, {
      message: 'the customer hears the agent',
      intervals: [50],
    })
    .not.toBeNull()

  const listen = lead.page.getByRole('button', { name: /^Listen to/ }).first()
  await expect(listen).toBeEnabled()
  await armSound(lead.page)
  await noteClicks(lead.page)
  await listen.click()
  const listenedAt = await firstSound(lead.page)
  const listenClickedAt = await lastClick(lead.page)

  const carrierCall = await hearthline.carrier.lastCall()
  await phone.press('Hang up')
  await phone.expectAgent('wrap-up')
  await phone.finish('Nobody reached')
  await lead.page.goto('/floor')
  if (carrierCall?.answeredAt === null || carrierCall?.firstVoiceAt === null || carrierCall === null) {
    throw new Error('the carrier lost the call')
  }
  return {
    clickToInviteMs: Math.round(carrierCall.invitedAt - clickedAt),
    answerToAgentMs: Math.max(0, Math.round(agentHeardAt - carrierCall.answeredAt)),
    answerToCustomerMs: carrierCall.firstVoiceAt - carrierCall.answeredAt,
    listenToAudioMs: Math.round(listenedAt - listenClickedAt),
  }
}
