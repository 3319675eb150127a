import { peopleRoutes, type PersonRef } from '@hearthline/shared'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { fetchAnswer } from '../../api/query.ts'

const asked = 20

/**
 * Finds one person on the server while their name is typed: the browser's own list of suggestions, so that every
 * keyboard and screen reader knows it. Emptied, it chooses nobody.
 */
export const PersonField = ({
  label,
  chosen,
  onChoose,
  small = false,
}: {
  label: string
  chosen: PersonRef | null
  onChoose: (person: PersonRef | null) => void
  small?: boolean
}) => {
  const listId = useId()
  const [text, setText] = useState(chosen?.displayName ?? '')
  const [shown, setShown] = useState(chosen)
  if (chosen?.personId !== shown?.personId) {
    setShown(chosen)
    setText(chosen?.displayName ?? '')
  }
  // A chosen suggestion carries the user name, which the search does not find together with the name.
  const search = text.replace(/ · .*$/, '').trim()
  const query = { limit: asked, ...(search === '' ? {} : { search }) }
  const people = useQuery({
    queryKey: ['people', 'field', query],
    queryFn: ({ signal }) => fetchAnswer(peopleRoutes.list, { query, signal }),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  })
  const suggestions = (people.data?.items ?? []).map((person) => ({
    person,
    word: `${person.displayName} · ${person.userName}`,
  }))
  const type = (next: string) => {
    setText(next)
    if (next.trim() === '') {
      if (chosen !== null) onChoose(null)
      return
    }
    const found = suggestions.find(({ word }) => word === next)?.person
    if (found !== undefined) onChoose({ personId: found.personId, displayName: found.displayName })
  }
  return (
    <div className={`inp person-field${small ? ' small' : ''}${chosen === null ? '' : ' set'}`}>
      <input
        type="search"
        list={listId}
        aria-label={label}
        placeholder={label}
        autoComplete="off"
        maxLength={100}
        value={text}
        onChange={(event) => type(event.currentTarget.value)}
        // Half a name chooses nobody: what stands there then is what is chosen.
        onBlur={() => setText(chosen?.displayName ?? '')}
      />
      <datalist id={listId}>
        {suggestions.map(({ person, word }) => (
          <option key={person.personId} value={word}>
            {word}
          </option>
        ))}
      </datalist>
    </div>
  )
}
