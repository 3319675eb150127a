import { checkNames } from '@hearthline/shared'
import { describe, expect, it } from 'vitest'
import {
  type CheckState,
  checkStep,
  emptyCheck,
  findingsOf,
  judgeMedia,
  judgeServer,
  tallyOf,
} from './check-state.ts'

const media = {
  lossPercent: 0.2,
  jitterMs: 4,
  roundTripMs: 38,
  mos: 4.2,
  route: 'direct',
  seconds: 10,
} as const

const allDone = (): CheckState =>
  checkNames.reduce<CheckState>(
    (state, name) => checkStep(state, { type: 'done', name, verdict: 'passed', detail: null }),
    checkStep(emptyCheck, { type: 'started', names: checkNames }),
  )

describe('the check', () => {
  it('has nothing to send before every line has its verdict', () => {
    expect(tallyOf(emptyCheck).phase).toBe('idle')
    const started = checkStep(emptyCheck, { type: 'started', names: checkNames })
    expect(tallyOf(started)).toMatchObject({ phase: 'running', running: 7, passed: 0 })
    expect(findingsOf(started)).toBeNull()
  })

  it('sends seven verdicts with the figures', () => {
    const measured = checkStep(allDone(), { type: 'measured', seconds: 10, media })
    const known = checkStep(measured, { type: 'server', server: { roundTripMs: 12, clockOffsetMs: -80 } })
    expect(tallyOf(known)).toMatchObject({ phase: 'complete', passed: 7, needsYou: [] })
    expect(findingsOf(known)).toMatchObject({ media, roundTripMs: 12, clockOffsetMs: -80 })
    expect(findingsOf(known)?.items.map(({ name }) => name)).toEqual([...checkNames])
  })

  it('waits for the person after a sound, but not when they answered while it played', () => {
    const started = checkStep(emptyCheck, { type: 'started', names: ['headset'] })
    const asked = checkStep(started, { type: 'played', name: 'headset' })
    expect(tallyOf(asked).needsYou).toEqual(['headset'])
    const answered = checkStep(started, { type: 'done', name: 'headset', verdict: 'passed', detail: null })
    expect(checkStep(answered, { type: 'played', name: 'headset' })).toBe(answered)
  })

  it.each([
    ['microphone', 'failed', ['microphone']],
    ['ringer', 'skipped', ['ringer']],
    ['media', 'fair', []],
    ['power', 'failed', []],
  ] as const)('%s that is %s needs %j', (name, verdict, needsYou) => {
    const state = checkStep(allDone(), { type: 'done', name, verdict, detail: null })
    expect(tallyOf(state).needsYou).toEqual(needsYou)
  })

  it('forgets the figures of a line that is measured anew', () => {
    const measured = checkStep(allDone(), { type: 'measured', seconds: 10, media })
    expect(checkStep(measured, { type: 'started', names: ['media'] })).toMatchObject({
      media: null,
      mediaSeconds: 0,
    })
    expect(checkStep(measured, { type: 'started', names: ['ringer'] }).media).toEqual(media)
  })
})

it.each([
  [4.2, 0.2, 'passed'],
  [3.5, 1, 'fair'],
  [3.0, 1, 'failed'],
  [3.7, 5.1, 'failed'],
  [3.7, 5, 'passed'],
] as const)('a MOS of %d with %d %% lost is %s', (mos, lossPercent, verdict) => {
  expect(judgeMedia({ mos, lossPercent }).verdict).toBe(verdict)
})

it.each([
  [null, 'failed', 'away'],
  [{ roundTripMs: 38, clockOffsetMs: 200 }, 'passed', null],
  [{ roundTripMs: 600, clockOffsetMs: 0 }, 'fair', 'slow'],
  [{ roundTripMs: 38, clockOffsetMs: -90_000 }, 'fair', 'clock'],
] as const)('a server at %j is %s', (server, verdict, detail) => {
  expect(judgeServer(server)).toEqual({ verdict, detail })
})
