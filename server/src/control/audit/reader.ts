import type { AuditEntryView, AuditFilter, Page, PageQuery } from '@hearthline/shared'
import { chainStart } from './chain.ts'
import { othersFirst } from './others-first.ts'
import type { AuditMatch, AuditNames, AuditRepository, LinkedRow, SeqRange } from './ports.ts'

/** The trail for the administrator's screen. */
export interface AuditReader {
  /** Newest first, with names; a search also finds what it names (AUDIT-6). */
  list(query: PageQuery & AuditFilter): Promise<Page<AuditEntryView>>
  actions(): string[]
  /** Rows oldest first in chunks, as they were when it was asked for; takes its time with a slow reader. */
  chunks(filter: AuditFilter): AsyncGenerator<AuditEntryView[]>
}

/**
 * A filter is counted in slices, since one count of 500,000 rows would hold up everybody for half a second; a slice takes
 * up to 10 ms. Rows never change, so the count of a whole slice is kept: later pages of the same filter cost one slice.
 */
const usualSliceRows = 10_000
const keptFilters = 50
/** More names than a person means by a search. */
const mostNamed = 500
const rowsPerChunk = 250

export function createAuditReader(deps: {
  repository: AuditRepository
  names: AuditNames
  /** 10,000 unless told. */
  rowsPerSlice?: number
}): AuditReader {
  const { repository, names, rowsPerSlice = usualSliceRows } = deps
  const sliceOf = (slice: number, head: number): SeqRange => ({
    fromSeq: slice * rowsPerSlice + 1,
    untilSeq: Math.min(head, (slice + 1) * rowsPerSlice),
  })
  /** By filter, the counts of whole slices by number; the filter used last is last. */
  const kept = new Map<string, Map<number, number>>()

  const matchOf = (filter: AuditFilter): AuditMatch => {
    const { search, action, actorId, outcome, from, until } = filter
    const text = search === '' ? undefined : search
    return {
      search: text,
      action: action === '' ? undefined : action,
      actorId,
      outcome,
      from,
      until,
      namedIds: text === undefined ? [] : names.idsNamed(text, mostNamed),
    }
  }

  const countsOf = (match: AuditMatch): Map<number, number> => {
    const key = JSON.stringify(match)
    const counts = kept.get(key) ?? new Map<number, number>()
    kept.delete(key)
    kept.set(key, counts)
    const [oldest] = kept.keys()
    if (kept.size > keptFilters && oldest !== undefined) kept.delete(oldest)
    return counts
  }

  /** Each id is looked up once for one page or export. */
  const viewer = () => {
    const personOf = remembering((id) => names.personOf(id))
    const nameOf = remembering((id) => names.nameOf(id))
    return ({ previousHash, ...row }: LinkedRow): AuditEntryView => ({
      ...row,
      previousHash: previousHash ?? chainStart,
      actor: row.actorId === null ? null : personOf(row.actorId),
      subjectName: row.subjectId === null ? null : nameOf(row.subjectId),
    })
  }

  const listAll = ({ offset, limit }: PageQuery, match: AuditMatch, head: number): Page<AuditEntryView> => {
    // Numbers have no gaps (AUDIT-2), so the page's rows are known without counting any.
    const range = { fromSeq: 1, untilSeq: head - offset }
    const rows = repository.newest(match, range, { offset: 0, limit })
    return { items: rows.map(viewer()), total: head }
  }

  async function* chunksUntil(match: AuditMatch, head: number): AsyncGenerator<AuditEntryView[]> {
    const viewOf = viewer()
    for (let slice = 0; slice * rowsPerSlice < head; slice += 1) {
      const range = sliceOf(slice, head)
      for (;;) {
        const rows = repository.oldest(match, range, rowsPerChunk)
        const last = rows.at(-1)
        if (last !== undefined) yield rows.map(viewOf)
        await othersFirst()
        if (last === undefined || rows.length < rowsPerChunk) break
        range.fromSeq = last.seq + 1
      }
    }
  }

  return {
    actions: () => repository.actions(),

    list: async (query) => {
      const match = matchOf(query)
      const head = repository.last()?.seq ?? 0
      if (isEverything(match)) return listAll(query, match, head)
      const counts = countsOf(match)
      const items: LinkedRow[] = []
      let total = 0
      for (let slice = Math.floor((head - 1) / rowsPerSlice); slice >= 0; slice -= 1) {
        const range = sliceOf(slice, head)
        const whole = range.untilSeq - range.fromSeq + 1 === rowsPerSlice
        const known = counts.get(slice)
        const count = known ?? repository.count(match, range)
        if (known === undefined && whole) counts.set(slice, count)
        const offset = Math.max(0, query.offset - total)
        const limit = query.limit - items.length
        if (limit > 0 && count > offset) items.push(...repository.newest(match, range, { offset, limit }))
        total += count
        if (known === undefined) await othersFirst()
      }
      return { items: items.map(viewer()), total }
    },

    chunks: (filter) => chunksUntil(matchOf(filter), repository.last()?.seq ?? 0),
  }
}

/** Most ids of an export come again and again; its memory is bounded all the same. */
const mostRemembered = 5_000

function remembering<Value>(look: (id: string) => Value): (id: string) => Value {
  const known = new Map<string, Value>()
  return (id) => {
    const before = known.get(id)
    if (before !== undefined) return before
    if (known.size >= mostRemembered) known.clear()
    const value = look(id)
    known.set(id, value)
    return value
  }
}

const isEverything = ({ namedIds, ...match }: AuditMatch): boolean =>
  namedIds.length === 0 && Object.values(match).every((value) => value === undefined)
