/** The faults of `bench survival`: what happens to calls that run, and what became of them. */
import { setTimeout as passes } from 'node:timers/promises'
import { expect, type BrowserContext } from '@playwright/test'
import { Softphone } from '../../fixtures/desk.ts'
import { holderOfUdpPort, signalTree, tcpPortsTo, type NetworkFaults } from '../../fixtures/faults.ts'
import type { Hearthline } from '../../fixtures/hearthline.ts'
import { heardAt } from '../../fixtures/ear.ts'
import { keepPeers, mediaPorts } from '../../fixtures/media-ports.ts'
import { armAgentEar, customerGaps, type Gap } from './ears.ts'
import { audibleGapMs, noticedGapMs, watchUntilSteady, type Seat } from './seat.ts'

export interface Floor {
  hearthline: Hearthline
  network: NetworkFaults
  seats: readonly Seat[]
  /** The agent whose browser can be killed and started again. */
  profile: { seat: Seat; dir: string; launch: () => Promise<BrowserContext> } | null
}

export interface Run {
  kept: boolean
  backMs: number
  customerSilenceMs: number
  /** What else is to be known of it. */
  note: string | null
}

/** Who must be in a call for it: all agents at once, or the one with a profile on disk. */
export const needs = {
  socketDrop1s: 'many',
  socketDrop10s: 'many',
  socketDrop60s: 'many',
  reload: 'many',
  browserKilled: 'profile',
  networkChange: 'many',
  mediaWorkerKilled: 'many',
  controlKilled: 'many',
} as const

export type FaultName = keyof typeof needs

/** Reload, a new browser, another network. */
const backWithinMs = 5_000
const workerWithinMs = 3_000
/** As long as a customer is parked; what is not back by then never comes back. */
const givenUpAfterMs = 30_000
const controlBackWithinMs = 20_000
const lookEveryMs = 500

/** One happening of each fault; a run for every call that it hit. `done`: how many runs there were before. */
export const faults: Record<FaultName, (floor: Floor, done: number) => Promise<Run[]>> = {
  socketDrop1s: (floor) => socketDrop(floor, 1_000),
  socketDrop10s: (floor) => socketDrop(floor, 10_000),
  socketDrop60s: (floor) => socketDrop(floor, 60_000),
  reload,
  browserKilled,
  networkChange,
  mediaWorkerKilled,
  controlKilled,
}

/** The connections of all phones break, and none comes to be for so long; audio has its own way. */
async function socketDrop({ hearthline, network, seats }: Floor, forMs: number): Promise<Run[]> {
  const faultMs = Date.now()
  network.cutTcpPort(hearthline.sipWsPort)
  await lookOn(
    seats,
    Promise.all([
      ...seats.map(({ phone }) => expect(phone.root).toHaveAttribute('data-line', 'reconnecting')),
      passes(Math.max(0, faultMs + forMs - Date.now())),
    ]),
  )
  network.mend()
  return await Promise.all(
    seats.map(async (seat) => {
      const registered = await lookOn(
        [seat],
        comes(expect(seat.phone.root).toHaveAttribute('data-line', 'registered', { timeout: 15_000 })),
      )
      return await unnoticed(seat, faultMs, registered ? null : 'the phone did not register again')
    }),
  )
}

/** Control dies and is started anew by its supervisor. */
async function controlKilled({ hearthline, seats }: Floor): Promise<Run[]> {
  const killed = hearthline.pidOf('control')
  const faultMs = Date.now()
  hearthline.kill('control')
  await lookOn(
    seats,
    expect
      .poll(async () => (await fetch(`${hearthline.url}/readyz`).catch(() => null))?.status, {
        message: 'control is back',
        timeout: controlBackWithinMs,
      })
      .toBe(200),
  )
  expect(hearthline.pidOf('control')).not.toBe(killed)
  return await Promise.all(
    seats.map(async (seat) => {
      const known = await lookOn([seat], comes(seat.phone.expectAgent('on-call', controlBackWithinMs)))
      return await unnoticed(seat, faultMs, known ? null : 'control does not know the call')
    }),
  )
}

/** By the browser's own reload, one agent after the other. */
async function reload({ seats }: Floor, done: number): Promise<Run[]> {
  const seat = seats[done % seats.length]
  if (seat === undefined) throw new Error('nobody is there')
  const faultMs = Date.now()
  await seat.desk.page.reload({ waitUntil: 'commit' })
  return [await comeBack(seat, faultMs, faultMs, backWithinMs)]
}

/** SIGKILL for the browser and all its children; then it is started again. Counted from the new page's navigation. */
async function browserKilled({ profile }: Floor): Promise<Run[]> {
  if (profile === null) throw new Error('no browser has a profile')
  const { seat, dir, launch } = profile
  const killedMs = Date.now()
  signalTree(`--user-data-dir=${dir}`, 'SIGKILL')
  const context = await lookOn([seat], launch())
  await keepPeers(context)
  await armAgentEar(context)
  const page = context.pages()[0] ?? (await context.newPage())
  seat.desk = { page, context, ear: () => heardAt(page) }
  seat.phone = new Softphone(seat.desk)
  const openedMs = Date.now()
  await page.goto('/work', { waitUntil: 'commit' })
  const run = await comeBack(seat, killedMs, openedMs, backWithinMs)
  return [
    {
      ...run,
      note: `the browser was away for ${openedMs - killedMs} ms${run.note === null ? '' : `; ${run.note}`}`,
    },
  ]
}

