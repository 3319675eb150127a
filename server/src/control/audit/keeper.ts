import type { AuditVerification } from '@hearthline/shared'
import type { Clock, Log, Timer } from '../ports.ts'
import type { AnchorFile } from './anchor-file.ts'
import { createAnchorWriter } from './anchor-writer.ts'
import type { AuditRepository } from './ports.ts'
import { checkOn, nothingChecked, verificationOf, type Checked } from './verification.ts'

/** Keeps the chain honest while control runs: an anchor and a check of what is new each minute, a full walk on demand. */
export interface AuditKeeper {
  start(): void
  /** What the standing check last found; waits for the first one. */
  verification(): Promise<AuditVerification>
  /** Walks everything now. Who asks while such a walk waits or runs gets its answer. */
  verifyAll(): Promise<AuditVerification>
  /** Stops the walks and writes the last anchor. Idempotent. */
  dispose(): Promise<void>
}

const everyMs = 60_000

export function createAuditKeeper(deps: {
  repository: AuditRepository
  file: AnchorFile
  keys: { auditAnchorPrivatePem: string; auditAnchorPublicPem: string }
  clock: Clock
  log: Log
}): AuditKeeper {
  const { repository, file, keys, clock, log } = deps
  const writer = createAnchorWriter(deps)
  let checked: Checked = nothingChecked()
  let latest: AuditVerification | null = null
  let walkingAll: Promise<AuditVerification> | null = null
  /** Checks run one after another. */
  let queue: Promise<unknown> = Promise.resolve()
  let timer: Timer | null = null
  let disposing: Promise<void> | null = null

  const check = async (from: () => Checked): Promise<AuditVerification> => {
    const startedAtMs = clock.nowMs()
    // Noted before: an anchor that is written during the walk may be behind it.
    const writtenSeq = writer.writtenSeq()
    checked = await checkOn(from(), {
      repository,
      file,
      publicPem: keys.auditAnchorPublicPem,
      stopped: () => disposing !== null,
    })
    // Cut short: what was not walked is not known to be bad.
    const found = verificationOf(checked, { startedAtMs, clock }, disposing === null ? writtenSeq : 0)
    const { firstBadSeq, anchors } = found
    if (firstBadSeq !== null || anchors.firstBad !== null)
      log.error({ firstBadSeq, anchor: anchors.firstBad }, 'the audit trail was tampered with')
    latest = found
    return found
  }
  const inTurn = <Value>(work: () => Promise<Value>): Promise<Value> => {
    const done = queue.then(work)
    queue = done.catch(() => undefined)
    return done
  }

  const minute = async (): Promise<void> => {
    try {
      await inTurn(async () => {
        await writer.anchor()
        return check(() => checked)
      })
    } catch (error) {
      log.error({ err: error }, 'the audit trail could not be checked')
    } finally {
      if (disposing === null) timer = clock.setTimer(everyMs, () => void minute())
    }
  }

  const verifyAll = (): Promise<AuditVerification> =>
    (walkingAll ??= inTurn(() => check(nothingChecked)).finally(() => {
      walkingAll = null
    }))

  return {
    start: () => void minute(),
    verification: async () => {
      await queue
      return latest ?? verifyAll()
    },
    verifyAll,
    dispose: () =>
      (disposing ??= (async () => {
        timer?.cancel()
        await queue
        await writer.anchor()
      })()),
  }
}
