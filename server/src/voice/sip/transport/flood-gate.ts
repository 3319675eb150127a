/** Token buckets per flow and per address: a flood is cut off where it comes from, and nobody else feels it. */

interface Allowance {
  perSecond: number
  burst: number
}

export interface FloodLimits {
  flow: Allowance
  address: Allowance
  trunk: Allowance
}

type FloodVerdict =
  | 'pass'
  /** This message is to be dropped. */
  | 'drop'
  /** It has gone on so long that the connection is to be closed. */
  | 'cut'

interface Bucket {
  tokens: number
  atMs: number
  refused: number
}

/** Buckets kept at most; when there are more, the full ones (idle peers) are forgotten first, then the oldest. */
const maxBuckets = 20_000

export interface FloodGate {
  /** Asks for one message. A trunk has its own, larger allowance by address and none by flow. */
  admit(flowId: string, address: string, isTrunk: boolean, nowMs: number): FloodVerdict
  forgetFlow(flowId: string): void
}

export function createFloodGate(limits: FloodLimits): FloodGate {
  const flows = new Map<string, Bucket>()
  const addresses = new Map<string, Bucket>()

  return {
    admit: (flowId, address, isTrunk, nowMs) => {
      if (isTrunk) return take(addresses, `trunk ${address}`, limits.trunk, nowMs) ? 'pass' : 'drop'
      if (!take(flows, flowId, limits.flow, nowMs)) {
        return (flows.get(flowId)?.refused ?? 0) > limits.flow.burst ? 'cut' : 'drop'
      }
      return take(addresses, address, limits.address, nowMs) ? 'pass' : 'drop'
    },
    forgetFlow: (flowId) => void flows.delete(flowId),
  }
}

function take(buckets: Map<string, Bucket>, name: string, allowance: Allowance, nowMs: number): boolean {
  let bucket = buckets.get(name)
  if (bucket === undefined) {
    if (buckets.size >= maxBuckets) makeRoom(buckets, allowance, nowMs)
    bucket = { tokens: allowance.burst, atMs: nowMs, refused: 0 }
    buckets.set(name, bucket)
  }
  refill(bucket, allowance, nowMs)
  if (bucket.tokens < 1) {
    bucket.refused++
    return false
  }
  bucket.tokens--
  return true
}

function refill(bucket: Bucket, allowance: Allowance, nowMs: number): void {
  bucket.tokens = Math.min(
    allowance.burst,
    bucket.tokens + ((nowMs - bucket.atMs) / 1000) * allowance.perSecond,
  )
  bucket.atMs = nowMs
  if (bucket.tokens >= allowance.burst) bucket.refused = 0
}

function makeRoom(buckets: Map<string, Bucket>, allowance: Allowance, nowMs: number): void {
  for (const [name, bucket] of buckets) {
    refill(bucket, allowance, nowMs)
    if (bucket.tokens >= allowance.burst) buckets.delete(name)
  }
  for (const name of buckets.keys()) {
    if (buckets.size < maxBuckets * 0.9) return
    buckets.delete(name)
  }
}
