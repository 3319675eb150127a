import { SignInId } from '@hearthline/shared'
import { beforeEach, describe, expect, it } from 'vitest'
import { createVirtualClock, type VirtualClock } from '../../testing/virtual-clock.ts'
import type { PhoneOutcome } from '../sip/index.ts'
import { createPhoneChecks, phoneAnswers, type PhoneChecks, phoneCheckTimes } from './phone-checks.ts'

const { everyMs, answerMs } = phoneCheckTimes

const signIn = (index: number): SignInId =>
  SignInId.parse(`00000000-0000-4000-8000-${String(index).padStart(12, '0')}`)
const one = signIn(1)

/** Phones that do as the test says, on virtual time, under the real checks. */
let clock: VirtualClock
let checks: PhoneChecks
let asked: { signInId: string; atMs: number }[]
/** How much later than meant this process runs its timers. */
let lagMs: number
let told: { signInId: SignInId; missed: number }[]
/** What becomes of a question: after how long, and how. */
let phones: Map<string, { outcome: PhoneOutcome; afterMs: number }>

const answering = { outcome: { kind: 'answered', status: 200, rttMs: 20 }, afterMs: 20 } as const
const silent = { outcome: { kind: 'silent' }, afterMs: answerMs } as const

beforeEach(() => {
  clock = createVirtualClock()
  lagMs = 0
  asked = []
  told = []
  phones = new Map()
  checks = createPhoneChecks({
    clock: { nowMs: () => clock.nowMs() + lagMs, setTimer: (delayMs, fn) => clock.setTimer(delayMs, fn) },
    stack: {
      askPhone: (aor) =>
        new Promise((resolve) => {
          asked.push({ signInId: aor, atMs: clock.nowMs() })
          const phone = phones.get(aor)
          if (phone === undefined) resolve({ kind: 'gone' })
          else clock.setTimer(phone.afterMs, () => resolve(phone.outcome))
        }),
    },
    onChange: (signInId, missed) => told.push({ signInId, missed }),
  })
})

/** Lets time pass in steps, so that what was promised is heard on the way. */
async function pass(ms: number, stepMs = 500): Promise<void> {
  for (let left = ms; left > 0; left -= stepMs) {
    clock.advance(Math.min(stepMs, left))
    await Promise.resolve()
    await Promise.resolve()
  }
}

const missedOf = (): number[] => told.map(({ missed }) => missed)

