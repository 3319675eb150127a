import type { NetworkScope } from '@hearthline/shared'
import type { Sorting } from '../../ui/components/sort-header.tsx'

export const networkPageSize = 25

export type NetworkColumn = 'cidr' | 'name' | 'kind' | 'ends' | 'created'

/** What of the list is shown. */
export interface NetworkView {
  search: string
  scope: NetworkScope['type'] | ''
  sorting: Sorting<NetworkColumn>
  offset: number
}

export const firstNetworkView: NetworkView = {
  search: '',
  scope: '',
  sorting: { by: 'created', direction: 'descending' },
  offset: 0,
}

export const networkQueryOf = ({ search, scope, sorting, offset }: NetworkView) => ({
  offset,
  limit: networkPageSize,
  sort: sorting.by,
  direction: sorting.direction,
  ...(search === '' ? {} : { search }),
  ...(scope === '' ? {} : { scope }),
})
