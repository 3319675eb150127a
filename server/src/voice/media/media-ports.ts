export interface PortRange {
  min: number
  max: number
}

/** What one worker listens on. */
export interface WorkerPorts {
  /** A leg's fresh peer listens on the port that its current one does not use (media/browser-leg.ts). */
  icePorts: [number, number]
  /** Starts even; RTP on even ports, RTCP on the next. */
  rtpPorts: PortRange
}

/**
 * Shares the media ports out: the first ones carry ICE, two a worker; the rest are cut into equal blocks of RTP pairs.
 * The same worker index gets the same ports after every restart, so firewalls and a dying predecessor see no others.
 * @returns null when some worker would be left without a single pair.
 */
export function shareMediaPorts(range: PortRange, workers: number): WorkerPorts[] | null {
  const firstRtp = range.min + 2 * workers
  const evenStart = firstRtp + (firstRtp % 2)
  const pairs = Math.floor((range.max - evenStart + 1) / 2)
  const pairsEach = Math.floor(pairs / workers)
  if (pairsEach < 1) return null
  return Array.from({ length: workers }, (_, index) => {
    const min = evenStart + index * pairsEach * 2
    const icePort = range.min + 2 * index
    return { icePorts: [icePort, icePort + 1], rtpPorts: { min, max: min + pairsEach * 2 - 1 } }
  })
}
