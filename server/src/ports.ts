/** The ports that every process of the server shares: time and randomness. Domain code reads them from here only. */

export interface Timer {
  /** Idempotent; after it the function does not run any more. */
  cancel(): void
}

export interface Clock {
  /** Milliseconds since the Unix epoch. */
  nowMs(): number
  /** Runs `fn` once, `delayMs` from now. */
  setTimer(delayMs: number, fn: () => void): Timer
}

export interface RandomSource {
  /** `count` bytes nobody can guess. */
  bytes(count: number): Uint8Array
  /** A version 4 UUID. */
  uuid(): string
}
