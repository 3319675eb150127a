import type { Page } from '@hearthline/shared'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { problemOf } from '../../api/query.ts'
import { ErrorState, Skeleton } from './empty.tsx'
import { Pager } from './list-tools.tsx'

/** What a paged list shows: why it did not load, grey bars, why it is empty, or its rows and the way to the others. */
export const PagedBody = <Item,>({
  list,
  failed,
  empty,
  offset,
  limit,
  onMove,
  children,
}: {
  list: UseQueryResult<Page<Item>>
  /** What is not there, when it failed. */
  failed: string
  empty: ReactNode
  offset: number
  limit: number
  onMove: (offset: number) => void
  children: (items: Item[]) => ReactNode
}) => {
  if (list.isError) {
    return <ErrorState title={failed} problem={problemOf(list.error)} onRetry={() => void list.refetch()} />
  }
  if (list.data === undefined) return <Skeleton rows={6} />
  if (list.data.items.length === 0) {
    // The last row of the last page is gone: there are rows, but not here.
    if (offset > 0 && list.data.total > 0) {
      return (
        <>
          {empty}
          <Pager offset={offset} limit={limit} total={list.data.total} onMove={onMove} />
        </>
      )
    }
    return empty
  }
  return (
    <>
      <div className="tablewrap">{children(list.data.items)}</div>
      <Pager offset={offset} limit={limit} total={list.data.total} onMove={onMove} />
    </>
  )
}
