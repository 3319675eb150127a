import type { Connected } from './call-state.ts'
import { controlsNews } from './controls-news.ts'
import type { Controlled } from './controls-news.ts'
import { reseat } from './seating.ts'

/** CTL-4: the customer hears music, the agent nobody. Repeating it is fine; a consult call has its own music. */
export function hold(state: Connected, atMs: number): Controlled {
  if (state.aside?.kind === 'consult') return null
  if (state.aside?.kind === 'hold') return { state, effects: [] }
  return to(state, { ...state, aside: { kind: 'hold', sinceMs: atMs } })
}

export function resume(state: Connected): Controlled {
  if (state.aside?.kind === 'consult') return null
  return state.aside === null ? { state, effects: [] } : to(state, { ...state, aside: null })
}

const to = (before: Connected, after: Connected): Controlled => ({
  state: after,
  effects: [...reseat(before, after), ...controlsNews(before, after)],
})
