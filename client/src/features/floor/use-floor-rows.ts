import type { LiveCall, PersonId } from '@hearthline/shared'
import { useEffect, useState } from 'react'
import { type FloorView, liveStore, serverNowMs } from '../../realtime/index.ts'
import {
  type Family,
  familyOf,
  filterRows,
  type FloorRow,
  frozenOrder,
  poorMos,
  rowOf,
  type SortBy,
  sortRows,
} from './floor-order.ts'

/** Order and counters faster than this cannot be read; tiles themselves follow their own person at once. */
const stepMs = 500

export interface FloorNow {
  rows: readonly FloorRow[]
  calls: CallsNow
}

export interface CallsNow {
  count: number
  /** Server time of the oldest answer among the calls that run. */
  longestSinceMs: number | null
  /** Mean of the measured lines, and how many of them are poor. */
  meanMos: number | null
  poor: number
}

export function callsNow(calls: readonly LiveCall[]): CallsNow {
  const answered = calls.flatMap((call) => (call.answeredAt === null ? [] : [call.answeredAt]))
  const measured = calls.flatMap((call) => (call.quality === null ? [] : [call.quality.mos]))
  return {
    count: calls.length,
    longestSinceMs: answered.length === 0 ? null : Math.min(...answered),
    meanMos: measured.length === 0 ? null : measured.reduce((sum, mos) => sum + mos, 0) / measured.length,
    poor: measured.filter((mos) => mos < poorMos).length,
  }
}

function floorNow(floor: FloorView | null): FloorNow {
  if (floor === null) return { rows: [], calls: callsNow([]) }
  const nowMs = serverNowMs()
  const rows = floor.agentIds.flatMap((personId) => {
    const agent = floor.agents.get(personId)
    const callId = floor.callOf.get(personId)
    return agent === undefined
      ? []
      : [rowOf(agent, callId === undefined ? null : (floor.calls.get(callId) ?? null), nowMs)]
  })
  return { rows, calls: callsNow([...floor.calls.values()]) }
}

/** Everybody's row, at once when people or calls come and go, else twice a second at most. */
export function useFloorNow(): FloorNow {
  const [now, setNow] = useState(() => floorNow(liveStore.getState().floor))
  useEffect(() => {
    let shown = liveStore.getState().floor
    let timer: ReturnType<typeof setTimeout> | undefined
    const show = (): void => {
      timer = undefined
      shown = liveStore.getState().floor
      setNow(floorNow(shown))
    }
    show()
    const unsubscribe = liveStore.subscribe(({ floor }) => {
      if (floor === shown) return
      if (floor?.agentIds !== shown?.agentIds || floor?.callOf !== shown?.callOf) {
        clearTimeout(timer)
        show()
      } else timer ??= setTimeout(show, stepMs)
    })
    // A wrap-up that runs over changes nothing in the store.
    const overdue = setInterval(show, 5_000)
    return () => {
      unsubscribe()
      clearTimeout(timer)
      clearInterval(overdue)
    }
  }, [])
  return now
}

export interface FloorCounts {
  families: Record<Family, number>
  present: number
}

export function countRows(rows: readonly FloorRow[]): FloorCounts {
  const counts = { 'on-call': 0, ready: 0, calling: 0, 'wrap-up': 0, away: 0, trouble: 0, offline: 0 }
  for (const row of rows) counts[familyOf(row.state)] += 1
  return { families: counts, present: rows.length - counts.offline }
}

/** Sorted and filtered; frozen while the pointer or the focus is inside, so that nobody moves under the cursor. */
export function useFloorOrder(
  rows: readonly FloorRow[],
  selection: { sort: SortBy; family: Family | 'all'; search: string },
  frozen: boolean,
): readonly FloorRow[] {
  const { sort, family, search } = selection
  const matching = filterRows(rows, family, search)
  const sorted = sortRows(matching, sort)
  const key = `${sort} ${family} ${search}`
  const [kept, setKept] = useState<{ key: string; ids: readonly PersonId[] }>({ key, ids: [] })
  const fresh = sorted.map((row) => row.personId)
  const ids = frozen && kept.key === key ? frozenOrder(kept.ids, fresh) : fresh
  const text = ids.join()
  if (kept.key !== key || kept.ids.join() !== text) setKept({ key, ids })
  const byId = new Map(sorted.map((row) => [row.personId, row]))
  return ids.flatMap((id) => {
    const row = byId.get(id)
    return row === undefined ? [] : [row]
  })
}
