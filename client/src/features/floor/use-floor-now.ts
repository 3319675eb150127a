import type { PersonId } from '@hearthline/shared'
import { useEffect, useMemo, useState } from 'react'
import { liveStore, serverNowMs } from '../../realtime/index.ts'
import {
  filterRows,
  type FloorChoice,
  frozenSections,
  isGrouped,
  sameSections,
  type Section,
  sectionsOf,
  sortRows,
} from './floor-order.ts'
import { type FloorSummary, summarise } from './floor-summary.ts'

/**
 * Changes in between are shown together. Each showing has the page laid out and painted, about 12 ms of its main thread
 * at 300 people on a slow computer; 20 changes a second, each on its own, would keep a third of it busy.
 */
const showEveryMs = 100
/** What only time changes: a hold that gets long, a wrap-up that runs over. */
const timeStepMs = 1_000
/**
 * An order of 300 people that changes more often cannot be followed, and each change has most of the page laid out anew
 * (up to 60 ms). Who needs the lead stands in the list of needs at once.
 */
const orderStepMs = 2_000

const summaryOf = (before: FloorSummary | null): FloorSummary | null => {
  const { floor } = liveStore.getState()
  return floor === null ? null : summarise(floor, serverNowMs(), before)
}

/**
 * The floor's summary, made anew for what has changed since, and each second for what only time changes. Null before
 * the first snapshot.
 */
export function useFloorNow(): FloorSummary | null {
  const [summary, setSummary] = useState(() => summaryOf(null))
  useEffect(() => {
    let shownMs = Number.NEGATIVE_INFINITY
    let timer: ReturnType<typeof setTimeout> | undefined
    const show = (): void => {
      clearTimeout(timer)
      timer = undefined
      shownMs = performance.now()
      setSummary(summaryOf)
    }
    show()
    const unsubscribe = liveStore.subscribe(({ floor }, before) => {
      // A tab that nobody sees follows by the second hand: that is soon enough for its announcements.
      if (floor === before.floor || document.hidden || timer !== undefined) return
      timer = setTimeout(show, Math.max(0, shownMs + showEveryMs - performance.now()))
    })
    const second = setInterval(show, timeStepMs)
    document.addEventListener('visibilitychange', show)
    return () => {
      unsubscribe()
      clearTimeout(timer)
      clearInterval(second)
      document.removeEventListener('visibilitychange', show)
    }
  }, [])
  return summary
}

/**
 * Who stands where: filtered, sorted, grouped; at most every 2 s, at once when the choice or the people change, and
 * not at all while the pointer or the focus is inside, so that nobody moves under the cursor.
 */
export function useSections(summary: FloorSummary, choice: FloorChoice, frozen: boolean): readonly Section[] {
  const [step, setStep] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => setStep((count) => count + 1), orderStepMs)
    return () => clearInterval(timer)
  }, [])
  const { rows, floor } = summary
  const [shown, setShown] = useState<{
    step: number
    choice: FloorChoice
    agentIds: readonly PersonId[]
    sections: readonly Section[]
  } | null>(null)
  const stale =
    shown === null || shown.step !== step || shown.choice !== choice || shown.agentIds !== floor.agentIds
  const sections = useMemo(() => {
    if (!stale) return shown.sections
    const grouped = isGrouped(choice, rows.length)
    const fresh = sectionsOf(sortRows(filterRows(rows, choice), choice.sort), choice, grouped)
    const next =
      frozen && shown !== null && shown.choice === choice
        ? frozenSections(shown.sections, fresh, new Set(floor.agentIds))
        : fresh
    return shown !== null && sameSections(shown.sections, next) ? shown.sections : next
  }, [stale, shown, choice, rows, frozen, floor.agentIds])
  if (stale) setShown({ step, choice, agentIds: floor.agentIds, sections })
  return sections
}
