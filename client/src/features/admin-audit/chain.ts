import type { AuditVerification } from '@hearthline/shared'

type Why = 'row' | NonNullable<AuditVerification['anchors']['firstBad']>['why']

/** What the last check says of the chain; `seq` is the first row that is not proved any more. */
export type ChainState = { type: 'unbroken' } | { type: 'broken'; seq: number; why: Why }

/** The earlier of the two breaks that a check can find: in the rows themselves, or against a signed anchor. */
export const chainStateOf = ({ firstBadSeq, anchors }: AuditVerification): ChainState => {
  const anchor = anchors.firstBad
  if (firstBadSeq !== null && (anchor === null || firstBadSeq <= anchor.seq)) {
    return { type: 'broken', seq: firstBadSeq, why: 'row' }
  }
  return anchor === null ? { type: 'unbroken' } : { type: 'broken', seq: anchor.seq, why: anchor.why }
}

export type RowProof = 'proved' | 'bad' | 'unproved' | 'unchecked'

/** What the last check says of one row; rows that came after it are not checked yet. */
export const proofOf = (seq: number, verification: AuditVerification | undefined): RowProof => {
  if (verification === undefined) return 'unchecked'
  const state = chainStateOf(verification)
  if (state.type === 'broken' && seq >= state.seq) return seq === state.seq ? 'bad' : 'unproved'
  return seq > verification.rows ? 'unchecked' : 'proved'
}

export type Segment = 'proved' | 'anchor' | 'bad' | 'unproved'

/** The chain as so many equal parts, oldest first: the part with the newest anchor is marked, the break and all after it shown. */
export const segmentsOf = (verification: AuditVerification, count: number): Segment[] => {
  const { rows, anchors } = verification
  const state = chainStateOf(verification)
  const partOf = (seq: number) =>
    Math.min(count - 1, Math.max(0, Math.ceil((seq / Math.max(1, rows)) * count) - 1))
  const broken = state.type === 'broken' ? partOf(state.seq) : count
  const anchored = anchors.last === null ? -1 : partOf(anchors.last.seq)
  return Array.from({ length: count }, (_, part) => {
    if (part === broken) return 'bad'
    if (part > broken) return 'unproved'
    return part === anchored ? 'anchor' : 'proved'
  })
}

/** `c19e…04ab`. */
export const shortHash = (hash: string): string => `${hash.slice(0, 4)}…${hash.slice(-4)}`

/** `c19e 72d5 … 04ab`. */
export const longHash = (hash: string): string =>
  `${hash.slice(0, 4)} ${hash.slice(4, 8)} … ${hash.slice(-4)}`
