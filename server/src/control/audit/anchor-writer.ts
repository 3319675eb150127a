import type { Clock, Log } from '../ports.ts'
import { createAnchorSigner, hashLine } from './anchor.ts'
import type { AnchorFile, AnchorTail } from './anchor-file.ts'
import type { AuditRepository } from './ports.ts'

export interface AnchorWriter {
  /** Signs the head if it has moved since the last anchor. A disk that fails is logged, and tried again next time. */
  anchor(): Promise<void>
  /** Number of the row under the last anchor that this process wrote; 0 before it wrote one. */
  writtenSeq(): number
}

export function createAnchorWriter(deps: {
  repository: Pick<AuditRepository, 'last'>
  file: AnchorFile
  keys: { auditAnchorPrivatePem: string; auditAnchorPublicPem: string }
  clock: Clock
  log: Log
}): AnchorWriter {
  const { repository, file, keys, clock, log } = deps
  const sign = createAnchorSigner(keys.auditAnchorPrivatePem)
  let tail: AnchorTail | null = null
  /** Whether the file ends in a whole line, as far as is known. */
  let prepared = false
  let writtenSeq = 0
  let running: Promise<void> | null = null

  const write = async (): Promise<void> => {
    try {
      if (!prepared || tail === null) {
        const found = await file.prepare(keys.auditAnchorPublicPem)
        // What this process wrote itself it believes before the file: somebody may have cut that.
        tail ??= found
        prepared = true
      }
      const head = repository.last()
      if (head === null || head.seq <= tail.seq) return
      const line = sign({ ...head, at: clock.nowMs(), previous: tail.lastLine })
      await file.append(line)
      writtenSeq = head.seq
      tail = { seq: head.seq, lastLine: hashLine(line) }
    } catch (error) {
      // Control goes on: the rows are safe in the database, only their outside witness is late.
      log.error({ err: error }, 'the audit chain could not be anchored')
      prepared = false
    }
  }

  return {
    anchor: () =>
      (running ??= write().finally(() => {
        running = null
      })),
    writtenSeq: () => writtenSeq,
  }
}
