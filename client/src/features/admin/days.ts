const two = (part: number): string => String(part).padStart(2, '0')

/** A moment's local day as the browser's date field writes it, `2026-11-19`. */
export const dateOf = (at: number): string => {
  const date = new Date(at)
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

/** The last moment of a local day, unix ms, also on the days that clocks change; null for an impossible date. */
export const endOfDay = (date: string): number | null => {
  const [year, month, day] = date.split('-').map(Number)
  if (year === undefined || month === undefined || day === undefined) return null
  const at = new Date(year, month - 1, day + 1).getTime() - 1
  return Number.isNaN(at) ? null : at
}
