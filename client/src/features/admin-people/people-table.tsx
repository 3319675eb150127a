import { peopleRoutes, type Person, type PersonId } from '@hearthline/shared'
import { IconUsers } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchAnswer } from '../../api/query.ts'
import { Chip } from '../../ui/components/alert.tsx'
import { Empty } from '../../ui/components/empty.tsx'
import { PagedBody } from '../../ui/components/paged-body.tsx'
import { PersonName } from '../../ui/components/person.tsx'
import { SortHeader, type Sorting } from '../../ui/components/sort-header.tsx'
import { everybody, PeopleFilters, type PeopleFilter } from './people-filters.tsx'
import { useSites } from './use-directory.ts'

const pageSize = 25
type Column = 'name' | 'user-name' | 'role' | 'created'

export const StateChip = ({ person }: { person: Person }) => {
  const { t } = useTranslation('adminPeople')
  if (person.disabled) return <Chip tone="bad">{t('state.disabled')}</Chip>
  return person.hasPassword ? (
    <Chip tone="ready">{t('state.enabled')}</Chip>
  ) : (
    <Chip tone="hold">{t('state.invited')}</Chip>
  )
}

const Row = ({
  person,
  siteName,
  chosen,
  onChoose,
}: {
  person: Person
  siteName: string | null
  chosen: boolean
  onChoose: () => void
}) => {
  const { t } = useTranslation('adminPeople')
  const { t: common } = useTranslation()
  return (
    // The name in it is the button; the row only takes the pointer.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <tr className={`act${chosen ? ' sel' : ''}`} onClick={onChoose}>
      <td className="m">
        <button type="button" className="row-button" aria-pressed={chosen}>
          <PersonName name={person.displayName} />
        </button>
      </td>
      <td className="t2">
        <PersonName name={person.userName} />
      </td>
      <td className="nw">{common(`role.${person.role}`)}</td>
      <td className="t2">
        {person.teams.length === 0 ? (
          <span className="t3">{t('none')}</span>
        ) : (
          <PersonName name={person.teams.map((team) => team.name).join(', ')} />
        )}
      </td>
      <td className="t2 wide-only">
        {siteName === null ? <span className="t3">{t('none')}</span> : <PersonName name={siteName} />}
      </td>
      <td className="r num wide-only">{person.devices}</td>
      <td className="nw">
        <StateChip person={person} />
      </td>
    </tr>
  )
}

/** People, searched, filtered, sorted and paged on the server. */
export const PeopleTable = ({
  chosen,
  onChoose,
}: {
  chosen: PersonId | null
  onChoose: (personId: PersonId) => void
}) => {
  const { t } = useTranslation('adminPeople')
  const [filter, setFilter] = useState<PeopleFilter>(everybody)
  const [sorting, setSorting] = useState<Sorting<Column>>({ by: 'name', direction: 'ascending' })
  const [offset, setOffset] = useState(0)
  const query = {
    offset,
    limit: pageSize,
    sort: sorting.by,
    direction: sorting.direction,
    ...(filter.search === '' ? {} : { search: filter.search }),
    ...(filter.role === '' ? {} : { role: filter.role }),
    ...(filter.teamId === '' ? {} : { teamId: filter.teamId }),
    ...(filter.siteId === '' ? {} : { siteId: filter.siteId }),
    ...(filter.state === '' ? {} : { state: filter.state }),
  }
  const people = useQuery({
    queryKey: ['people', query],
    queryFn: ({ signal }) => fetchAnswer(peopleRoutes.list, { query, signal }),
    placeholderData: keepPreviousData,
  })
  const sites = useSites()
  const sort = (next: Sorting<Column>) => {
    setSorting(next)
    setOffset(0)
  }
  return (
    <section className="card list-card" aria-label={t('list')}>
      <div className="hd wrap">
        <h3 className="h3">{t('list')}</h3>
        <output className="t3 sm num">
          {people.data !== undefined && t('count', { count: people.data.total })}
        </output>
        <div className="ml">
          <PeopleFilters
            filter={filter}
            onChange={(next) => {
              setFilter(next)
              setOffset(0)
            }}
          />
        </div>
      </div>
      <PagedBody
        list={people}
        failed={t('failed')}
        offset={offset}
        limit={pageSize}
        onMove={setOffset}
        empty={
          <Empty icon={IconUsers} title={t('empty')}>
            {t('emptyText')}
          </Empty>
        }
      >
        {(items) => (
          <table className="tight">
            <thead>
              <tr>
                <SortHeader column="name" sorting={sorting} onSort={sort}>
                  {t('columns.name')}
                </SortHeader>
                <SortHeader column="user-name" sorting={sorting} onSort={sort}>
                  {t('columns.userName')}
                </SortHeader>
                <SortHeader column="role" sorting={sorting} onSort={sort}>
                  {t('columns.role')}
                </SortHeader>
                <th scope="col">{t('columns.teams')}</th>
                <th scope="col" className="wide-only">
                  {t('columns.site')}
                </th>
                <th scope="col" className="r wide-only">
                  {t('columns.devices')}
                </th>
                <th scope="col">{t('columns.state')}</th>
              </tr>
            </thead>
            <tbody>
              {items.map((person) => (
                <Row
                  key={person.personId}
                  person={person}
                  siteName={sites.data?.items.find((site) => site.siteId === person.siteId)?.name ?? null}
                  chosen={person.personId === chosen}
                  onChoose={() => onChoose(person.personId)}
                />
              ))}
            </tbody>
          </table>
        )}
      </PagedBody>
    </section>
  )
}
