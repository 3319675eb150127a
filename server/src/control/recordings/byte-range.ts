/** What a `Range` header asks for, of a body of `sizeBytes`. Both ends are included. */
export type ByteRange =
  | { type: 'whole' }
  | { type: 'part'; start: number; end: number }
  | { type: 'unsatisfiable' }

/**
 * Reads `Range` (RFC 9110 §14.1.2 and §14.2). Another unit, a malformed set or several ranges are ignored, as a server
 * may: the whole body is the answer.
 */
export function readByteRange(header: string | null, sizeBytes: number): ByteRange {
  const match = header === null ? null : /^bytes=[\t ]*(\d*)-(\d*)[\t ]*$/i.exec(header)
  if (!match) return { type: 'whole' }
  const [, from = '', to = ''] = match
  if (from === '' && to === '') return { type: 'whole' }
  if (from === '') {
    const length = Number(to)
    if (length === 0 || sizeBytes === 0) return { type: 'unsatisfiable' }
    return { type: 'part', start: Math.max(0, sizeBytes - length), end: sizeBytes - 1 }
  }
  const start = Number(from)
  if (to !== '' && Number(to) < start) return { type: 'whole' }
  if (start >= sizeBytes) return { type: 'unsatisfiable' }
  return { type: 'part', start, end: to === '' ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1) }
}
