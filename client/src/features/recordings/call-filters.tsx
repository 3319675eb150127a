import { peopleRoutes } from '@hearthline/shared'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { fetchAnswer } from '../../api/query.ts'
import { Button } from '../../ui/components/button.tsx'
import { dispositions } from '../../ui/components/dispositions.ts'
import { Choice, SearchBox } from '../../ui/components/list-tools.tsx'
import { noFilters, type Filters } from './filters.ts'

const DayField = ({
  label,
  value,
  onChange,
}: {
  label: string
  value: string
  onChange: (value: string) => void
}) => (
  <label className={`inp day-field${value === '' ? '' : ' set'}`}>
    <span className="t2 nw">{label}</span>
    <input type="date" value={value} onChange={(event) => onChange(event.currentTarget.value)} />
  </label>
)

/** What narrows the list; all of it is asked of the server. */
export const CallFilters = ({
  filters,
  onChange,
}: {
  filters: Filters
  onChange: (filters: Filters) => void
}) => {
  const { t } = useTranslation('calls')
  const { t: common } = useTranslation()
  const agents = useQuery({
    queryKey: ['people', 'agents'],
    queryFn: ({ signal }) => fetchAnswer(peopleRoutes.list, { query: { role: 'agent', limit: 200 }, signal }),
    staleTime: 60_000,
  })
  const any = (what: string) => ({ value: '' as const, word: t('filter.any', { what }) })
  const set = (change: Partial<Filters>) => onChange({ ...filters, ...change })
  const used = Object.values(filters).some((value) => value !== '')
  return (
    <div className="row g8 wrap">
      <SearchBox
        label={t('filter.search')}
        value={filters.search}
        width={200}
        onSearch={(search) => set({ search })}
      />
      <DayField label={t('filter.from')} value={filters.from} onChange={(from) => set({ from })} />
      <DayField label={t('filter.until')} value={filters.until} onChange={(until) => set({ until })} />
      <Choice
        label={t('filter.agent')}
        value={filters.agentId}
        onChoose={(agentId) => set({ agentId })}
        options={[
          any(t('filter.agent')),
          ...(agents.data?.items ?? []).map((person) => ({
            value: person.personId,
            word: person.displayName,
          })),
        ]}
      />
      <Choice
        label={t('filter.outcome')}
        value={filters.disposition}
        onChoose={(disposition) => set({ disposition })}
        options={[
          any(t('filter.outcome')),
          ...dispositions.map((value) => ({ value, word: t(`disposition.${value}`) })),
        ]}
      />
      <Choice
        label={t('filter.direction')}
        value={filters.direction}
        onChoose={(direction) => set({ direction })}
        options={[
          any(t('filter.direction')),
          { value: 'outbound', word: t('direction.outbound') },
          { value: 'inbound', word: t('direction.inbound') },
        ]}
      />
      <Choice
        label={t('filter.recorded')}
        value={filters.recorded}
        onChoose={(recorded) => set({ recorded })}
        options={[
          any(t('filter.recorded')),
          { value: 'true', word: t('filter.recordedOnly') },
          { value: 'false', word: t('filter.notRecorded') },
        ]}
      />
      {used && (
        <Button look="subtle" onPress={() => onChange(noFilters)}>
          {common('action.clear')}
        </Button>
      )}
    </div>
  )
}
