import type { Notice } from '@hearthline/shared'

const most = 3

/** What was done to the agent's call or state is read before words, whenever it came. */
const isStep = ({ kind }: Notice): boolean =>
  kind === 'taken-over' || kind === 'call-ended' || kind === 'state-forced' || kind === 'signed-out'

/** The notices to show now, steps first and then by age, and how many wait behind them. */
export const shownNotices = (notices: readonly Notice[]): { shown: readonly Notice[]; more: number } => {
  const inOrder = notices.toSorted(
    (one, other) => Number(isStep(other)) - Number(isStep(one)) || one.at - other.at,
  )
  return { shown: inOrder.slice(0, most), more: Math.max(0, inOrder.length - most) }
}
