import type { SortDirection } from '@hearthline/shared'
import { IconArrowDown, IconArrowUp, IconArrowsSort } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Icon } from './icon.tsx'

/** How a list is sorted: by one of its columns, either way. */
export interface Sorting<Column extends string> {
  by: Column
  direction: SortDirection
}

/** What a press on a column's header asks for: the other way round, or that column, the way it starts. */
export const sortedBy = <Column extends string>(
  now: Sorting<Column>,
  column: Column,
  first: SortDirection = 'ascending',
): Sorting<Column> =>
  now.by === column
    ? { by: column, direction: now.direction === 'ascending' ? 'descending' : 'ascending' }
    : { by: column, direction: first }

/** The header of a column that sorts its list on the server: a button, so that Tab and Enter reach it (WAI-ARIA APG, sortable table). */
export const SortHeader = <Column extends string>({
  column,
  sorting,
  first,
  onSort,
  className = '',
  children,
}: {
  column: Column
  sorting: Sorting<Column>
  /** The way it sorts at the first press; ascending unless told. */
  first?: SortDirection
  onSort: (sorting: Sorting<Column>) => void
  className?: string
  children: ReactNode
}) => {
  const sorted = sorting.by === column
  return (
    <th scope="col" className={className} aria-sort={sorted ? sorting.direction : 'none'}>
      <button type="button" className="sort" onClick={() => onSort(sortedBy(sorting, column, first))}>
        {children}
        <Icon
          of={sorted ? (sorting.direction === 'ascending' ? IconArrowUp : IconArrowDown) : IconArrowsSort}
          size={12}
        />
      </button>
    </th>
  )
}
