/** Half of the drawing's height; silence keeps a hair, so that the line of time stays visible. */
const half = 48
const hair = 0.8

/** One vertical bar per bucket, centred on 50 of 100. Peaks outside 0 to 1 are clipped. */
export const wavePath = (peaks: readonly number[]): string =>
  peaks
    .map((peak, index) => {
      const reach = Math.max(hair, Math.min(1, Math.max(0, peak)) * half)
      return `M${index + 0.5} ${(50 - reach).toFixed(1)}V${(50 + reach).toFixed(1)}`
    })
    .join('')
