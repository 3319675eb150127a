import { randomUUID } from 'node:crypto'
import { TrunkId } from '@hearthline/shared'
import { describe, expect, it } from 'vitest'
import type { TrunkConfig } from '../../protocol/voice-link.ts'
import { createVirtualClock } from '../../testing/virtual-clock.ts'
import type { RegisterOutcome, RegisterRequest } from '../sip/index.ts'
import type { ResolvedTrunk, TrunkBook } from './trunk-book.ts'
import { createTrunkRegistrations } from './trunk-registrations.ts'

const quiet = (): void => undefined
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet }

const pbx = (changes: Partial<TrunkConfig> = {}): TrunkConfig => ({
  trunkId: TrunkId.parse(randomUUID()),
  name: 'PBX',
  host: '192.0.2.10',
  port: 5061,
  transport: 'tls',
  tlsTrust: null,
  addresses: [],
  credentials: { username: '1001', password: 'secret' },
  register: true,
  channels: null,
  digits: 'rfc4733',
  inboundTeamId: null,
  enabled: true,
  ...changes,
})

interface Asked {
  request: RegisterRequest
  seconds: number
  answer(outcome: RegisterOutcome): Promise<void>
  /** The stack breaks over it. */
  fail(): Promise<void>
}

/** Lets what was resolved reach whoever waits for it. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
}

function open(...configs: TrunkConfig[]) {
  const clock = createVirtualClock()
  let trunks: ResolvedTrunk[] = configs.map((config) => ({ config, address: config.host }))
  const asked: Asked[] = []
  const told: string[] = []
  const book: TrunkBook = {
    all: () => trunks,
    get: (trunkId) => trunks.find(({ config }) => config.trunkId === trunkId) ?? null,
    behind: () => null,
    rungAs: () => null,
    replace: () => Promise.resolve(),
    resolve: () => Promise.resolve(),
  }
  const registrations = createTrunkRegistrations({
    clock,
    log,
    book,
    stack: {
      registration: (request) => ({
        refresh: (seconds) =>
          new Promise((resolve, reject) => {
            asked.push({
              fail: () => {
                reject(new Error('no such context'))
                return settle()
              },
              request,
              seconds,
              answer: (outcome) => {
                resolve(outcome)
                return settle()
              },
            })
          }),
      }),
    },
    onChange: ({ state, sipStatus }) => told.push(sipStatus === null ? state : `${state} ${sipStatus}`),
  })
  return {
    clock,
    registrations,
    told,
    asked,
    /** The REGISTER that waits. */
    next: async (): Promise<Asked> => {
      await settle()
      const question = asked.shift()
      if (question === undefined) throw new Error('nothing was asked')
      return question
    },
    replace: (list: readonly ResolvedTrunk[]) => {
      trunks = [...list]
    },
  }
}

const registered: RegisterOutcome = { kind: 'registered', expiresSeconds: 100 }

