import type { ProblemCode } from '@hearthline/shared'
import type { Refusal } from './call-state.ts'

/** How `set-mode` is refused towards control. */
export type ModeProblem = Extract<
  ProblemCode,
  'call-not-found' | 'call-ended' | 'not-listening' | 'supervisor-speaking' | 'taken-over'
>

/** What a refusal of the call machine means to whoever asked for a mode (SUP-5, SUP-6, SUP-8); null where it is done. */
export function modeProblem(refusal: Refusal | null): ModeProblem | null {
  switch (refusal) {
    case null:
      return null
    case 'supervisor-speaking':
    case 'taken-over':
      return refusal
    case 'after-the-end':
      return 'call-ended'
    case 'not-listening':
    case 'not-in-this-phase':
    case 'unknown-leg':
    case 'no-change':
    case 'consult-running':
    case 'not-in-this-state':
      // A call that is not answered yet has nobody in it who could listen.
      return 'not-listening'
    default:
      return refusal satisfies never
  }
}
