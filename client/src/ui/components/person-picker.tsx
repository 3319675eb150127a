import { peopleRoutes, type PersonRef } from '@hearthline/shared'
import { IconUsers } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import { Empty, ErrorState, Skeleton } from './empty.tsx'
import { SearchBox } from './list-tools.tsx'
import { Avatar, PersonName } from './person.tsx'

/** Finds one person on the server by name or user name. */
export const PersonPicker = ({
  label,
  chosen,
  onChoose,
}: {
  label: string
  chosen: PersonRef | null
  onChoose: (person: PersonRef) => void
}) => {
  const { t } = useTranslation('admin')
  const { t: common } = useTranslation()
  const [search, setSearch] = useState('')
  const group = useId()
  const query = { limit: 8, state: 'enabled' as const, ...(search === '' ? {} : { search }) }
  const people = useQuery({
    queryKey: ['people', 'picker', query],
    queryFn: ({ signal }) => fetchAnswer(peopleRoutes.list, { query, signal }),
    placeholderData: keepPreviousData,
  })
  const candidates = people.data?.items ?? []
  return (
    <fieldset className="plain-set col g8">
      <legend className="lab">{label}</legend>
      <SearchBox label={t('code.search')} value={search} onSearch={setSearch} width="100%" />
      <div className="pick">
        {people.isError ? (
          <ErrorState
            title={t('code.failed')}
            problem={problemOf(people.error)}
            onRetry={() => void people.refetch()}
          />
        ) : people.data === undefined ? (
          <Skeleton rows={3} />
        ) : candidates.length === 0 ? (
          <Empty icon={IconUsers} title={t('code.nobody')} />
        ) : (
          candidates.map((person) => (
            <label key={person.personId}>
              <input
                type="radio"
                name={group}
                className="vh"
                checked={chosen?.personId === person.personId}
                onChange={() => onChoose(person)}
              />
              <Avatar name={person.displayName} size={28} />
              <span className="f1">
                <PersonName name={person.displayName} className="m" />
                <span className="xs t2">
                  {person.userName} · {common(`role.${person.role}`)}
                </span>
              </span>
            </label>
          ))
        )}
      </div>
    </fieldset>
  )
}
