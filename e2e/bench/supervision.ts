import { parseArgs } from 'node:util'
import type { MonitorMode } from '@hearthline/shared'
import { expect } from '@playwright/test'
import { z } from 'zod'
import type { CarrierCall } from '../fixtures/carrier.ts'
import { Softphone, takeSeat, type Desk } from '../fixtures/desk.ts'
import { startHearthline, type Hearthline } from '../fixtures/hearthline.ts'
import { LiveCallPage } from '../fixtures/lead-desk.ts'
import { launchVoice, voiceHz, type VoiceBrowser } from '../fixtures/voices.ts'
import { percentile } from './figures.ts'
import { modeConfirmed, noteModes } from './mode-watch.ts'
import { armSound, firstSound, lastClick, noteClicks } from './page-clock.ts'
import type { Progress } from './run.ts'
import { armTone, toneChange, toneChangeAtCarrier } from './tone-change.ts'

const defaultSwitches = 200
const defaultJoins = 30
/** Answers at once and whistles. */
const number = '+12025550101'
const agentName = 'Dana Whitlock'
/** One switch in so many is also measured at the ears; with no common factor with the round, so that all are met. */
const listenEvery = 5
const samplesInPacket = 160

interface Step {
  mode: Exclude<MonitorMode, 'take-over'>
  /** Whose ear tells that it is in effect: the lead is heard there from now on, or no more. */
  ears: { whose: 'agent' | 'customer'; hears: boolean }[]
}

/** From listen and back to it, by each of the six ways between two of the three modes. */
const steps: readonly Step[] = [
  { mode: 'whisper', ears: [{ whose: 'agent', hears: true }] },
  { mode: 'barge', ears: [{ whose: 'customer', hears: true }] },
  {
    mode: 'listen',
    ears: [
      { whose: 'agent', hears: false },
      { whose: 'customer', hears: false },
    ],
  },
  {
    mode: 'barge',
    ears: [
      { whose: 'agent', hears: true },
      { whose: 'customer', hears: true },
    ],
  },
  { mode: 'whisper', ears: [{ whose: 'customer', hears: false }] },
  { mode: 'listen', ears: [{ whose: 'agent', hears: false }] },
]

interface Floor {
  hearthline: Hearthline
  agent: Desk
  lead: LiveCallPage
  /** The call as the demo carrier numbers it. */
  atCarrier: string
}

/**
 * `bench supervision [--switches 200] [--calls 30]`: a lead joins a running call in real Chromium again and again, then
 * switches between listen, whisper and barge; the demo carrier is the customer and counts what it misses all the while.
 *
 * A join lasts from the press of Listen on the floor until the page shows the voice node's word and the first sound is
 * there, whichever is later. A switch lasts from the press (of the confirmation, where the page asks) until the page
 * shows the voice node's word; for every fifth also until the tone at the ears tells it, whichever is later.
 */
export async function run(args: string[], progress: Progress) {
  const { values } = parseArgs({
    args,
    options: { switches: { type: 'string' }, calls: { type: 'string' } },
    strict: false,
  })
  const count = z.coerce.number().int().min(1).max(5_000)
  const switches = count.catch(defaultSwitches).parse(values['switches'])
  const joins = count.catch(defaultJoins).parse(values['calls'])
  const browsers: VoiceBrowser[] = []
  let hearthline: Hearthline | null = null
  try {
    hearthline = await startHearthline({ HEARTHLINE_LOG_LEVEL: 'info' })
    const floor = await openFloor(hearthline, browsers)
    const before = await customerOf(floor)
    const joinMs = await measureJoins(floor, joins, progress)
    const joined = await customerOf(floor)
    const switchMs = await measureSwitches(floor, switches, progress)
    const after = await customerOf(floor)
    progress(
      `supervision: the customer lost ${lostBetween(before, joined)} packets while joining, ` +
        `${lostBetween(joined, after)} while switching, of ${after.packetsHeard}`,
    )
    return {
      joinMs: spread(joinMs),
      switchMs: spread(switchMs),
      switches: switchMs.length,
      customerPacketsLost: lostBetween(before, after),
    }
  } finally {
    for (const voice of browsers) await voice.dispose()
    await hearthline?.dispose()
  }
}

const spread = (values: number[]) => ({ p50: percentile(values, 0.5), p95: percentile(values, 0.95) })

async function openFloor(hearthline: Hearthline, browsers: VoiceBrowser[]): Promise<Floor> {
  const openDesk = async (userName: string, hz: number): Promise<Desk> => {
    const voice = await launchVoice(hz)
    browsers.push(voice)
    const context = await voice.browser.newContext({
      baseURL: hearthline.url,
      locale: 'en-US',
      viewport: { width: 1440, height: 900 },
    })
    return await takeSeat(context, hearthline, userName)
  }
  const agent = await openDesk('dana.whitlock', voiceHz.agent)
  const phone = new Softphone(agent)
  await phone.sendSoundAsItIs()
  await phone.goReady()
  const lead = new LiveCallPage(await openDesk('priya.raman', voiceHz.lead))
  await keepWhistling(lead)
  await lead.sendSoundAsItIs()
  await phone.call(number)
  await phone.expectPhone('connected')
  const call = async () => await hearthline.carrier.lastCall()
  await expect
    .poll(async () => (await call())?.firstVoiceAt ?? null, { message: 'the customer hears the agent' })
    .not.toBeNull()
  await noteModes(lead.page)
  await noteClicks(lead.page)
  return { hearthline, agent, lead, atCarrier: (await call())?.id ?? '' }
}

