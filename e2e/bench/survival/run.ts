import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { expect, type BrowserContext } from '@playwright/test'
import { z } from 'zod'
import { takeSeat } from '../../fixtures/desk.ts'
import { openNetworkFaults } from '../../fixtures/faults.ts'
import { startHearthline, type Hearthline } from '../../fixtures/hearthline.ts'
import { launchProfile, launchVoice, voiceHz } from '../../fixtures/voices.ts'
import { percentile } from '../figures.ts'
import type { Progress } from '../run.ts'
import { faults, needs, type FaultName, type Floor, type Run } from './faults.ts'
import { backInCall, hireAgents, openSeat, type Seat } from './seat.ts'

const defaultRuns = 20
/** As many as talk at once: a fault that takes a minute is had by all of them. */
const agents = 4
/** No fault is tried for longer, whatever becomes of it: 20 runs of the slowest take six minutes. */
const faultDeadlineMs = 8 * 60_000
/** A call that a fault took is placed anew so often before the benchmark gives up. */
const mendTries = 3

const FaultNames = z.string().transform((text, context): FaultName[] => {
  const names = text
    .split(',')
    .flatMap((name) => Object.keys(faults).filter((known) => known === name.trim()))
  if (names.length === 0)
    context.addIssue({ code: 'custom', message: `one of ${Object.keys(faults).join(', ')}` })
  return Object.keys(faults)
    .filter(isFaultName)
    .filter((name) => names.includes(name))
})
const isFaultName = (name: string): name is FaultName => name in faults

interface Figures {
  runs: number
  kept: number
  backMs: { p50: number; p95: number; max: number }
  customerSilenceMs: { p95: number; max: number }
}

/**
 * `bench survival [--runs 20] [--faults socketDrop1s,reload,…]`: agents in real Chromium talk with customers at the demo
 * carrier, both whistling, and real faults happen to them (faults.ts says which, and from when it is counted).
 *
 * Kept: both directions sound again, steadily, within the fault's limit; for the faults that nobody may notice: no
 * stretch of 500 ms without the other's tone at either ear. backMs: from the fault until both directions sound, 0 when
 * neither was ever gone. customerSilenceMs: the longest stretch without any sound at the customer's ear, be it the
 * agent or a prompt; the pauses between the tones of a prompt count as silence.
 */
export async function run(args: string[], progress: Progress) {
  const { values } = parseArgs({
    args,
    options: { runs: { type: 'string' }, faults: { type: 'string' } },
    strict: false,
  })
  const runs = z.coerce.number().int().min(1).max(200).catch(defaultRuns).parse(values['runs'])
  const wanted = FaultNames.parse(values['faults'] ?? Object.keys(faults).join(','))
  const measured: Partial<Record<FaultName, Figures>> = {}
  const opened: (() => unknown)[] = []
  try {
    const floor = await openFloor(wanted, opened)
    for (const name of wanted) {
      progress(`survival, ${name}: ${runs} runs`)
      measured[name] = figuresOf(await repeat(name, floor, runs, progress))
      progress(`survival, ${name}: ${JSON.stringify(measured[name])}`)
    }
    return { faults: measured }
  } finally {
    for (const close of opened.toReversed()) await close()
  }
}

async function openFloor(wanted: readonly FaultName[], opened: (() => unknown)[]): Promise<Floor> {
  const network = openNetworkFaults()
  opened.push(() => network.dispose())
  // A signal ends the process without `finally`, and a fault must not outlive it.
  for (const [signal, number] of [
    ['SIGINT', 2],
    ['SIGTERM', 15],
  ] as const)
    process.once(signal, () => {
      network.dispose()
      process.exit(128 + number)
    })
  const hearthline = await startHearthline({ HEARTHLINE_LOG_LEVEL: 'info' })
  opened.push(() => hearthline.dispose())
  const voice = await launchVoice(voiceHz.agent)
  opened.push(() => voice.dispose())
  const newContext = (): Promise<BrowserContext> =>
    voice.browser.newContext({
      baseURL: hearthline.url,
      locale: 'en-US',
      viewport: { width: 1440, height: 900 },
    })
  const adminContext = await newContext()
  const hired = await hireAgents(
    await takeSeat(adminContext, hearthline, 'ada.mercer'),
    hearthline,
    agents - 1,
  )
  await adminContext.close()
  const [alone = '', ...others] = hired
  const seats: Seat[] = []
  if (wanted.some((name) => needs[name] === 'many'))
    for (const userName of ['dana.whitlock', 'omar.haddad', ...others])
      seats.push(await openSeat(newContext, hearthline, userName))
  return {
    hearthline,
    network,
    seats,
    profile: wanted.some((name) => needs[name] === 'profile')
      ? await openProfile(hearthline, alone, opened)
      : null,
  }
}

/** One agent whose browser keeps its profile on disk, as everybody's does. */
async function openProfile(
  hearthline: Hearthline,
  userName: string,
  opened: (() => unknown)[],
): Promise<Floor['profile']> {
  const dir = mkdtempSync(join(tmpdir(), 'hearthline-profile-'))
  opened.push(() => rmSync(dir, { recursive: true, force: true }))
  let latest: BrowserContext | null = null
  opened.push(() => latest?.close())
  const launch = async (): Promise<BrowserContext> => {
    latest = await launchProfile(voiceHz.agent, dir, { baseURL: hearthline.url })
    return latest
  }
  const seat = await openSeat(launch, hearthline, userName)
  // Chromium writes cookies every 30 s (SQLitePersistentCookieStore); who is killed sooner has never signed in.
  await expect
    .poll(() => readFileSync(join(dir, 'Default', 'Cookies')).includes('hearthline'), {
      message: 'the cookie is on disk',
      timeout: 60_000,
    })
    .toBe(true)
  return { seat, dir, launch }
}

async function repeat(name: FaultName, floor: Floor, wanted: number, progress: Progress): Promise<Run[]> {
  const runs: Run[] = []
  const untilMs = Date.now() + faultDeadlineMs
  const seats = floor.profile !== null && needs[name] === 'profile' ? [floor.profile.seat] : floor.seats
  while (runs.length < wanted && Date.now() < untilMs) {
    for (const seat of seats) await mended(seat, floor.hearthline, progress)
    const happened = (await faults[name](floor, runs.length)).slice(0, wanted - runs.length)
    floor.network.mend()
    for (const one of happened) {
      runs.push(one)
      progress(
        `survival, ${name} ${runs.length}/${wanted}: ${one.kept ? 'kept' : 'LOST'}, back after ${Math.round(one.backMs)} ms, ` +
          `customer's silence ${Math.round(one.customerSilenceMs)} ms${one.note === null ? '' : `; ${one.note}`}`,
      )
    }
  }
  return runs
}

async function mended(seat: Seat, hearthline: Hearthline, progress: Progress): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await backInCall(seat, hearthline)
      return
    } catch (error) {
      progress(`survival: ${seat.userName} is not back in a call: ${String(error).split('\n')[0]}`)
      if (tries === mendTries) throw error
    }
  }
}

function figuresOf(runs: readonly Run[]): Figures {
  const back = runs.map(({ backMs }) => backMs)
  const silence = runs.map(({ customerSilenceMs }) => customerSilenceMs)
  return {
    runs: runs.length,
    kept: runs.filter(({ kept }) => kept).length,
    backMs: { p50: percentile(back, 0.5), p95: percentile(back, 0.95), max: percentile(back, 1) },
    customerSilenceMs: { p95: percentile(silence, 0.95), max: percentile(silence, 1) },
  }
}
