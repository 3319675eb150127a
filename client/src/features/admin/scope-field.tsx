import { NetworkScope, peopleRoutes } from '@hearthline/shared'
import { useQuery } from '@tanstack/react-query'
import { useId, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchAnswer } from '../../api/query.ts'
import { PersonPicker } from '../../ui/components/person-picker.tsx'

/** What is chosen so far; `id` is null until one is. */
export interface ScopeChoice {
  type: NetworkScope['type']
  id: string | null
  name: string | null
}

/** The scope that was chosen; null while the site, team or person is missing. */
export const scopeOf = ({ type, id }: ScopeChoice): NetworkScope | null => {
  const parsed = NetworkScope.safeParse(
    type === 'everyone'
      ? { type }
      : type === 'site'
        ? { type, siteId: id }
        : type === 'team'
          ? { type, teamId: id }
          : { type, personId: id },
  )
  return parsed.success ? parsed.data : null
}

const types = ['everyone', 'site', 'team', 'person'] as const

const Select = ({
  label,
  value,
  onChoose,
  children,
}: {
  label: string
  value: string
  onChoose: (value: string) => void
  children: ReactNode
}) => {
  const id = useId()
  return (
    <div>
      <label className="lab" htmlFor={id}>
        {label}
      </label>
      <select id={id} className="inp" value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
        {children}
      </select>
    </div>
  )
}

/** A site or team by its name. */
const OneOf = ({
  label,
  items,
  failed,
  choice,
  onChoose,
}: {
  label: string
  items: readonly { id: string; name: string }[] | undefined
  failed: boolean
  choice: ScopeChoice
  onChoose: (choice: ScopeChoice) => void
}) => {
  const { t } = useTranslation('adminNetworks')
  if (failed) return <p className="err">{t('form.listFailed')}</p>
  return (
    <Select
      label={label}
      value={choice.id ?? ''}
      onChoose={(id) => {
        const item = items?.find((one) => one.id === id)
        onChoose({ ...choice, id: item?.id ?? null, name: item?.name ?? null })
      }}
    >
      <option value="">{t('form.choose')}</option>
      {items?.map((item) => (
        <option key={item.id} value={item.id}>
          {item.name}
        </option>
      ))}
    </Select>
  )
}

const SiteChoice = (props: { choice: ScopeChoice; onChoose: (choice: ScopeChoice) => void }) => {
  const { t } = useTranslation('adminNetworks')
  const sites = useQuery({
    queryKey: ['sites'],
    queryFn: ({ signal }) => fetchAnswer(peopleRoutes.sites, { signal }),
  })
  return (
    <OneOf
      {...props}
      label={t('form.site')}
      failed={sites.isError}
      items={sites.data?.items.map((site) => ({ id: site.siteId, name: site.name }))}
    />
  )
}

const TeamChoice = (props: { choice: ScopeChoice; onChoose: (choice: ScopeChoice) => void }) => {
  const { t } = useTranslation('adminNetworks')
  const teams = useQuery({
    queryKey: ['teams'],
    queryFn: ({ signal }) => fetchAnswer(peopleRoutes.teams, { signal }),
  })
  return (
    <OneOf
      {...props}
      label={t('form.team')}
      failed={teams.isError}
      items={teams.data?.items.map((team) => ({ id: team.teamId, name: team.name }))}
    />
  )
}

/** Whom a network is for: everyone, a site, a team, or one person. */
export const ScopeField = ({
  choice,
  onChoose,
}: {
  choice: ScopeChoice
  onChoose: (choice: ScopeChoice) => void
}) => {
  const { t } = useTranslation('adminNetworks')
  const person = NetworkScope.safeParse({ type: 'person', personId: choice.id })
  return (
    <>
      <Select
        label={t('form.scope')}
        value={choice.type}
        onChoose={(value) => {
          const type = types.find((one) => one === value)
          if (type !== undefined) onChoose({ type, id: null, name: null })
        }}
      >
        {types.map((type) => (
          <option key={type} value={type}>
            {t(`scopes.${type}`)}
          </option>
        ))}
      </Select>
      {choice.type === 'site' && <SiteChoice choice={choice} onChoose={onChoose} />}
      {choice.type === 'team' && <TeamChoice choice={choice} onChoose={onChoose} />}
      {choice.type === 'person' && (
        <PersonPicker
          label={choice.name === null ? t('form.person') : `${t('form.person')}: ${choice.name}`}
          chosen={
            person.success && person.data.type === 'person'
              ? { personId: person.data.personId, displayName: choice.name ?? '' }
              : null
          }
          onChoose={({ personId, displayName }) =>
            onChoose({ type: 'person', id: personId, name: displayName })
          }
        />
      )}
    </>
  )
}
