/** DESIGN section 9: a wallboard that says everything says nothing. */
const announceEveryMs = 5_000

export interface Announcer {
  said: ReadonlySet<string>
  lastMs: number
}

/**
 * Which attention item a screen reader is told now: only new ones, most urgent first, at most one every 5 s. One that
 * goes and comes back is new again.
 * @param keys of the items that stand now, most urgent first
 * @returns the item to say, null for none; and in how many ms to ask again, null when nothing waits
 */
export function announce(
  before: Announcer,
  keys: readonly string[],
  nowMs: number,
): { announcer: Announcer; say: string | null; againInMs: number | null } {
  const said = new Set(keys.filter((key) => before.said.has(key)))
  const fresh = keys.filter((key) => !said.has(key))
  const [first] = fresh
  if (first === undefined) return { announcer: { ...before, said }, say: null, againInMs: null }
  const waitMs = before.lastMs + announceEveryMs - nowMs
  if (waitMs > 0) return { announcer: { ...before, said }, say: null, againInMs: waitMs }
  said.add(first)
  return {
    announcer: { said, lastMs: nowMs },
    say: first,
    againInMs: fresh.length > 1 ? announceEveryMs : null,
  }
}
