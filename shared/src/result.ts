import type { Problem } from './problem.ts'

/** An expected outcome is a value; exceptions are for our own bugs. */
export type Result<Value, Failure = Problem> = { ok: true; value: Value } | { ok: false; problem: Failure }

export const ok = <Value>(value: Value): { ok: true; value: Value } => ({ ok: true, value })
export const refuse = <Failure>(problem: Failure): { ok: false; problem: Failure } => ({ ok: false, problem })
