import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CallId, LegId, PersonId, SpanId, TeamId } from '@hearthline/shared'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStore, type Store } from '../db/client.ts'
import { createSpanStore } from '../db/monitoring-repository.ts'
import { createSteppedClock } from '../testing/stepped-clock.ts'
import { createMonitoringLog } from './monitoring-log.ts'
import type { SpanStore } from './ports.ts'

const idOf = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`
const [west, east, north] = [1, 2, 3].map((number) => TeamId.parse(idOf(number)))
const rows = 101

describe('a long supervision log', () => {
  const dir = mkdtempSync(join(tmpdir(), 'hearthline-log-'))
  let store: Store
  let spans: SpanStore
  beforeAll(() => {
    store = openStore(dir)
    spans = createSpanStore(store.db)
    for (let number = 0; number < rows; number += 1)
      spans.insert({
        spanId: SpanId.parse(idOf(1_000 - number)),
        callId: CallId.parse(idOf(number)),
        legId: LegId.parse(idOf(number)),
        leadId: PersonId.parse(idOf(7)),
        agentId: null,
        teamId: [west, east, north][number % 3] ?? null,
        mode: number % 2 === 0 ? 'listen' : 'barge',
        disclosure: 'sign',
        // Two at a time begin in the same millisecond.
        startedAt: 1_000 + Math.floor(number / 2),
        endedAt: number === rows - 1 ? null : 1_000 + Math.floor(number / 2) + 10,
      })
  })
  afterAll(() => {
    store.dispose()
    rmSync(dir, { recursive: true, force: true })
  })

  const logOf = (rowsPerSlice: number) => {
    const clock = createSteppedClock()
    clock.leap(2_000 - clock.nowMs())
    return createMonitoringLog({
      spans,
      directory: { displayName: () => 'Somebody' },
      audit: { append: () => undefined },
      clock,
      rowsPerSlice,
    })
  }
  const page = { offset: 0, limit: 200 }

  it.each([1, 7, 50, 100, 101, 102, 10_000])(
    'SUPERVISION-11: added up in slices of %i rows, count and time are those of the whole',
    async (rowsPerSlice) => {
      const log = logOf(rowsPerSlice)
      const all = await log.page({ type: 'all' }, {}, page)
      // A hundred of 10 ms, and one that runs since 1,050.
      expect([all.total, all.totalMs, all.items.length]).toEqual([rows, 100 * 10 + 950, rows])
      expect(await log.page({ type: 'all' }, { mode: 'barge' }, page)).toMatchObject({
        total: 50,
        totalMs: 500,
      })
      expect(await log.page({ type: 'all' }, { from: 1_050 }, page)).toMatchObject({ total: 1, totalMs: 950 })
    },
  )

  it.each([
    ['no team', [], 0],
    ['one team', [west], 34],
    ['two teams', [west, north], 67],
    ['all teams', [west, east, north], rows],
  ])('SUPERVISION-11: %s, the newest first', async (_name, teams, total) => {
    const teamIds = teams.flatMap((teamId) => teamId ?? [])
    const { items, ...totals } = await logOf(20).page({ type: 'teams', teamIds }, {}, page)
    expect([totals.total, items.length]).toEqual([total, total])
    const order = items.map(({ spanId }) => Number(spanId.slice(-4)))
    // Ids were given downwards, so later rows have smaller ones.
    expect(order).toEqual(order.toSorted((one, other) => one - other))
  })

  it('SUPERVISION-11: read piece by piece it is the same, each span once, the oldest first', () => {
    const seen: string[] = []
    for (let cursor = null; ;) {
      const piece = spans.after({ type: 'all' }, {}, cursor, 3)
      seen.push(...piece.map(({ spanId }) => spanId))
      const last = piece.at(-1)
      if (last === undefined) break
      cursor = last
    }
    expect(seen).toEqual(Array.from({ length: rows }, (_, number) => idOf(1_000 - number)))
  })
})
