import { peopleRoutes, shiftRoutes, type PersonRef, type ShiftHours, type TeamId } from '@hearthline/shared'
import { IconCalendarTime } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import { Empty, ErrorState, Skeleton } from '../../ui/components/empty.tsx'
import { Choice } from '../../ui/components/list-tools.tsx'
import { PersonField } from '../../ui/components/person-field.tsx'
import { HoursForm } from './hours-form.tsx'
import { useTeams } from './use-directory.ts'

/** Whose weekly hours are shown; nobody's yet while `teamId` is empty or `person` null. */
export type HoursOf = { type: 'team'; teamId: TeamId | '' } | { type: 'person'; person: PersonRef | null }

const Whose = ({ of, onChoose }: { of: HoursOf; onChoose: (of: HoursOf) => void }) => {
  const { t } = useTranslation('adminShifts')
  const teams = useTeams()
  return (
    <div className="hd wrap hours-whose">
      <fieldset className="seg plain-seg">
        <legend className="vh">{t('whose')}</legend>
        {(['team', 'person'] as const).map((type) => (
          <label key={type}>
            <input
              type="radio"
              name="whose-hours"
              className="vh"
              checked={of.type === type}
              onChange={() => onChoose(type === 'team' ? { type, teamId: '' } : { type, person: null })}
            />
            {t(`of.${type}`)}
          </label>
        ))}
      </fieldset>
      {of.type === 'team' ? (
        <Choice
          label={t('chooseTeam')}
          value={of.teamId}
          onChoose={(teamId) => onChoose({ type: 'team', teamId })}
          options={[
            { value: '', word: t('chooseTeam') },
            ...(teams.data?.items ?? []).map((team) => ({ value: team.teamId, word: team.name })),
          ]}
        />
      ) : (
        <PersonField
          label={t('choosePerson')}
          chosen={of.person}
          onChoose={(person) => onChoose({ type: 'person', person })}
        />
      )}
    </div>
  )
}

/** All hours of the teams that a person is in. */
const teamHoursOf = async (person: PersonRef): Promise<ShiftHours[]> => {
  const { teams } = await fetchAnswer(peopleRoutes.get, { params: { personId: person.personId } })
  const answers = await Promise.all(
    teams.map(({ teamId }) => fetchAnswer(shiftRoutes.hours, { query: { teamId } })),
  )
  return answers.flatMap(({ hours }) => hours)
}

const TeamHours = ({ teamId }: { teamId: TeamId }) => {
  const { t } = useTranslation('adminShifts')
  const hours = useQuery({
    queryKey: ['shifts', 'hours', 'team', teamId],
    queryFn: ({ signal }) => fetchAnswer(shiftRoutes.hours, { query: { teamId }, signal }),
  })
  if (hours.isError) {
    return (
      <ErrorState
        title={t('hoursNot')}
        problem={problemOf(hours.error)}
        onRetry={() => void hours.refetch()}
      />
    )
  }
  if (hours.data === undefined) return <Skeleton rows={3} />
  return <HoursForm scope={{ type: 'team', teamId }} saved={hours.data.hours} />
}

const PersonHours = ({ person }: { person: PersonRef }) => {
  const { t } = useTranslation('adminShifts')
  const { personId } = person
  const hours = useQuery({
    queryKey: ['shifts', 'hours', 'person', personId],
    queryFn: ({ signal }) => fetchAnswer(shiftRoutes.hours, { query: { personId }, signal }),
  })
  if (hours.isError) {
    return (
      <ErrorState
        title={t('hoursNot')}
        problem={problemOf(hours.error)}
        onRetry={() => void hours.refetch()}
      />
    )
  }
  if (hours.data === undefined) return <Skeleton rows={3} />
  return (
    <HoursForm
      scope={{ type: 'person', personId }}
      saved={hours.data.inherited ? [] : hours.data.hours}
      inherited={hours.data.inherited ? hours.data.hours : null}
      copy={() => teamHoursOf(person)}
    />
  )
}

/** The weekly hours of one team or one person. */
export const WeekHours = ({ of, onChoose }: { of: HoursOf; onChoose: (of: HoursOf) => void }) => {
  const { t } = useTranslation('adminShifts')
  return (
    <section className="card list-card" aria-label={t('view.week')}>
      <Whose of={of} onChoose={onChoose} />
      <div className="scroll f1">
        {of.type === 'team' && of.teamId !== '' ? (
          <TeamHours key={of.teamId} teamId={of.teamId} />
        ) : of.type === 'person' && of.person !== null ? (
          <PersonHours key={of.person.personId} person={of.person} />
        ) : (
          <Empty icon={IconCalendarTime} title={t('nobodyChosen')}>
            {t('nobodyChosenText')}
          </Empty>
        )}
      </div>
    </section>
  )
}
