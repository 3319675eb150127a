/** A clock that runs fast here would try, be refused and try again without a pause. */
const pauseMs = 30_000
/** The bar of a long wait starts an hour before; it says that time passes, not how much of the night is over. */
const barMs = 3_600_000

/** When the page tries by itself: at the opening, but not at once after a refusal. This computer's clock, unix ms. */
export const openingAt = (opensAtMs: number, refusedAtMs: number): number =>
  Math.max(opensAtMs, refusedAtMs + pauseMs)

/** How full the bar is, 0 to 1. */
export const openingFraction = (opensAtMs: number, refusedAtMs: number, nowMs: number): number => {
  const wholeMs = Math.max(barMs, opensAtMs - refusedAtMs)
  return Math.min(1, Math.max(0, 1 - (opensAtMs - nowMs) / wholeMs))
}

/** `America/New_York` → `New York`: what people call the zone. */
export const zoneName = (timeZone: string): string =>
  (timeZone.split('/').at(-1) ?? timeZone).replaceAll('_', ' ')
