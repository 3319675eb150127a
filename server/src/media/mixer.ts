/**
 * Sums frames of equal length into `out`, saturating at 16 bit; an empty list gives silence. Who is in the list is the
 * routing plan's business: an ear is never among its own sources.
 */
export function mixFrames(frames: readonly Int16Array[], out: Int16Array): Int16Array {
  const [first] = frames
  if (!first) return out.fill(0)
  if (frames.length === 1) {
    out.set(first)
    return out
  }
  for (let at = 0; at < out.length; at += 1) {
    let sum = 0
    for (const frame of frames) sum += frame[at] ?? 0
    out[at] = sum > 32_767 ? 32_767 : sum < -32_768 ? -32_768 : sum
  }
  return out
}
