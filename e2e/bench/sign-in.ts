import { constants, setPriority } from 'node:os'
import { setTimeout as passes } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { Browser } from '@hearthline/server/src/control/testing/browser.ts'
import { z } from 'zod'
import { percentile } from './figures.ts'
import { enrolled, openBenchHouse, type BenchHouse } from './house/house.ts'
import type { Seat } from './house/words.ts'
import { openLiveCalls } from './live-calls.ts'
import type { Progress } from './run.ts'

const atOnce = 20
const defaultSeconds = 20
const defaultCalls = 20
/** With and without by turns, so that what else the machine does falls on both alike. */
const rounds = 4

const meanOf = (values: readonly number[]): number =>
  Math.round((values.reduce((sum, value) => sum + value, 0) / values.length) * 10) / 10

/**
 * `bench sign-in [--seconds 20] [--calls 20]`: whole sign-ins (challenge, next key, three signatures, Argon2id at OWASP's
 * settings, commit) against a control process, 20 at once, while recorded calls run in processes of their own. The latency of
 * the calls is measured with and without the sign-ins by turns.
 */
export async function run(args: string[], progress: Progress) {
  const { values } = parseArgs({
    args,
    options: { seconds: { type: 'string' }, calls: { type: 'string' } },
    strict: false,
  })
  const seconds = z.coerce.number().min(1).max(600).catch(defaultSeconds).parse(values['seconds'])
  const calls = z.coerce.number().int().min(1).max(200).catch(defaultCalls).parse(values['calls'])
  const house = await openBenchHouse()
  const live = await openLiveCalls(calls).catch(async (error: unknown) => {
    await house.dispose()
    throw error
  })
  try {
    progress(`sign-in: ${calls} calls talk; ${atOnce} people enrol`)
    const people = await enrolAll(house)
    // People's browsers are other machines: what their keys cost shall not slow the calls here.
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
    // Once round first: code is compiled at its first run.
    await signInFor(people, 0)
    const tookMs: number[] = []
    const perSecond: number[] = []
    const deltaMs: number[] = []
    for (let round = 1; round <= rounds; round += 1) {
      const quietMs = await live.p99While(() => passes((seconds * 1_000) / rounds))
      const busyMs = await live.p99While(async () => {
        const measured = await signInFor(people, seconds / rounds)
        tookMs.push(...measured.tookMs)
        perSecond.push(measured.signInsPerSecond)
      })
      deltaMs.push(busyMs - quietMs)
      progress(`sign-in ${round}/${rounds}: audio p99 ${quietMs} ms without, ${busyMs} ms with sign-ins`)
    }
    return {
      signInsPerSecond: meanOf(perSecond),
      p95Ms: percentile(tookMs, 0.95),
      audioP99DeltaMs: meanOf(deltaMs),
    }
  } finally {
    await live.dispose()
    await house.dispose()
  }
}

interface Enrolled {
  seat: Seat
  browser: Browser
}

async function enrolAll(house: BenchHouse): Promise<Enrolled[]> {
  const people: Enrolled[] = []
  for (const seat of await house.seats('agent', atOnce))
    people.push({ seat, browser: await enrolled(house, seat) })
  return people
}

interface Measured {
  signInsPerSecond: number
  tookMs: number[]
}

/** Everybody signs in again and again; those begun are waited for. Whatever is not a sign-in fails the run. */
async function signInFor(people: readonly Enrolled[], seconds: number): Promise<Measured> {
  const tookMs: number[] = []
  const startedAt = performance.now()
  const until = startedAt + seconds * 1_000
  await Promise.all(
    people.map(async ({ seat, browser }) => {
      do {
        // As a browser in the morning: no cookie of yesterday.
        browser.cookies.clear()
        const began = performance.now()
        await browser.signIn(seat, seat.password)
        tookMs.push(performance.now() - began)
      } while (performance.now() < until)
    }),
  )
  return { signInsPerSecond: tookMs.length / ((performance.now() - startedAt) / 1_000), tookMs }
}