/** Wi-Fi to tether: what the computer sends from its old ports, audio and signalling, arrives no more, and nobody says so. */
async function networkChange({ hearthline, network, seats }: Floor): Promise<Run[]> {
  const ports = await Promise.all(seats.map(({ desk }) => mediaPorts(desk.page)))
  const udpPorts = [...new Set(ports.flatMap(({ near }) => near))]
  const tcpPorts = tcpPortsTo(hearthline.sipWsPort)
  const faultMs = Date.now()
  network.blackHole({ udpPorts, tcpPorts })
  return await Promise.all(seats.map((seat) => comeBack(seat, faultMs, faultMs, backWithinMs)))
}

/** SIGKILL for one media worker; a run for each call that was in it. */
async function mediaWorkerKilled({ hearthline, seats }: Floor): Promise<Run[]> {
  await expect
    .poll(() => hearthline.mediaWorkerPids().length, { message: 'another worker is there', timeout: 10_000 })
    .toBeGreaterThan(1)
  const workers = hearthline.mediaWorkerPids()
  const held = await Promise.all(
    seats.map(async (seat) => {
      const { far } = await mediaPorts(seat.desk.page)
      return { seat, pids: far.map((port) => holderOfUdpPort(port, workers)) }
    }),
  )
  const pid = held.flatMap(({ pids }) => pids).find((one) => one !== null)
  if (pid === undefined || pid === null) throw new Error('no worker has a call')
  const hit = held.filter(({ pids }) => pids.includes(pid)).map(({ seat }) => seat)
  const faultMs = Date.now()
  process.kill(pid, 'SIGKILL')
  return await Promise.all(hit.map((seat) => comeBack(seat, faultMs, faultMs, workerWithinMs)))
}

/** The fault takes the sound away; it must be back, in both directions, within `limitMs` of `countedMs`. */
async function comeBack(seat: Seat, faultMs: number, countedMs: number, limitMs: number): Promise<Run> {
  const steady = await watchUntilSteady(seat, countedMs + audibleGapMs, countedMs + givenUpAfterMs)
  const gone = await goneUntil(seat, faultMs)
  const backMs = steady ? Math.max(0, gone.untilMs - countedMs) : givenUpAfterMs
  return {
    kept: steady && backMs <= limitMs,
    backMs,
    customerSilenceMs: seat.ear.longestSilenceMs(faultMs),
    note: await noteOf(seat, gone),
  }
}

/** The fault takes nothing away: nobody misses anything for `noticedGapMs`, and the call stands. */
async function unnoticed(seat: Seat, faultMs: number, missing: string | null): Promise<Run> {
  const steady = await watchUntilSteady(seat, faultMs, Date.now() + givenUpAfterMs)
  const gone = await goneUntil(seat, faultMs, noticedGapMs)
  const notes = [missing, await noteOf(seat, gone)].filter((note) => note !== null)
  return {
    kept: steady && gone.customerMs === null && gone.agentMs === null && missing === null,
    backMs: steady ? Math.max(0, gone.untilMs - faultMs) : givenUpAfterMs,
    customerSilenceMs: seat.ear.longestSilenceMs(faultMs),
    note: notes.length === 0 ? null : notes.join('; '),
  }
}

const lastEnd = (gaps: readonly Gap[], gapMs: number): number | null =>
  gaps
    .filter(({ fromMs, toMs }) => (toMs ?? Date.now()) - fromMs >= gapMs)
    .map(({ toMs }) => toMs ?? Date.now())
    .at(-1) ?? null

interface Gone {
  /** When the customer, and the agent, had the other's tone back after its last absence; null: it was never gone. */
  customerMs: number | null
  agentMs: number | null
  untilMs: number
}

async function goneUntil(seat: Seat, faultMs: number, gapMs = audibleGapMs): Promise<Gone> {
  const customerMs = lastEnd(seat.ear.agentGaps(faultMs), gapMs)
  const agentMs = lastEnd(await customerGaps(seat.desk.page, faultMs).catch(() => []), gapMs)
  return { customerMs, agentMs, untilMs: Math.max(faultMs, customerMs ?? 0, agentMs ?? 0) }
}

async function noteOf(seat: Seat, { customerMs, agentMs }: Gone): Promise<string | null> {
  const state = await seat.phone.root.getAttribute('data-phone-state').catch(() => null)
  const said = [
    ...(state === 'connected' ? [] : [`the phone shows ${state}`]),
    ...(customerMs === null || agentMs === null || Math.abs(customerMs - agentMs) < 1_000
      ? []
      : [
          `${customerMs > agentMs ? 'the customer' : 'the agent'} had it ${Math.abs(customerMs - agentMs)} ms later`,
        ]),
  ]
  return said.length === 0 ? null : said.join('; ')
}

/** Listens at the customers' ears until that is done: the carrier forgets what nobody asks for in time. */
async function lookOn<Value>(seats: readonly Seat[], done: Promise<Value>): Promise<Value> {
  const over = done.then(
    () => true,
    () => true,
  )
  do await Promise.all(seats.map(({ ear }) => ear.look()))
  while (!(await Promise.race([over, passes(lookEveryMs, false)])))
  return await done
}

const comes = (expected: Promise<unknown>): Promise<boolean> =>
  expected.then(
    () => true,
    () => false,
  )
