import { MonitorMode, peopleRoutes } from '@hearthline/shared'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { fetchAnswer } from '../../api/query.ts'
import { Button } from '../../ui/components/button.tsx'
import { Choice } from '../../ui/components/list-tools.tsx'
import { PersonField } from '../../ui/components/person-field.tsx'
import { everything, type Filter, isUsed, type Span } from './filter.ts'

const spans = ['', 'today', 'week', 'month', 'own'] as const satisfies readonly Span[]

const Day = ({
  label,
  value,
  onChange,
}: {
  label: string
  value: string
  onChange: (value: string) => void
}) => (
  <label className={`inp log-day${value === '' ? '' : ' set'}`}>
    <span className="t2 nw">{label}</span>
    <input type="date" value={value} onChange={(event) => onChange(event.currentTarget.value)} />
  </label>
)

/** What narrows the log; all of it is asked of the server, for the page and for the file. */
export const LogFilters = ({ filter, onChange }: { filter: Filter; onChange: (filter: Filter) => void }) => {
  const { t } = useTranslation('supervisionLog')
  const { t: common } = useTranslation()
  const teams = useQuery({
    queryKey: ['teams'],
    queryFn: ({ signal }) => fetchAnswer(peopleRoutes.teams, { signal }),
    staleTime: 60_000,
  })
  const set = (change: Partial<Filter>) => onChange({ ...filter, ...change })
  return (
    <div className="row g8 wrap log-filters">
      <PersonField label={t('filter.lead')} chosen={filter.lead} onChoose={(lead) => set({ lead })} />
      <PersonField label={t('filter.agent')} chosen={filter.agent} onChoose={(agent) => set({ agent })} />
      <Choice
        label={t('filter.team')}
        value={filter.teamId}
        onChoose={(teamId) => set({ teamId })}
        options={[
          { value: '', word: t('filter.anyTeam') },
          ...(teams.data?.items ?? []).map(({ teamId, name }) => ({ value: teamId, word: name })),
        ]}
      />
      <Choice
        label={t('filter.mode')}
        value={filter.mode}
        onChoose={(mode) => set({ mode })}
        options={[
          { value: '', word: t('filter.anyMode') },
          ...MonitorMode.options.map((value) => ({ value, word: t(`mode.${value}`) })),
        ]}
      />
      <Choice
        label={t('filter.time')}
        value={filter.span}
        onChoose={(span) => set({ span, ...(span === 'own' ? {} : { from: '', until: '' }) })}
        options={spans.map((value) => ({ value, word: t(`filter.span.${value === '' ? 'any' : value}`) }))}
      />
      {filter.span === 'own' && (
        <>
          <Day label={t('filter.from')} value={filter.from} onChange={(from) => set({ from })} />
          <Day label={t('filter.until')} value={filter.until} onChange={(until) => set({ until })} />
        </>
      )}
      {isUsed(filter) && (
        <Button look="subtle" onPress={() => onChange(everything)}>
          {common('action.clear')}
        </Button>
      )}
    </div>
  )
}
