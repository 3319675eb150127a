const dayMs = 86_400_000
const remindDays = 14

/** Whole days that an approval still holds; 0 on the last one and after. */
export const daysUntil = (endsAtMs: number, nowMs: number): number =>
  Math.max(0, Math.floor((endsAtMs - nowMs) / dayMs))

/** Whether the person is reminded that the approval of this browser ends. */
export const isEndingSoon = (endsAtMs: number, nowMs: number): boolean =>
  endsAtMs - nowMs < remindDays * dayMs
