import { describe, expect, it } from 'vitest'
import { nextLookMs, talkBegins, talkGoesOn } from './talk.ts'
import type { TalkFacts } from './talk.ts'

const facts = (who: '' | 'a' | 'c' | 'ac', isOnHold = false): TalkFacts => ({
  agentSpeaks: who.includes('a'),
  customerSpeaks: who.includes('c'),
  isOnHold,
})

/** Plays `[atMs, who speaks]`, looking whenever it is due, as the watch does; what was told, in order. */
function play(steps: readonly (readonly [number, TalkFacts])[], untilMs: number): string[] {
  const [first, ...rest] = steps
  if (first === undefined) return []
  let talk = talkBegins(first[1], first[0])
  const told = [`talk ${talk.told.sinceMs} @${first[0]}`]
  const goOn = (now: TalkFacts, atMs: number): void => {
    const before = talk.told
    talk = talkGoesOn(talk, now, atMs)
    if (talk.told !== before) told.push(`${talk.told.state} ${talk.told.sinceMs} @${atMs}`)
  }
  const lookFrom = (atMs: number, toMs: number): void => {
    const delayMs = nextLookMs(talk, atMs)
    if (delayMs === null || atMs + delayMs >= toMs) return
    goOn(talk.facts, atMs + delayMs)
    lookFrom(atMs + delayMs, toMs)
  }
  let nowMs = first[0]
  for (const [atMs, now] of rest) {
    lookFrom(nowMs, atMs)
    goOn(now, atMs)
    nowMs = atMs
  }
  lookFrom(nowMs, untilMs)
  return told
}

const rows: { rule: string; steps: [number, TalkFacts][]; until: number; told: string[] }[] = [
  {
    rule: 'TALK-1: a call begins as talk; the two take turns',
    steps: [
      [0, facts('')],
      [1_000, facts('a')],
      [4_000, facts('')],
      [5_000, facts('c')],
      [9_000, facts('a')],
    ],
    until: 20_000,
    told: ['talk 0 @0'],
  },
  {
    rule: 'TALK-2: silence is told after 3 s, as of when it fell; the first word ends it',
    steps: [
      [0, facts('a')],
      [2_000, facts('')],
      [8_000, facts('c')],
    ],
    until: 9_000,
    told: ['talk 0 @0', 'silence 2000 @5000', 'talk 8000 @8000'],
  },
  {
    rule: 'TALK-2: a call in which nobody ever speaks falls silent, too',
    steps: [[100, facts('')]],
    until: 60_000,
    told: ['talk 100 @100', 'silence 100 @3100'],
  },
  {
    rule: 'TALK-2: a pause of less than 3 s is none',
    steps: [
      [0, facts('a')],
      [1_000, facts('')],
      [3_999, facts('a')],
    ],
    until: 60_000,
    told: ['talk 0 @0'],
  },
  {
    rule: 'TALK-3: both at once for 4 s of the last 10 s is over-talk; it ends below 2 s',
    steps: [
      [0, facts('a')],
      [1_000, facts('ac')],
      [6_000, facts('a')],
    ],
    // From 1,000 to 6,000 both spoke; of the window that ends at 14,001 only 1,999 ms are left.
    until: 30_000,
    told: ['talk 0 @0', 'over-talk 5000 @5000', 'talk 14001 @14001'],
  },
  {
    rule: 'TALK-3: many short overlaps add up',
    steps: [
      [0, facts('ac')],
      [1_500, facts('a')],
      [2_000, facts('ac')],
      [3_500, facts('c')],
      [4_000, facts('ac')],
      [5_200, facts('c')],
    ],
    until: 5_300,
    told: ['talk 0 @0', 'over-talk 5000 @5000'],
  },
  {
    rule: 'TALK-3: those that left the window do not count',
    steps: [
      [0, facts('ac')],
      [3_900, facts('a')],
      [13_000, facts('ac')],
      [14_000, facts('a')],
    ],
    until: 15_000,
    told: ['talk 0 @0'],
  },
  {
    rule: 'TALK-4: hold goes before everything; silence counts from its end',
    steps: [
      [0, facts('a')],
      [1_000, facts('', true)],
      [60_000, facts('')],
      [64_000, facts('a')],
    ],
    until: 65_000,
    told: ['talk 0 @0', 'hold 1000 @1000', 'talk 60000 @60000', 'silence 60000 @63000', 'talk 64000 @64000'],
  },
  {
    rule: 'TALK-5: silence goes before the over-talk that preceded it',
    steps: [
      [0, facts('ac')],
      [5_000, facts('')],
    ],
    until: 30_000,
    told: ['talk 0 @0', 'over-talk 4000 @4000', 'silence 5000 @8000'],
  },
]

describe('what is said', () => {
  it.each(rows)('$rule', ({ steps, until, told }) => {
    expect(play(steps, until)).toEqual(told)
  })

  it('TALK-6: while nothing can change, nothing is looked at', () => {
    expect(nextLookMs(talkBegins(facts('a'), 0), 0)).toBeNull()
    const silent = talkGoesOn(talkBegins(facts(''), 0), facts(''), 3_000)
    expect(silent.told.state).toBe('silence')
    expect(nextLookMs(silent, 3_000)).toBeNull()
    expect(nextLookMs(talkBegins(facts('', true), 0), 0)).toBeNull()
  })

  it('TALK-6: an hour of over-talk costs no more than ten looks a second, and forgets what is old', () => {
    let talk = talkBegins(facts('ac'), 0)
    for (let atMs = 0; atMs < 3_600_000; atMs += 250)
      talk = talkGoesOn(talk, facts(atMs % 500 === 0 ? 'ac' : 'a'), atMs)
    expect(talk.overlaps.length).toBeLessThanOrEqual(21)
    expect(nextLookMs(talk, 3_600_000) ?? 0).toBeGreaterThanOrEqual(100)
  })
})
