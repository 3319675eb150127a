import { auditRoutes } from '@hearthline/shared'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { fetchAnswer } from '../../api/query.ts'
import { Button } from '../../ui/components/button.tsx'
import { Choice, SearchBox } from '../../ui/components/list-tools.tsx'
import { PersonField } from '../../ui/components/person-field.tsx'
import { everything, isUsed, kindsOf, type Filter, type Span } from './filter.ts'
import { useActionWords } from './use-action-words.ts'

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
  <label className="inp audit-day">
    <span className="t2 nw">{label}</span>
    <input type="date" value={value} onChange={(event) => onChange(event.currentTarget.value)} />
  </label>
)

/** What narrows the rows; all of it is asked of the server. */
export const AuditFilters = ({
  filter,
  onChange,
}: {
  filter: Filter
  onChange: (filter: Filter) => void
}) => {
  const { t } = useTranslation('adminAudit')
  const { t: common } = useTranslation()
  const { step, kind } = useActionWords()
  const actions = useQuery({
    queryKey: ['audit', 'actions'],
    queryFn: ({ signal }) => fetchAnswer(auditRoutes.actions, { signal }),
    staleTime: 60_000,
  })
  const occurring = actions.data?.actions ?? []
  const set = (change: Partial<Filter>) => onChange({ ...filter, ...change })
  return (
    <div className="row g8 wrap audit-filters">
      <SearchBox
        label={t('filter.search')}
        value={filter.search}
        onSearch={(search) => set({ search })}
        width={200}
      />
      <Choice
        label={t('filter.kind')}
        value={filter.action}
        onChoose={(action) => set({ action })}
        options={[
          { value: '', word: t('filter.anyKind') },
          ...kindsOf(occurring).flatMap((one) => [
            { value: one, word: t('filter.allOf', { kind: kind(one) }) },
            ...occurring
              .filter((action) => action.startsWith(`${one}.`))
              .map((action) => ({ value: action, word: `\u2003${step(action)}` })),
          ]),
        ]}
      />
      <PersonField label={t('filter.person')} chosen={filter.actor} onChoose={(actor) => set({ actor })} />
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
      <Choice
        label={t('filter.outcome')}
        value={filter.outcome}
        onChoose={(outcome) => set({ outcome })}
        options={[
          { value: '', word: t('filter.anyOutcome') },
          { value: 'refused', word: t('filter.onlyRefused') },
          { value: 'done', word: t('filter.onlyDone') },
        ]}
      />
      {isUsed(filter) && (
        <Button look="subtle" onPress={() => onChange(everything)}>
          {common('action.clear')}
        </Button>
      )}
    </div>
  )
}