/**
 * The page keeps the lead's microphone off until they hold to talk. What is measured at the ears is the switch of who
 * hears whom on the server, so here the whistle goes on, whatever the page does to its track.
 */
async function keepWhistling({ desk }: LiveCallPage): Promise<void> {
  await desk.context.addInitScript(() => {
    const shown = new WeakMap<MediaStreamTrack, boolean>()
    Object.defineProperty(MediaStreamTrack.prototype, 'enabled', {
      configurable: true,
      get(this: MediaStreamTrack) {
        return shown.get(this) ?? true
      },
      set(this: MediaStreamTrack, enabled: boolean) {
        shown.set(this, enabled)
      },
    })
  })
}

async function customerOf({ hearthline, atCarrier }: Floor): Promise<CarrierCall> {
  const call = (await hearthline.carrier.calls()).find(({ id }) => id === atCarrier)
  if (call === undefined || call.endedAt !== null) throw new Error('the call has ended')
  return call
}

function lostBetween({ faults: before }: CarrierCall, { faults: after }: CarrierCall): number {
  const missingSamples = after.missingSamples - before.missingSamples
  return after.lost - before.lost + Math.ceil(missingSamples / samplesInPacket)
}

async function measureJoins({ lead }: Floor, joins: number, progress: Progress): Promise<number[]> {
  const { page } = lead
  const tookMs: number[] = []
  while (tookMs.length < joins) {
    await page.getByRole('link', { name: /^Floor/ }).click()
    const listen = page.getByRole('button', { name: `Listen to ${agentName}` }).first()
    await expect(listen).toBeEnabled()
    await armSound(page)
    await listen.click()
    const heardAt = await firstSound(page)
    const pressedAt = await lastClick(page)
    const confirmedAt = await modeConfirmed(page, 'listen', pressedAt)
    tookMs.push(Math.max(heardAt, confirmedAt) - pressedAt)
    progress(
      `supervision, join ${tookMs.length}/${joins}: confirmed after ${Math.round(confirmedAt - pressedAt)} ms, ` +
        `heard after ${Math.round(heardAt - pressedAt)} ms`,
    )
    // The last leg stays, for the switches.
    if (tookMs.length < joins) await leave(lead)
  }
  return tookMs
}

async function leave({ page }: LiveCallPage): Promise<void> {
  await page
    .getByRole('button', { name: /^Stop listening/ })
    .first()
    .click()
  await modeConfirmed(page, 'off', await lastClick(page))
}

async function measureSwitches(floor: Floor, switches: number, progress: Progress): Promise<number[]> {
  const { page } = floor.lead
  const tookMs: number[] = []
  const listenedMs: number[] = []
  let customer = await customerOf(floor)
  for (let made = 1; made <= switches; made += 1) {
    const step = steps[(made - 1) % steps.length]
    if (step === undefined) throw new Error('the round has no hole')
    const listened = made % listenEvery === 0
    if (listened) await armEars(floor, step)
    await floor.lead.press(step.mode)
    const pressedAt = await lastClick(page)
    const confirmedMs = (await modeConfirmed(page, step.mode, pressedAt)) - pressedAt
    const heardMs = listened ? (await earsTold(floor, step, pressedAt)) - pressedAt : 0
    tookMs.push(Math.max(confirmedMs, heardMs))
    if (listened) listenedMs.push(heardMs)
    const before = customer
    customer = await customerOf(floor)
    if (lostBetween(before, customer) > 0)
      progress(
        `supervision, switch ${made} to ${step.mode}: the customer lost ${customer.faults.lost - before.faults.lost} packets, ` +
          `${customer.faults.missingSamples - before.faults.missingSamples} samples were never sent, ` +
          `${customer.faults.twice - before.faults.twice} packets came twice or too late`,
      )
    if (made % 20 === 0 || made === switches)
      progress(
        `supervision, switch ${made}/${switches}: p50 ${percentile(tookMs, 0.5)} ms, p95 ${percentile(tookMs, 0.95)} ms; ` +
          `at the ears (${listenedMs.length}): p50 ${percentile(listenedMs, 0.5)} ms, p95 ${percentile(listenedMs, 0.95)} ms`,
      )
  }
  return tookMs
}

async function armEars({ agent }: Floor, { ears }: Step): Promise<void> {
  for (const { whose, hears } of ears) if (whose === 'agent') await armTone(agent.page, voiceHz.lead, hears)
}

/** When the last of the ears that the step concerns told it. */
async function earsTold(
  { hearthline, agent, atCarrier }: Floor,
  { ears }: Step,
  pressedAt: number,
): Promise<number> {
  const times = ears.map(({ whose, hears }) =>
    whose === 'agent'
      ? toneChange(agent.page)
      : toneChangeAtCarrier(hearthline.carrier, atCarrier, {
          hz: voiceHz.lead,
          wanted: hears,
          sinceMs: pressedAt,
        }),
  )
  return Math.max(...(await Promise.all(times)))
}
