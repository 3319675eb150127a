/** The life of one supervised role as a pure machine: when it is started again, and when the whole start is given up. */

/** A role that served this long is healthy: its next death is restarted at once again. */
export const healthyAfterMs = 30_000
/** Delay before the first, second, … restart in a row; the last one repeats. */
const restartDelaysMs = [0, 250, 500, 1_000, 2_000, 5_000] as const
/** Crashes in a row before the role ever served; then the start is given up. */
const maxFirstStartCrashes = 3

export type RoleLife =
  | { type: 'starting'; deaths: number; everReady: boolean }
  | { type: 'running'; deaths: number; sinceMs: number }
  | { type: 'waiting'; deaths: number; everReady: boolean }
  /** Asked to stop, or given up. */
  | { type: 'over' }

export type RoleLifeEvent =
  | { type: 'ready'; atMs: number }
  | { type: 'start-failed'; line: string }
  | { type: 'exited'; atMs: number }
  | { type: 'due' }
  | { type: 'stop' }

export type RoleLifeEffect =
  | { type: 'spawn' }
  | { type: 'wait'; delayMs: number }
  | { type: 'report-ready'; first: boolean }
  /** `line` is null when the role crashed without saying why. */
  | { type: 'give-up'; line: string | null }

export interface RoleLifeStep {
  state: RoleLife
  effects: RoleLifeEffect[]
}

export const bornRole: RoleLife = { type: 'starting', deaths: 0, everReady: false }

/** Events that no longer matter in a state leave it as it is. */
export function roleLife(state: RoleLife, event: RoleLifeEvent): RoleLifeStep {
  const unchanged: RoleLifeStep = { state, effects: [] }
  if (state.type === 'over') return unchanged
  switch (event.type) {
    case 'ready':
      if (state.type !== 'starting') return unchanged
      return {
        state: { type: 'running', deaths: state.deaths, sinceMs: event.atMs },
        effects: [{ type: 'report-ready', first: !state.everReady }],
      }
    case 'start-failed':
      // After it once served, even a StartError may pass: the port may still be held by the process that just died.
      if (state.type !== 'starting' || state.everReady) return unchanged
      return { state: { type: 'over' }, effects: [{ type: 'give-up', line: event.line }] }
    case 'exited': {
      if (state.type === 'waiting') return unchanged
      const healthy = state.type === 'running' && event.atMs - state.sinceMs >= healthyAfterMs
      const deaths = healthy ? 1 : state.deaths + 1
      const everReady = state.type === 'running' || state.everReady
      if (!everReady && deaths >= maxFirstStartCrashes) {
        return { state: { type: 'over' }, effects: [{ type: 'give-up', line: null }] }
      }
      return {
        state: { type: 'waiting', deaths, everReady },
        effects: [{ type: 'wait', delayMs: restartDelayMs(deaths) }],
      }
    }
    case 'due':
      if (state.type !== 'waiting') return unchanged
      return {
        state: { type: 'starting', deaths: state.deaths, everReady: state.everReady },
        effects: [{ type: 'spawn' }],
      }
    case 'stop':
      return { state: { type: 'over' }, effects: [] }
    default:
      return event satisfies never
  }
}

function restartDelayMs(deaths: number): number {
  return restartDelaysMs[Math.min(deaths, restartDelaysMs.length) - 1] ?? 0
}