describe('registrations of trunks', () => {
  it('TRK-10: registers with the digest user as contact, and again after four fifths of what was granted', async () => {
    const { registrations, next, clock, told, asked } = open(pbx())
    registrations.refresh()
    const first = await next()
    expect(first.seconds).toBe(300)
    expect(first.request).toMatchObject({
      registrar: { transport: 'tls', address: '192.0.2.10', port: 5061, tls: { serverName: '192.0.2.10' } },
      registrarUri: 'sip:192.0.2.10',
      aor: 'sip:1001@192.0.2.10',
      contactUser: '1001',
    })
    await first.answer(registered)
    expect(told).toEqual(['trying', 'registered'])
    clock.advance(79_999)
    await settle()
    expect(asked).toEqual([])
    clock.advance(1)
    await (await next()).answer(registered)
    expect(told).toEqual(['trying', 'registered'])
  })

  it('TRK-10: trunks that are off, do not register or have no user are left alone', async () => {
    const { registrations, asked, told } = open(
      pbx({ enabled: false }),
      pbx({ register: false }),
      pbx({ credentials: null }),
    )
    registrations.refresh()
    await settle()
    expect(asked).toEqual([])
    expect(told).toEqual([])
    expect(registrations.states()).toEqual([])
  })

  it('TRK-11: silence is tried again after 2, 4, 8 … 60 s, and calls go elsewhere meanwhile', async () => {
    const config = pbx()
    const { registrations, next, clock, told, asked } = open(config)
    registrations.refresh()
    expect(registrations.isLost(config.trunkId)).toBe(false)
    for (const waitMs of [2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]) {
      await (await next()).answer({ kind: 'silent' })
      expect(registrations.isLost(config.trunkId)).toBe(true)
      clock.advance(waitMs - 1)
      await settle()
      expect(asked).toEqual([])
      clock.advance(1)
    }
    await (await next()).answer(registered)
    expect(registrations.isLost(config.trunkId)).toBe(false)
    expect(told).toEqual(['trying', 'registered'])
  })

  it.each([
    [401, 'refused 401', 60_000],
    [403, 'refused 403', 60_000],
    [404, 'refused 404', 60_000],
    [500, 'trying 500', 2_000],
    [408, 'trying 408', 2_000],
  ])('TRK-11: %i is told as %s and tried again after %i ms', async (status, state, waitMs) => {
    const { registrations, next, clock, told, asked } = open(pbx())
    registrations.refresh()
    await (await next()).answer({ kind: 'refused', status, retryAfterSeconds: null })
    expect(told.at(-1)).toBe(state)
    clock.advance(waitMs - 1)
    await settle()
    expect(asked).toEqual([])
    clock.advance(1)
    await next()
  })

  it('TRK-11: what breaks in the stack is tried again like silence, and breaks nothing else', async () => {
    const config = pbx()
    const { registrations, next, clock } = open(config)
    registrations.refresh()
    await (await next()).fail()
    expect(registrations.isLost(config.trunkId)).toBe(true)
    clock.advance(2_000)
    await (await next()).answer(registered)
    expect(registrations.isLost(config.trunkId)).toBe(false)
  })

  it('TRK-11: a registrar that says when to come back is asked then, but within five minutes', async () => {
    const { registrations, next, clock, asked } = open(pbx())
    registrations.refresh()
    await (await next()).answer({ kind: 'refused', status: 503, retryAfterSeconds: 90_000 })
    clock.advance(299_999)
    await settle()
    expect(asked).toEqual([])
    clock.advance(1)
    await next()
  })

  it('TRK-12: a change of place or user begins anew and withdraws the old contact; any other change does nothing', async () => {
    const config = pbx()
    const { registrations, next, replace, asked } = open(config)
    registrations.refresh()
    await (await next()).answer(registered)
    replace([{ config: { ...config, name: 'renamed', channels: 3 }, address: config.host }])
    registrations.refresh()
    await settle()
    expect(asked).toEqual([])
    replace([
      { config: { ...config, credentials: { username: '1002', password: 'x' } }, address: config.host },
    ])
    registrations.refresh()
    const [withdrawn, fresh] = [await next(), await next()]
    expect([withdrawn.seconds, withdrawn.request.contactUser]).toEqual([0, '1001'])
    expect([fresh.seconds, fresh.request.contactUser]).toEqual([300, '1002'])
    replace([])
    registrations.refresh()
    // It never came in, so there is nothing to withdraw, and its late answer is nobody's.
    await fresh.answer(registered)
    expect(registrations.states()).toEqual([])
  })

  it('TRK-13: a lost connection is a lost registration; other connections are none of its business', async () => {
    const { registrations, next, clock, told, asked } = open(pbx())
    registrations.refresh()
    await (await next()).answer(registered)
    registrations.connectionLost('192.0.2.10', 5060, 'tls')
    registrations.connectionLost('192.0.2.10', 5061, 'tcp')
    registrations.connectionLost('192.0.2.11', 5061, 'tls')
    expect(told).toEqual(['trying', 'registered'])
    registrations.connectionLost('192.0.2.10', 5061, 'tls')
    expect(told).toEqual(['trying', 'registered', 'trying'])
    clock.advance(999)
    await settle()
    expect(asked).toEqual([])
    clock.advance(1)
    await (await next()).answer(registered)
    expect(told.at(-1)).toBe('registered')
  })

  it('TRK-14: a test asks at once, once, and tells its outcome even when nothing changed', async () => {
    const config = pbx()
    const { registrations, next, told, asked } = open(config)
    registrations.refresh()
    await (await next()).answer(registered)
    let done = 0
    const tests = [registrations.test(config.trunkId), registrations.test(config.trunkId)]
    for (const test of tests) void test.then(() => (done += 1))
    const question = await next()
    expect(asked).toEqual([])
    expect(done).toBe(0)
    await question.answer(registered)
    expect(done).toBe(2)
    expect(told.at(-1)).toBe('registered')
    expect(told.length).toBeGreaterThan(2)
    await registrations.test(TrunkId.parse(randomUUID()))
  })

  it('TRK-12: the node’s end withdraws what is registered, for a second at most, and leaves no timer', async () => {
    const { registrations, next, clock } = open(pbx(), pbx({ credentials: { username: '2', password: 'x' } }))
    registrations.refresh()
    await (await next()).answer(registered)
    await (await next()).answer({ kind: 'refused', status: 403, retryAfterSeconds: null })
    let isOver = false
    void registrations.dispose().then(() => (isOver = true))
    const withdrawn = await next()
    expect([withdrawn.seconds, withdrawn.request.contactUser]).toEqual([0, '1001'])
    expect(isOver).toBe(false)
    clock.advance(1_000)
    await settle()
    expect(isOver).toBe(true)
    expect(clock.pendingTimers()).toBe(0)
  })
})
