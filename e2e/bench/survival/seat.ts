/** An agent in a live call, who can be put back into one when a fault took it. */
import { expect, type BrowserContext } from '@playwright/test'
import { Softphone, takeSeat, type Desk } from '../../fixtures/desk.ts'
import type { Hearthline } from '../../fixtures/hearthline.ts'
import { hire } from '../../fixtures/lead-desk.ts'
import { keepPeers } from '../../fixtures/media-ports.ts'
import { armAgentEar, customerEar, customerGaps, type CustomerEar } from './ears.ts'

/** Answers at once and whistles for as long as the call lasts. */
const number = '+12025550101'
/** A tone that is there for so long counts as being there. */
const steadyMs = 1_000
/** A shorter stretch without a tone is none: packets in a heap, a page that is painted. */
export const audibleGapMs = 200
/**
 * So long nobody may be gone in a fault that must not be noticed: half of what parks a customer. Four browsers that reconnect
 * at once hold up each other's packets for up to 400 ms on two busy cores; `customerSilenceMs` has these, too.
 */
export const noticedGapMs = 500
const lookEveryMs = 200
const sitDownTries = 3

export interface Seat {
  userName: string
  desk: Desk
  phone: Softphone
  ear: CustomerEar
  carrierCallId: string
}

/** @param open makes the browser's context; called again when a busy machine was too slow to enrol in it. */
export async function openSeat(
  open: () => Promise<BrowserContext>,
  hearthline: Hearthline,
  userName: string,
): Promise<Seat> {
  const desk = await sitDown(open, hearthline, userName)
  const phone = new Softphone(desk)
  await phone.sendSoundAsItIs()
  await phone.goReady()
  const seat: Seat = { userName, desk, phone, ear: customerEar(hearthline.carrier, ''), carrierCallId: '' }
  await placeCall(seat, hearthline)
  return seat
}

async function sitDown(
  open: () => Promise<BrowserContext>,
  hearthline: Hearthline,
  userName: string,
): Promise<Desk> {
  for (let tries = 1; ; tries += 1) {
    const context = await open()
    await keepPeers(context)
    await armAgentEar(context)
    try {
      return await takeSeat(context, hearthline, userName)
    } catch (error) {
      await context.close()
      if (tries === sitDownTries) throw error
    }
  }
}

async function placeCall(seat: Seat, hearthline: Hearthline): Promise<void> {
  const before = (await hearthline.carrier.calls()).length
  await seat.phone.call(number)
  await seat.phone.expectPhone('connected')
  // One call is placed at a time, so the newest is this one.
  const calls = await hearthline.carrier.calls()
  const placed = calls.at(-1)
  if (placed === undefined || calls.length === before) throw new Error('no call came to the carrier')
  seat.carrierCallId = placed.id
  seat.ear = customerEar(hearthline.carrier, placed.id)
  await expect
    .poll(async () => await soundsBothWays(seat, Date.now() - steadyMs), { timeout: 15_000 })
    .toBe(true)
}

/** Both tones were there all the time since, but for `audibleGapMs`. */
async function soundsBothWays(seat: Seat, sinceMs: number): Promise<boolean> {
  await seat.ear.look()
  const gaps = [...seat.ear.agentGaps(sinceMs), ...(await customerGaps(seat.desk.page, sinceMs))]
  return gaps.every(({ fromMs, toMs }) => (toMs ?? Date.now()) - fromMs < audibleGapMs)
}

/** Looks at this call until both directions have been steady for a second, `untilMs` at the latest; from `fromMs` on. */
export async function watchUntilSteady(seat: Seat, fromMs: number, untilMs: number): Promise<boolean> {
  for (;;) {
    const now = Date.now()
    const steady = await soundsBothWays(seat, now - steadyMs).catch(() => false)
    if (steady && now - steadyMs >= fromMs) return true
    if (now > untilMs) return false
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs))
  }
}

/** Finishes whatever is left of a call that was lost and places the next one. */
export async function backInCall(seat: Seat, hearthline: Hearthline): Promise<void> {
  const { phone, desk } = seat
  const inCall =
    (await phone.root.getAttribute('data-phone-state').catch(() => null)) === 'connected' &&
    (await watchUntilSteady(seat, 0, Date.now() + 3_000))
  if (inCall) return
  await desk.page.goto('/work')
  await expect(phone.root).toHaveAttribute('data-line', 'registered', { timeout: 30_000 })
  const settled = async (): Promise<string> => {
    if ((await phone.root.getAttribute('data-phone-state')) === 'connected') await phone.press('Hang up')
    return (await phone.root.getAttribute('data-agent-state')) ?? ''
  }
  await expect
    .poll(settled, { message: `${seat.userName} is out of the call`, timeout: 45_000 })
    .toMatch(/^(?:wrap-up|ready|not-ready)$/)
  const state = await phone.root.getAttribute('data-agent-state')
  if (state === 'wrap-up') await phone.finish('Nobody reached')
  else if (state === 'not-ready') await phone.goReady()
  await placeCall(seat, hearthline)
}

/** Everybody who talks in the benchmark besides the demo's own two agents is hired for it. */
export async function hireAgents(admin: Desk, hearthline: Hearthline, count: number): Promise<string[]> {
  const names = Array.from({ length: count }, (_, at) => `bench.agent${at + 1}`)
  for (const userName of names)
    await hire(admin, {
      userName,
      displayName: `Bench Agent ${userName.slice(-1)}`,
      role: 'agent',
      password: hearthline.password,
    })
  return names
}
