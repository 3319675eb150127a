import type { AuditVerification } from '@hearthline/shared'
import type { Clock } from '../ports.ts'
import { anchorKeyOf, newAnchorWalk, walkAnchor, type AnchorWalk } from './anchor.ts'
import type { AnchorFile } from './anchor-file.ts'
import { newWalk, walkRows, type ChainWalk } from './chain.ts'
import { othersFirst } from './others-first.ts'
import type { AuditRepository } from './ports.ts'

/** How far chain and anchors have been checked. */
export interface Checked {
  chain: ChainWalk
  anchors: AnchorWalk
  /** Bytes of the anchors' file that are behind the walk. */
  anchorBytes: number
}

export const nothingChecked = (): Checked => ({
  chain: newWalk(),
  anchors: newAnchorWalk(),
  anchorBytes: 0,
})

/** A chunk of rows takes about 4 ms, one of anchors about 3 ms. */
const rowsPerChunk = 500
const anchorsPerChunk = 25

export interface CheckDeps {
  repository: Pick<AuditRepository, 'after' | 'hashAt'>
  file: Pick<AnchorFile, 'lines'>
  /** SPKI; null when there are no anchors to check. */
  publicPem: string | null
  /** True ends the walk early. */
  stopped?: () => boolean
}

/**
 * Walks on from where the last check came to: new rows, then new anchors against rows, letting other work in between
 * (AUDIT-3). A row that was checked last and is another one now is bad, too: somebody cut and rebuilt behind it.
 * Rejects with what the disk says when the anchors cannot be read.
 */
export async function checkOn(from: Checked, deps: CheckDeps): Promise<Checked> {
  const { repository, file, publicPem, stopped = () => false } = deps
  let chain = stillThere(from.chain, repository)
  for (;;) {
    const rows = stopped() ? [] : repository.after(chain.lastSeq, rowsPerChunk)
    if (rows.length === 0) break
    chain = walkRows(chain, rows)
    await othersFirst()
  }
  let { anchors, anchorBytes } = from
  if (publicPem === null) return { chain, anchors, anchorBytes }
  const key = anchorKeyOf(publicPem)
  let taken = 0
  for await (const { line, endByte } of file.lines(anchorBytes)) {
    if (stopped()) break
    anchors = walkAnchor(anchors, line, key, (seq) => repository.hashAt(seq))
    anchorBytes = endByte
    taken += 1
    if (taken % anchorsPerChunk === 0) await othersFirst()
  }
  return { chain, anchors: lastStillThere(anchors, repository), anchorBytes }
}

function stillThere(chain: ChainWalk, repository: CheckDeps['repository']): ChainWalk {
  if (chain.firstBad !== null || chain.lastSeq === 0) return chain
  return repository.hashAt(chain.lastSeq) === chain.head
    ? chain
    : { ...chain, firstBad: { seq: chain.lastSeq, why: 'hash' } }
}

/** The last anchor holds for its row now, not only when it was new. */
function lastStillThere(anchors: AnchorWalk, repository: CheckDeps['repository']): AnchorWalk {
  const { last, firstBad } = anchors
  if (firstBad !== null || last === null) return anchors
  const hash = repository.hashAt(last.seq)
  if (hash === last.hash) return anchors
  return { ...anchors, firstBad: { seq: last.seq, why: hash === null ? 'missing-rows' : 'hash' } }
}

/** The answer for screens. @param writtenSeq the last anchor that this process wrote itself; the file must have it. */
export function verificationOf(
  { chain, anchors }: Checked,
  when: { startedAtMs: number; clock: Pick<Clock, 'nowMs'> },
  writtenSeq = 0,
): AuditVerification {
  const checkedAt = when.clock.nowMs()
  const lost = anchors.firstBad === null && (anchors.last?.seq ?? 0) < writtenSeq
  return {
    rows: chain.rows,
    head: chain.head,
    firstBadSeq: chain.firstBad?.seq ?? null,
    checkedAt,
    tookMs: Math.max(0, checkedAt - when.startedAtMs),
    anchors: {
      count: anchors.count,
      last: anchors.last,
      firstBad: lost ? { seq: writtenSeq, why: 'unreadable' } : anchors.firstBad,
    },
  }
}
