import type { Clock, Timer } from '../../../ports.ts'
import { isSpace, parseDecimal } from '../message/text.ts'
import { lifetimeMs, t1Ms } from '../transaction/timing.ts'

/** RFC 3262 §3, the side that answers: one provisional at a time, sent again until its PRACK comes. */
export interface ReliableProvisionals {
  /** Sends now, or when the one before has been acknowledged. `send` gets the RSeq and is called again for each repetition. */
  push(send: (rseq: number) => void): void
  /** The value of RAck: whether it acknowledges the provisional that is out. */
  acknowledge(rack: string, inviteSequence: number): boolean
  /** Runs when nothing is out; at once if so already. Replaced by a later call. */
  whenIdle(run: () => void): void
  stop(): void
}

export function createReliableProvisionals(
  clock: Clock,
  firstRseq: number,
  onTimeout: () => void,
): ReliableProvisionals {
  let rseq = firstRseq - 1
  let out = false
  let idle: (() => void) | null = null
  let stopped = false
  const waiting: ((rseq: number) => void)[] = []
  let repeat: Timer | null = null
  let end: Timer | null = null

  const clear = (): void => {
    repeat?.cancel()
    end?.cancel()
  }

  const next = (): void => {
    const send = waiting.shift()
    if (send === undefined) {
      const run = idle
      idle = null
      run?.()
      return
    }
    out = true
    rseq++
    const number = rseq
    let intervalMs = t1Ms
    const again = (): void => {
      intervalMs *= 2
      repeat = clock.setTimer(intervalMs, again)
      send(number)
    }
    send(number)
    repeat = clock.setTimer(intervalMs, again)
    end = clock.setTimer(lifetimeMs, () => {
      clear()
      onTimeout()
    })
  }

  return {
    push: (send) => {
      if (stopped) return
      waiting.push(send)
      if (!out) next()
    },
    acknowledge: (rack, inviteSequence) => {
      const parsed = parseRack(rack)
      if (!out || parsed === null) return false
      if (parsed.rseq !== rseq || parsed.sequence !== inviteSequence || parsed.method !== 'INVITE')
        return false
      out = false
      clear()
      // The answer to the PRACK goes out before what it sets free.
      clock.setTimer(0, () => {
        if (!stopped && !out) next()
      })
      return true
    },
    whenIdle: (run) => {
      if (out || waiting.length > 0) idle = run
      else run()
    },
    stop: () => {
      stopped = true
      waiting.length = 0
      idle = null
      clear()
    },
  }
}

/** `response-num CSeq-num Method` (RFC 3262 §7.2). */
function parseRack(text: string): { rseq: number; sequence: number; method: string } | null {
  const parts: string[] = []
  let start = -1
  for (let at = 0; at <= text.length; at++) {
    const space = at === text.length || isSpace(text.charCodeAt(at))
    if (space && start !== -1) {
      parts.push(text.slice(start, at))
      start = -1
    } else if (!space && start === -1) start = at
  }
  const [first = '', second = '', method = ''] = parts
  const rseq = parseDecimal(first, 4_294_967_295)
  const sequence = parseDecimal(second, 2_147_483_647)
  return parts.length !== 3 || rseq === null || sequence === null ? null : { rseq, sequence, method }
}
