import type { CallId, PersonId } from '@hearthline/shared'
import { createContext, useContext } from 'react'

/** A step that a lead takes towards one agent, or the whole team; each has its form. */
export type Step =
  | { type: 'message' | 'state' | 'override' | 'sign-out' | 'coaching'; personId: PersonId }
  | { type: 'team' }
  | { type: 'sent' }

/** What whoever looks at the floor may do from here. */
export interface FloorCommands {
  me: PersonId | null
  /** Opens the page of the call and joins it in listen. Undefined: not a lead, or the phone has no line. */
  listen: ((callId: CallId) => void) | undefined
  /** Ends the own leg. */
  stop: (() => void) | undefined
  open: ((callId: CallId) => void) | undefined
  /** Opens the form of a step. Undefined for who only looks. */
  step: ((step: Step) => void) | undefined
}

export const FloorCommandsContext = createContext<FloorCommands>({
  me: null,
  listen: undefined,
  stop: undefined,
  open: undefined,
  step: undefined,
})

export const useFloorCommands = (): FloorCommands => useContext(FloorCommandsContext)
