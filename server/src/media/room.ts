import type { LegId } from '@hearthline/shared'
import type { Hearing, Prompt } from '../protocol/media-ipc.ts'

/** What one leg is fed from now on. */
export type EarPlan =
  | { mode: 'silence' }
  | { mode: 'prompt'; prompt: Prompt }
  /** One source: packets pass undecoded. */
  | { mode: 'relay'; source: LegId }
  /** Several sources: decoded and summed for this ear alone. */
  | { mode: 'mix'; sources: LegId[] }

/**
 * Decides how each leg of a room is fed, from the hearing matrix. A leg hears itself only where it is to be echoed, and then nothing else;
 * legs that are not there (yet) are left out; a leg that is not named hears silence; the prompt speaks when no named leg is there.
 */
export function routingPlan(
  legs: Iterable<LegId>,
  hearing: ReadonlyMap<LegId, Hearing>,
): Map<LegId, EarPlan> {
  const present = new Set(legs)
  const plan = new Map<LegId, EarPlan>()
  for (const leg of present) {
    const hears = hearing.get(leg)
    if (hears?.echo === true) {
      plan.set(leg, { mode: 'relay', source: leg })
      continue
    }
    const sources = [...new Set(hears?.legs ?? [])].filter((source) => source !== leg && present.has(source))
    plan.set(leg, earPlan(sources, hears?.prompt ?? null))
  }
  return plan
}

function earPlan(sources: LegId[], prompt: Prompt | null): EarPlan {
  const [first] = sources
  if (first === undefined) return prompt === null ? { mode: 'silence' } : { mode: 'prompt', prompt }
  return sources.length === 1 ? { mode: 'relay', source: first } : { mode: 'mix', sources }
}

/** Whether two plans feed an ear the same way, so that nothing needs to be re-anchored. */
export function samePlan(one: EarPlan, other: EarPlan): boolean {
  if (one.mode === 'prompt') return other.mode === 'prompt' && one.prompt === other.prompt
  if (one.mode === 'relay') return other.mode === 'relay' && one.source === other.source
  if (one.mode === 'mix') {
    return (
      other.mode === 'mix' &&
      one.sources.length === other.sources.length &&
      one.sources.every((source) => other.sources.includes(source))
    )
  }
  return other.mode === 'silence'
}
