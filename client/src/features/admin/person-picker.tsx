import { peopleRoutes, type Person } from '@hearthline/shared'
import { IconUsers } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import { Empty, ErrorState, Skeleton } from '../../ui/components/empty.tsx'
import { SearchBox } from '../../ui/components/list-tools.tsx'
import { Avatar, PersonName } from '../../ui/components/person.tsx'

/** Finds one person on the server by name or user name. */
export const PersonPicker = ({
  chosen,
  onChoose,
}: {
  chosen: Person | null
  onChoose: (person: Person) => void
}) => {
  const { t } = useTranslation('admin')
  const { t: common } = useTranslation()
  const [search, setSearch] = useState('')
  const query = { limit: 8, ...(search === '' ? {} : { search }) }
  const people = useQuery({
    queryKey: ['people', 'picker', query],
    queryFn: ({ signal }) => fetchAnswer(peopleRoutes.list, { query, signal }),
    placeholderData: keepPreviousData,
  })
  const candidates = people.data?.items.filter((person) => !person.disabled) ?? []
  return (
    <fieldset className="plain-set col g8">
      <legend className="lab">{t('code.who')}</legend>
      <SearchBox label={t('code.search')} value={search} onSearch={setSearch} width="100%" />
      <div className="pick">
        {people.isError ? (
          <ErrorState
            title={t('people.failed')}
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
                name="person"
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
