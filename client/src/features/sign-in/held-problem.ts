import type { Problem } from '@hearthline/shared'

/** Refusals that only somebody reads whose key and password were both right; each has a page of its own. */
const heldCodes = ['sign-in-network', 'sign-in-shift', 'sign-in-step-up'] as const

export type HeldProblem = Problem & { code: (typeof heldCodes)[number] }

export const isHeld = (problem: Problem): problem is HeldProblem =>
  heldCodes.some((code) => code === problem.code)
