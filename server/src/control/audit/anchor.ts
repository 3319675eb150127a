import { createHash, createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto'
import { z } from 'zod'

/**
 * A signed statement of what the head of the chain was: one JSON line. Rows that were cut off or rewritten afterwards
 * cannot match it any more (AUDIT-10, docs/adr/0010).
 */
export const Anchor = z.strictObject({
  seq: z.int().positive(),
  /** Hash of the row with this number. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  /** When it was signed, Unix milliseconds. */
  at: z.int().nonnegative(),
  /** Hex SHA-256 of the line before, without its line feed; 64 zeros in the first. */
  previous: z.string().regex(/^[0-9a-f]{64}$/),
  /** Ed25519 (RFC 8032) over `anchorText`, base64url. */
  signature: z.string().regex(/^[A-Za-z0-9_-]{86}$/),
})
export type Anchor = z.infer<typeof Anchor>

export const anchorsStart = '0'.repeat(64)

/** What is signed. */
const anchorText = ({ seq, hash, at, previous }: Omit<Anchor, 'signature'>): string =>
  `hearthline-audit-anchor-v1|${seq}|${hash}|${at}|${previous}`

export const hashLine = (line: string): string => createHash('sha256').update(line).digest('hex')

/** @returns a function that makes the line of an anchor, without its line feed. */
export function createAnchorSigner(privatePem: string): (facts: Omit<Anchor, 'signature'>) => string {
  const key = createPrivateKey(privatePem)
  return ({ seq, hash, at, previous }) => {
    const facts = { seq, hash, at, previous }
    const signature = sign(null, Buffer.from(anchorText(facts)), key).toString('base64url')
    return JSON.stringify({ ...facts, signature })
  }
}

/** Null for a line that is no anchor. */
export function readAnchor(line: string): Anchor | null {
  try {
    return Anchor.safeParse(JSON.parse(line)).data ?? null
  } catch {
    return null
  }
}

export const anchorKeyOf = (publicPem: string): KeyObject => createPublicKey(publicPem)

/** How far a walk along the anchors has come; start with `newAnchorWalk()`. */
export interface AnchorWalk {
  count: number
  last: { seq: number; hash: string; at: number } | null
  /** Hash of the last line. */
  lastLine: string
  /**
   * `unreadable`: no anchor, `seq` is that of the one before. `signature`: not signed by this house, or out of its order.
   * `hash`: the row is not the one that was signed. `missing-rows`: there is no such row any more.
   */
  firstBad: { seq: number; why: 'signature' | 'hash' | 'missing-rows' | 'unreadable' } | null
}

export const newAnchorWalk = (): AnchorWalk => ({
  count: 0,
  last: null,
  lastLine: anchorsStart,
  firstBad: null,
})

/** Takes the next line. After the first bad one it only counts. */
export function walkAnchor(
  walk: AnchorWalk,
  line: string,
  key: KeyObject,
  hashAt: (seq: number) => string | null,
): AnchorWalk {
  const anchor = readAnchor(line)
  const next = { ...walk, count: walk.count + 1, lastLine: hashLine(line) }
  if (anchor === null)
    return { ...next, firstBad: walk.firstBad ?? { seq: walk.last?.seq ?? 0, why: 'unreadable' } }
  const { seq, hash, at } = anchor
  const last = { seq, hash, at }
  if (walk.firstBad !== null) return { ...next, last }
  const why = faultOf(anchor, walk, key, hashAt)
  return { ...next, last, firstBad: why === null ? null : { seq, why } }
}

function faultOf(
  anchor: Anchor,
  walk: AnchorWalk,
  key: KeyObject,
  hashAt: (seq: number) => string | null,
): NonNullable<AnchorWalk['firstBad']>['why'] | null {
  const inOrder = anchor.previous === walk.lastLine && anchor.seq > (walk.last?.seq ?? 0)
  const signature = Buffer.from(anchor.signature, 'base64url')
  if (!inOrder || !verify(null, Buffer.from(anchorText(anchor)), key, signature)) return 'signature'
  const hash = hashAt(anchor.seq)
  if (hash === null) return 'missing-rows'
  return hash === anchor.hash ? null : 'hash'
}
