import { deviceRoutes, type Device, type DeviceGrade, type DeviceState } from '@hearthline/shared'
import { IconDeviceLaptop } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchAnswer } from '../../api/query.ts'
import { Button } from '../../ui/components/button.tsx'
import { Empty } from '../../ui/components/empty.tsx'
import { Choice, SearchBox } from '../../ui/components/list-tools.tsx'
import { PagedBody } from '../../ui/components/paged-body.tsx'
import { SortHeader, type Sorting } from '../../ui/components/sort-header.tsx'
import { ReplaceModal, RevokeModal } from './device-modals.tsx'
import { DeviceRow, soonDays } from './device-row.tsx'
import { InvestigateModal } from './investigate-modal.tsx'

const pageSize = 25
const states = [
  'approved',
  'suspended',
  'revoked',
  'refused',
  'expired',
] as const satisfies readonly DeviceState[]
type Column = 'person' | 'name' | 'grade' | 'last-seen' | 'ends' | 'requested'

interface Filters {
  search: string
  state: DeviceState | ''
  grade: DeviceGrade | ''
  soon: boolean
}
const first: Filters = { search: '', state: 'approved', grade: '', soon: false }

/** What a filter asks control for. */
const queryOf = ({ search, state, grade, soon }: Filters) => ({
  ...(search === '' ? {} : { search }),
  ...(state === '' ? {} : { state }),
  ...(grade === '' ? {} : { grade }),
  ...(soon ? { endsWithinDays: soonDays } : {}),
})

/** Devices: searched, filtered, sorted and paged on the server. Suspended ones stand above the approved. */
export const DeviceTable = () => {
  const { t } = useTranslation('admin')
  const { t: common } = useTranslation()
  const { search: asked } = useSearch({ from: '/admin/frame/devices' })
  const [filters, setFilters] = useState<Filters>(
    asked === undefined ? first : { ...first, search: asked, state: '' },
  )
  const [sorting, setSorting] = useState<Sorting<Column>>({ by: 'person', direction: 'ascending' })
  const [offset, setOffset] = useState(0)
  const [doing, setDoing] = useState<{ what: 'revoke' | 'replace' | 'investigate'; device: Device } | null>(
    null,
  )
  const query = {
    offset,
    limit: pageSize,
    sort: sorting.by,
    direction: sorting.direction,
    ...queryOf(filters),
  }
  const devices = useQuery({
    queryKey: ['devices', query],
    queryFn: ({ signal }) => fetchAnswer(deviceRoutes.list, { query, signal }),
    placeholderData: keepPreviousData,
  })
  const withSuspended = filters.state === 'approved' && !filters.soon && offset === 0
  const suspendedQuery = { ...queryOf({ ...filters, state: 'suspended' }), limit: pageSize }
  const suspended = useQuery({
    queryKey: ['devices', 'suspended', suspendedQuery],
    queryFn: ({ signal }) => fetchAnswer(deviceRoutes.list, { query: suspendedQuery, signal }),
    enabled: withSuspended,
    placeholderData: keepPreviousData,
  })
  const above = withSuspended ? (suspended.data?.items ?? []) : []
  // One that was let in again may stand in both lists until both have come anew.
  const aboveOf = (items: readonly Device[]) =>
    above.filter((device) => items.every((item) => item.deviceId !== device.deviceId))
  const filter = (change: Partial<Filters>) => {
    setFilters({ ...filters, ...change })
    setOffset(0)
  }
  const sort = (next: Sorting<Column>) => {
    setSorting(next)
    setOffset(0)
  }
  const header = { sorting, onSort: sort }
  const title = t(`devices.list.${filters.state === '' ? 'any' : filters.state}`)
  const rowActions = {
    onRevoke: (device: Device) => setDoing({ what: 'revoke', device }),
    onReplace: (device: Device) => setDoing({ what: 'replace', device }),
    onInvestigate: (device: Device) => setDoing({ what: 'investigate', device }),
  }
  const close = () => setDoing(null)
  const rows = (items: Device[]) => (
    <table className="tight device-list">
      <thead>
        <tr>
          <SortHeader column="person" {...header}>
            {t('devices.columns.person')}
          </SortHeader>
          <SortHeader column="name" {...header}>
            {t('devices.columns.device')}
          </SortHeader>
          <SortHeader column="grade" {...header}>
            {t('devices.columns.grade')}
          </SortHeader>
          <SortHeader column="last-seen" first="descending" {...header}>
            {t('devices.columns.seen')}
          </SortHeader>
          <th scope="col">{t('devices.columns.network')}</th>
          <SortHeader column="ends" {...header}>
            {t('devices.columns.until')}
          </SortHeader>
          <th scope="col">{t('devices.columns.refusal')}</th>
          <th scope="col">
            <span className="vh">{t('devices.columns.actions')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {[...aboveOf(items), ...items].map((device) => (
          <DeviceRow key={device.deviceId} device={device} {...rowActions} />
        ))}
      </tbody>
    </table>
  )
  const untouched = filters.search === '' && filters.grade === '' && !filters.soon
  const empty = (
    <Empty
      icon={IconDeviceLaptop}
      title={t('devices.empty')}
      action={!untouched && <Button onPress={() => filter(first)}>{common('action.clear')}</Button>}
    >
      {t(untouched ? 'devices.emptyText' : 'devices.emptyFiltered')}
    </Empty>
  )
  return (
    <section className="card list-card" aria-label={title}>
      <div className="hd wrap">
        <h3 className="h3">{title}</h3>
        <span className="t3 sm num">
          {devices.data !== undefined && t('devices.listCount', { count: devices.data.total })}
        </span>
        <div className="ml row g8 wrap">
          <SearchBox
            small
            label={t('devices.search')}
            value={filters.search}
            onSearch={(search) => filter({ search })}
            width={200}
          />
          <Choice
            small
            label={t('devices.state')}
            value={filters.state}
            onChoose={(state) => filter({ state })}
            options={[
              { value: '', word: t('devices.anyState') },
              ...states.map((value) => ({ value, word: t(`devices.states.${value}`) })),
            ]}
          />
          <Choice
            small
            label={t('devices.grade')}
            value={filters.grade}
            onChoose={(grade) => filter({ grade })}
            options={[
              { value: '', word: t('devices.anyGrade') },
              { value: 'D1', word: `D1 ${common('grade.D1')}` },
              { value: 'D2', word: `D2 ${common('grade.D2')}` },
            ]}
          />
          <Button
            size="sm"
            className={filters.soon ? 'chosen' : ''}
            aria-pressed={filters.soon}
            onPress={() => filter({ soon: !filters.soon })}
          >
            {t('devices.endsSoon')}
          </Button>
        </div>
      </div>
      {above.length > 0 && devices.data?.items.length === 0 ? (
        <div className="tablewrap">{rows([])}</div>
      ) : (
        <PagedBody
          list={devices}
          failed={t('devices.failed')}
          empty={empty}
          offset={offset}
          limit={pageSize}
          onMove={setOffset}
        >
          {rows}
        </PagedBody>
      )}
      {doing?.what === 'revoke' && <RevokeModal device={doing.device} onClose={close} />}
      {doing?.what === 'replace' && <ReplaceModal device={doing.device} onClose={close} />}
      {doing?.what === 'investigate' && <InvestigateModal device={doing.device} onClose={close} />}
    </section>
  )
}
