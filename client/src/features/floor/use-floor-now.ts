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

/** What only time changes: a hold that gets long, a wrap-up that runs over. */
const timeStepMs = 1_000
/** The order of 300 people that changes more often than this cannot be followed, and each time the page is laid out. */
const orderStepMs = 1_000

const summaryOf = (before: FloorSummary | null): FloorSummary | null => {
  const { floor } = liveStore.getState()
  return floor === null ? null : summarise(floor, serverNowMs(), before)
}

/**
 * The floor's summary, made anew at most once a frame however many changes come, and each second for what only time
 * changes. Null before the first snapshot.
 */
export function useFloorNow(): FloorSummary | null {
  const [summary, setSummary] = useState(() => summaryOf(null))
  useEffect(() => {
    let frame: number | undefined
    const show = (): void => {
      frame = undefined
      setSummary(summaryOf)
    }
    show()
    const unsubscribe = liveStore.subscribe(({ floor }, before) => {
      // A tab that nobody sees has no frames; the second hand below keeps it right enough for the announcements.
      if (floor !== before.floor && !document.hidden) frame ??= requestAnimationFrame(show)
    })
    const second = setInterval(show, timeStepMs)
    document.addEventListener('visibilitychange', show)
    return () => {
      unsubscribe()
      if (frame !== undefined) cancelAnimationFrame(frame)
      clearInterval(second)
      document.removeEventListener('visibilitychange', show)
    }
  }, [])
  return summary
}

/**
 * Who stands where: filtered, sorted, grouped; at most once a second, at once when the choice or the people change, and
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
