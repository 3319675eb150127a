import type { Role, SiteId, TeamId } from '@hearthline/shared'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/components/button.tsx'
import { Choice, SearchBox } from '../../ui/components/list-tools.tsx'
import { useSites, useTeams } from './use-directory.ts'

const roles = ['agent', 'lead', 'administrator'] as const satisfies readonly Role[]

export interface PeopleFilter {
  search: string
  role: Role | ''
  teamId: TeamId | ''
  siteId: SiteId | ''
  state: 'enabled' | 'disabled' | ''
}
export const everybody: PeopleFilter = { search: '', role: '', teamId: '', siteId: '', state: '' }

/** What narrows the list; all of it is asked of the server. */
export const PeopleFilters = ({
  filter,
  onChange,
}: {
  filter: PeopleFilter
  onChange: (filter: PeopleFilter) => void
}) => {
  const { t } = useTranslation('adminPeople')
  const { t: common } = useTranslation()
  const teams = useTeams()
  const sites = useSites()
  const set = (change: Partial<PeopleFilter>) => onChange({ ...filter, ...change })
  const used = Object.values(filter).some((value) => value !== '')
  return (
    <div className="row g8 wrap">
      <SearchBox
        small
        label={t('filter.search')}
        value={filter.search}
        onSearch={(search) => set({ search })}
        width={200}
      />
      <Choice
        small
        label={t('columns.role')}
        value={filter.role}
        onChoose={(role) => set({ role })}
        options={[
          { value: '', word: t('filter.anyRole') },
          ...roles.map((value) => ({ value, word: common(`role.${value}`) })),
        ]}
      />
      <Choice
        small
        label={t('columns.teams')}
        value={filter.teamId}
        onChoose={(teamId) => set({ teamId })}
        options={[
          { value: '', word: t('filter.anyTeam') },
          ...(teams.data?.items ?? []).map((team) => ({ value: team.teamId, word: team.name })),
        ]}
      />
      <Choice
        small
        label={t('columns.site')}
        value={filter.siteId}
        onChoose={(siteId) => set({ siteId })}
        options={[
          { value: '', word: t('filter.anySite') },
          ...(sites.data?.items ?? []).map((site) => ({ value: site.siteId, word: site.name })),
        ]}
      />
      <Choice
        small
        label={t('columns.state')}
        value={filter.state}
        onChoose={(state) => set({ state })}
        options={[
          { value: '', word: t('filter.anyState') },
          { value: 'enabled', word: t('state.enabled') },
          { value: 'disabled', word: t('state.disabled') },
        ]}
      />
      {used && (
        <Button look="subtle" size="sm" onPress={() => onChange(everybody)}>
          {common('action.clear')}
        </Button>
      )}
    </div>
  )
}
