import { peopleRoutes } from '@hearthline/shared'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import { useProblemText } from '../../api/use-problem-text.ts'
import { Button } from '../../ui/components/button.tsx'
import { ErrorState, Skeleton } from '../../ui/components/empty.tsx'
import { Field } from '../../ui/components/field.tsx'
import { PersonName } from '../../ui/components/person.tsx'

const NewTeam = () => {
  const { t } = useTranslation('admin')
  const problemText = useProblemText()
  const queries = useQueryClient()
  const [name, setName] = useState('')
  const create = useMutation({
    mutationFn: (body: { name: string }) => fetchAnswer(peopleRoutes.createTeam, { body }),
    onSuccess: async () => {
      setName('')
      await queries.invalidateQueries({ queryKey: ['teams'] })
    },
  })
  const problem = create.error === null ? null : problemOf(create.error)
  const error =
    problem === null ? undefined : problem.code === 'conflict' ? t('people.teamTaken') : problemText(problem)
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim() !== '' && !create.isPending) create.mutate({ name: name.trim() })
  }
  return (
    <form className="p16 col g8" onSubmit={onSubmit}>
      <Field
        label={t('people.newTeam')}
        maxLength={100}
        error={error}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button
        type="submit"
        pending={create.isPending}
        onPress={name.trim() === '' ? undefined : () => undefined}
      >
        {t('people.addTeam')}
      </Button>
    </form>
  )
}

export const TeamsCard = () => {
  const { t } = useTranslation('admin')
  const teams = useQuery({
    queryKey: ['teams'],
    queryFn: ({ signal }) => fetchAnswer(peopleRoutes.teams, { signal }),
  })
  return (
    <section className="card list-card" aria-label={t('people.teams')}>
      <div className="hd">
        <h3 className="h3">{t('people.teams')}</h3>
      </div>
      <div className="scroll f1">
        {teams.isError ? (
          <ErrorState
            title={t('people.teamsFailed')}
            problem={problemOf(teams.error)}
            onRetry={() => void teams.refetch()}
          />
        ) : teams.data === undefined ? (
          <Skeleton rows={3} />
        ) : teams.data.items.length === 0 ? (
          <p className="p16 t2 sm">{t('people.noTeams')}</p>
        ) : (
          <ul>
            {teams.data.items.map((team) => (
              <li key={team.teamId} className="team">
                <PersonName name={team.name} className="m" />
                <span className="xs t2">
                  {t('people.members', { count: team.members })} ·{' '}
                  {team.leads.length === 0
                    ? t('people.noLead')
                    : t('people.ledBy', { names: team.leads.map((lead) => lead.displayName).join(', ') })}
                </span>
              </li>
            ))}
          </ul>
        )}
      </div>
      <NewTeam />
    </section>
  )
}
