/** The value below which the part `p` (0 to 1) of the values lies, by nearest rank; one decimal. NaN for none. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const value = sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] ?? Number.NaN
  return Math.round(value * 10) / 10
}