describe('phone checks', () => {
  it('PHC-1: a phone is asked every 15 s, the first time within 15 s', async () => {
    phones.set(one, answering)
    const startedMs = clock.nowMs()
    checks.registration(one, 'registered')
    await pass(everyMs * 4)
    const times = asked.map(({ atMs }) => atMs - startedMs)
    expect(times).toHaveLength(4)
    expect(times[0]).toBeLessThanOrEqual(everyMs)
    expect(times.slice(1).map((at, index) => at - (times[index] ?? 0))).toEqual([everyMs, everyMs, everyMs])
    expect(told).toEqual([])
  })

  it('PHC-2: 300 phones that register in the same moment are spread evenly: at most 26 a second, never two at once', async () => {
    for (let index = 0; index < 300; index++) {
      phones.set(signIn(index), answering)
      checks.registration(signIn(index), 'registered')
    }
    await pass(everyMs * 2, 50)
    expect(asked).toHaveLength(600)
    expect(new Set(asked.map(({ atMs }) => atMs)).size).toBe(600)
    const perSecond = Map.groupBy(asked, ({ atMs }) => Math.floor(atMs / 1_000))
    for (const within of perSecond.values()) expect(within.length).toBeLessThanOrEqual(26)
  })

  it.each([2, 5, 10, 37])('PHC-2: %i phones keep their distance as well', async (count) => {
    for (let index = 0; index < count; index++) {
      phones.set(signIn(index), answering)
      checks.registration(signIn(index), 'registered')
    }
    await pass(everyMs, 50)
    const times = asked.map(({ atMs }) => atMs).toSorted((a, b) => a - b)
    const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0))
    expect(times).toHaveLength(count)
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(everyMs / count / 2.7)
  })

  it('PHC-2: places that become free are taken again', async () => {
    for (let round = 0; round < 5; round++) {
      for (let index = 0; index < 300; index++) {
        phones.set(signIn(index), answering)
        checks.registration(signIn(index), 'registered')
      }
      if (round === 4) break
      phones.clear()
      for (let index = 0; index < 300; index++) checks.registration(signIn(index), 'unregistered')
      await pass(50)
    }
    asked = []
    await pass(everyMs, 50)
    expect(new Set(asked.map(({ atMs }) => atMs)).size).toBe(300)
  })

  it('PHC-3: each unanswered check is told with its number in the row; one answer ends the row at once', async () => {
    phones.set(one, silent)
    checks.registration(one, 'registered')
    await pass(everyMs * 3 + answerMs)
    expect(missedOf()).toEqual([1, 2, 3])
    phones.set(one, answering)
    await pass(everyMs)
    expect(told.at(-1)).toEqual({ signInId: one, missed: 0 })
    await pass(everyMs * 3)
    expect(missedOf()).toEqual([1, 2, 3, 0])
  })

  it('PHC-3: any answer is a sign of life', async () => {
    phones.set(one, { outcome: { kind: 'answered', status: 500, rttMs: 1 }, afterMs: 1 })
    checks.registration(one, 'registered')
    await pass(everyMs * 3)
    expect(told).toEqual([])
  })

  it('PHC-4: a fresh connection begins with a clean sheet, and what the old one brings is stale', async () => {
    phones.set(one, silent)
    checks.registration(one, 'registered')
    await pass(everyMs + answerMs)
    expect(missedOf()).toEqual([1])
    const before = asked.length
    while (asked.length === before) await pass(500)
    checks.registration(one, 'registered')
    expect(missedOf()).toEqual([1, 0])
    phones.set(one, answering)
    await pass(everyMs * 2)
    expect(missedOf()).toEqual([1, 0])
  })

  it('PHC-5: of a phone that is gone nothing is told but the end of its row, and it is asked no more', async () => {
    phones.set(one, silent)
    checks.registration(one, 'registered')
    await pass(everyMs + answerMs)
    phones.delete(one)
    checks.registration(one, 'flow-lost')
    await pass(500)
    expect(missedOf()).toEqual([1, 0])
    asked = []
    await pass(everyMs * 3)
    expect(asked).toEqual([])
    expect(clock.pendingTimers()).toBe(0)
  })

  it('PHC-5: when one window of a sign-in goes, the one that is left is asked at once', async () => {
    phones.set(one, silent)
    checks.registration(one, 'registered')
    await pass(everyMs + answerMs)
    phones.set(one, answering)
    checks.registration(one, 'flow-lost')
    await pass(500)
    expect(missedOf()).toEqual([1, 0])
    asked = []
    await pass(everyMs)
    expect(asked).toHaveLength(1)
  })

  it('PHC-6: a control that has come back is told of each phone again at its next check', async () => {
    phones.set(one, answering)
    phones.set(signIn(2), silent)
    checks.registration(one, 'registered')
    checks.registration(signIn(2), 'registered')
    await pass(everyMs + answerMs)
    told = []
    checks.tellAgain()
    await pass(everyMs)
    expect(told.toSorted((a, b) => a.missed - b.missed)).toEqual([
      { signInId: one, missed: 0 },
      { signInId: signIn(2), missed: 2 },
    ])
  })

  it('PHC-7: an answer that could not be read because this process stood still is not held against the phone', async () => {
    phones.set(one, { outcome: { kind: 'silent' }, afterMs: answerMs + 3_000 })
    checks.registration(one, 'registered')
    await pass(everyMs * 3)
    expect(asked).toHaveLength(3)
    expect(told).toEqual([])
  })

  it('PHC-7: after a standstill the checks that were due are not made up for in a burst', async () => {
    for (let index = 0; index < 50; index++) {
      phones.set(signIn(index), answering)
      checks.registration(signIn(index), 'registered')
    }
    await pass(1_000)
    asked = []
    lagMs = 20_000
    await pass(everyMs, 50)
    // Each waits for its own next turn by the clock, which comes within the period for a third of them.
    expect(asked.length).toBeLessThan(25)
    asked = []
    await pass(everyMs, 50)
    expect(asked).toHaveLength(50)
    expect(new Set(asked.map(({ atMs }) => atMs)).size).toBe(50)
  })

  it('PHC-8: after dispose nothing is asked or told', async () => {
    phones.set(one, silent)
    checks.registration(one, 'registered')
    while (asked.length === 0) await pass(500)
    checks.dispose()
    checks.dispose()
    checks.registration(signIn(2), 'registered')
    await pass(everyMs * 2)
    expect(asked).toHaveLength(1)
    expect(told).toEqual([])
  })
})

const ask = (outcome: PhoneOutcome, afterMs: number, stoodStillMs = 0): Promise<boolean> => {
  const answers = phoneAnswers(one, {
    clock: { nowMs: () => clock.nowMs() + lagMs, setTimer: (delayMs, fn) => clock.setTimer(delayMs, fn) },
    stack: {
      askPhone: () => new Promise((resolve) => clock.setTimer(afterMs, () => resolve(outcome))),
    },
  })
  lagMs += stoodStillMs
  clock.advance(afterMs)
  return answers
}

describe('a question in the middle of a call', () => {
  it('PARK-6: only a phone that stays silent while we ran does not answer', async () => {
    expect(await ask({ kind: 'answered', status: 404, rttMs: 20 }, 20)).toBe(true)
    expect(await ask({ kind: 'gone' }, 0)).toBe(true)
    expect(await ask({ kind: 'silent' }, 2_000)).toBe(false)
    expect(await ask({ kind: 'silent' }, 2_000, 5_000)).toBe(true)
  })
})
