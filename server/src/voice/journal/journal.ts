import type { CallId } from '@hearthline/shared'
import type { Clock, RandomSource, Timer } from '../../ports.ts'
import type { JournalledEvent, VoiceEvent } from '../../protocol/voice-link.ts'
import type { Unfinished, VoiceJournal, VoiceLog } from '../ports.ts'
import { openJournalFile, readJournalFile } from './journal-file.ts'
import type { JournalLine } from './journal-file.ts'
import { createOpenMatters } from './unfinished.ts'

export interface JournalDeps {
  path: string
  clock: Clock
  random: RandomSource
  log: VoiceLog
  limits?: { maxBacklog?: number; compactAboveBytes?: number }
}

/**
 * Every event of this node, kept on disk until control has it (rules JRN-*). One write and one sync carry whatever came
 * while the last ones ran, so the event loop never waits and the order is the order of `append`.
 */
export interface Journal extends VoiceJournal {
  /** Entries that have just reached the disk, in order. @returns ends the subscription. */
  onDurable(listener: (entries: readonly JournalledEvent[]) => void): () => void
  /** Durable entries after `seq` that control has not confirmed, oldest first, at most `limit`. */
  pendingAfter(seq: number, limit: number): JournalledEvent[]
  /** Control has committed everything up to `seq`. */
  applied(seq: number): void
  /**
   * Control knows a higher number than this journal, which is then younger than control's memory of it (its folder was
   * deleted): what waits is numbered again from there, or control would take it for old.
   */
  continueAfter(seq: number): Promise<void>
  /** Events that are not confirmed yet, whether or not they are on disk. */
  backlog(): number
  /** Number of the newest durable entry. */
  lastSeq(): number
  /** Number of the newest entry, whether or not it is on disk. */
  appendedSeq(): number
  /** Resolves when everything appended so far is on disk. */
  flushed(): Promise<void>
  dispose(): Promise<void>
}

export interface OpenedJournal {
  journal: Journal
  unfinished: Unfinished
  recentCallIds: CallId[]
}

const retryMs = 1_000

const asLine = (entry: JournalledEvent): JournalLine => ({ kind: 'entry', entry })

/** @throws the file system's error when the file cannot be opened: there is no node without its journal. */
export async function openJournal(deps: JournalDeps): Promise<OpenedJournal> {
  const { clock, random, log } = deps
  const maxBacklog = deps.limits?.maxBacklog ?? 200_000
  const compactAboveBytes = deps.limits?.compactAboveBytes ?? 4 * 1024 * 1024
  const contents = await readJournalFile(deps.path)
  if (contents.damagedLines > 0)
    log.error({ damagedLines: contents.damagedLines }, 'the journal has lines that cannot be read')
  const file = await openJournalFile(deps.path, contents.soundBytes)
  const matters = createOpenMatters()
  for (const entry of contents.entries) matters.take(entry)

  let nextSeq = contents.lastSeq + 1
  let durableSeq = contents.lastSeq
  let appliedSeq = contents.appliedSeq
  let notedSeq = contents.appliedSeq
  /** Durable and unconfirmed, in order of seq. */
  let pending = contents.entries.filter((entry) => entry.seq > appliedSeq)
  let queue: JournalledEvent[] = []
  /** Taken from the queue, not yet durable. */
  let inFlight = 0
  /** Grows with what must be kept, so that a journal full of unfinished calls is not rewritten again and again. */
  let rewriteAboveBytes = compactAboveBytes
  /** A wish to number again; done between two writes. */
  let continueFrom = 0
  let writing: Promise<void> | null = null
  let disposed = false
  const listeners = new Set<(entries: readonly JournalledEvent[]) => void>()

  const wait = (delayMs: number): Promise<void> =>
    new Promise((resolve) => {
      const timer: Timer = clock.setTimer(delayMs, () => {
        timer.cancel()
        resolve()
      })
    })

  const untilWritten = async (what: string, write: () => Promise<void>): Promise<boolean> => {
    for (;;) {
      try {
        await write()
        return true
      } catch (error) {
        log.error({ err: error, backlog: queue.length }, `${what} failed`)
        if (disposed) return false
        await wait(retryMs)
      }
    }
  }

  const rewrite = (): Promise<boolean> => {
    const kept = new Map<number, JournalledEvent>()
    for (const entry of [...matters.worthKeeping(clock.nowMs()), ...pending]) kept.set(entry.seq, entry)
    const lines = [...kept.values()].toSorted((one, other) => one.seq - other.seq).map(asLine)
    return untilWritten('rewriting the journal', () =>
      file.rewrite([{ kind: 'head', lastSeq: durableSeq, appliedSeq }, ...lines]),
    )
  }

  const renumber = async (): Promise<void> => {
    let seq = continueFrom
    continueFrom = 0
    if (seq <= durableSeq) return
    appliedSeq = seq
    const again = (entry: JournalledEvent): JournalledEvent => ({ ...entry, seq: ++seq })
    pending = pending.map(again)
    durableSeq = seq
    queue = queue.map(again)
    nextSeq = seq + 1
    await rewrite()
  }

  const writeAll = async (): Promise<void> => {
    for (;;) {
      if (continueFrom > 0) await renumber()
      if (queue.length === 0) return
      const batch = queue
      queue = []
      inFlight = batch.length
      const note: JournalLine[] = appliedSeq > notedSeq ? [{ kind: 'applied', seq: appliedSeq }] : []
      const noting = appliedSeq
      const isWritten = await untilWritten('writing the journal', () =>
        file.append([...note, ...batch.map(asLine)]),
      )
      if (!isWritten) return
      notedSeq = noting
      for (const entry of batch) {
        matters.take(entry)
        pending.push(entry)
      }
      inFlight = 0
      durableSeq = batch.at(-1)?.seq ?? durableSeq
      for (const listener of listeners) listener(batch)
      if (file.sizeBytes() > rewriteAboveBytes && pending.length < 1_000) {
        await rewrite()
        rewriteAboveBytes = Math.max(compactAboveBytes, 2 * file.sizeBytes())
      }
    }
  }

  /** What no write has taken up yet. */
  const backlogInMemory = (): number => queue.length + (continueFrom > 0 ? 1 : 0)

  const waitingCount = (): number => pending.length + inFlight + queue.length

  const pump = (): Promise<void> => {
    writing ??= writeAll().finally(() => {
      writing = null
      if (!disposed && backlogInMemory() > 0) void pump()
    })
    return writing
  }

  const flushed = async (): Promise<void> => {
    await pump()
    if (backlogInMemory() > 0) await flushed()
  }

  const journal: Journal = {
    append: (event: VoiceEvent) => {
      queue.push({ seq: nextSeq++, eventId: random.uuid(), atMs: clock.nowMs(), event })
      void pump()
    },
    hasRoom: () => waitingCount() < maxBacklog,
    onDurable: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    pendingAfter: (seq, limit) => {
      const first = pending.findIndex((entry) => entry.seq > seq)
      return first === -1 ? [] : pending.slice(first, first + limit)
    },
    applied: (seq) => {
      if (seq <= appliedSeq || seq > durableSeq) return
      appliedSeq = seq
      const first = pending.findIndex((entry) => entry.seq > seq)
      pending = first === -1 ? [] : pending.slice(first)
    },
    continueAfter: async (seq) => {
      if (seq <= durableSeq) return
      continueFrom = seq
      await flushed()
    },
    backlog: () => waitingCount(),
    lastSeq: () => durableSeq,
    appendedSeq: () => nextSeq - 1,
    flushed,
    dispose: async () => {
      if (disposed) return
      await flushed()
      disposed = true
      await file.dispose()
    },
  }
  return {
    journal,
    unfinished: matters.unfinished(),
    recentCallIds: matters.recentCallIds(clock.nowMs()),
  }
}
