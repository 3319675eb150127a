import type { NetworkRule, Page } from '@hearthline/shared'
import { IconCheck, IconInfoCircle, IconWorld } from '@tabler/icons-react'
import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { defaultPolicies, policyRoutes } from '@hearthline/shared'
import { fetchAnswer } from '../../api/query.ts'
import { Button } from '../../ui/components/button.tsx'
import { Empty } from '../../ui/components/empty.tsx'
import { Icon } from '../../ui/components/icon.tsx'
import { Choice, SearchBox } from '../../ui/components/list-tools.tsx'
import { PagedBody } from '../../ui/components/paged-body.tsx'
import { SortHeader } from '../../ui/components/sort-header.tsx'
import type { Step } from './network-draft.ts'
import type { NetworkForm } from './network-modal.tsx'
import { RuleRow, StepRow } from './network-rows.tsx'
import { networkPageSize, type NetworkView } from './network-view.ts'

const scopes = ['everyone', 'site', 'team', 'person'] as const

/** How long a network that was asked for is allowed. */
export const useHomeDays = (): number => {
  const policies = useQuery({
    queryKey: ['policies'],
    queryFn: ({ signal }) => fetchAnswer(policyRoutes.get, { signal }),
  })
  return (policies.data?.policies ?? defaultPolicies).homeNetworkDays
}

/** Opens the form with what was typed here. */
const QuickAdd = ({ onForm }: { onForm: (form: NetworkForm) => void }) => {
  const { t } = useTranslation('adminNetworks')
  const [cidr, setCidr] = useState('')
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    onForm({ cidr: cidr.trim(), replaces: null })
    setCidr('')
  }
  return (
    <form className="row g8" onSubmit={onSubmit}>
      <div className="inp small quick-add">
        <input
          className="code"
          aria-label={t('range')}
          placeholder={t('placeholder')}
          maxLength={60}
          spellCheck={false}
          value={cidr}
          onChange={(event) => setCidr(event.currentTarget.value)}
        />
      </div>
      <Button type="submit" size="sm" icon={IconCheck} onPress={() => undefined}>
        {t('check')}
      </Button>
    </form>
  )
}

/** The draft's rows above the published ones, which are searched, sorted and paged on the server. */
export const NetworkTable = ({
  list,
  view,
  onView,
  steps,
  online,
  faulty,
  onUndo,
  onRemove,
  onForm,
}: {
  list: UseQueryResult<Page<NetworkRule>>
  view: NetworkView
  onView: (view: NetworkView) => void
  steps: readonly Step[]
  online: ReadonlyMap<string, number>
  /** Key of the step that control refuses. */
  faulty: string | null
  onUndo: (key: string) => void
  onRemove: (rule: NetworkRule) => void
  onForm: (form: NetworkForm) => void
}) => {
  const { t } = useTranslation('adminNetworks')
  const { t: common } = useTranslation()
  const days = useHomeDays()
  const filter = (change: Partial<NetworkView>) => onView({ ...view, ...change, offset: 0 })
  const header = {
    sorting: view.sorting,
    onSort: (sorting: NetworkView['sorting']) => filter({ sorting }),
  }
  const inDraft = new Set(steps.map((step) => step.key))
  const rows = (items: NetworkRule[]) => (
    <table className="tight network-list">
      <thead>
        <tr>
          <SortHeader column="cidr" {...header}>
            {t('columns.cidr')}
          </SortHeader>
          <SortHeader column="name" {...header}>
            {t('columns.name')}
          </SortHeader>
          <th scope="col">{t('columns.scope')}</th>
          <SortHeader column="kind" {...header}>
            {t('columns.kind')}
          </SortHeader>
          <SortHeader column="ends" {...header}>
            {t('columns.ends')}
          </SortHeader>
          <th scope="col">{t('columns.online')}</th>
          <th scope="col">
            <span className="vh">{t('columns.actions')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {steps.map((step) => (
          <StepRow
            key={step.key}
            step={step}
            online={online.get(step.key) ?? 0}
            faulty={step.key === faulty}
            onUndo={() => onUndo(step.key)}
          />
        ))}
        {items
          .filter((rule) => !inDraft.has(rule.ruleId))
          .map((rule) => (
            <RuleRow
              key={rule.ruleId}
              rule={rule}
              onRemove={() => onRemove(rule)}
              onChange={() => onForm({ cidr: rule.cidr, replaces: rule })}
            />
          ))}
      </tbody>
    </table>
  )
  const filtered = view.search !== '' || view.scope !== ''
  const bare = list.data?.items.length === 0 && steps.length > 0
  return (
    <section className="card list-card" aria-label={t('list')}>
      <div className="hd wrap">
        <h3 className="h3">{t('list')}</h3>
        <div className="ml row g8 wrap">
          <SearchBox
            small
            label={t('search')}
            value={view.search}
            onSearch={(search) => filter({ search })}
            width={132}
          />
          <Choice
            small
            label={t('scope')}
            value={view.scope}
            onChoose={(scope) => filter({ scope })}
            options={[
              { value: '', word: t('anyScope') },
              ...scopes.map((value) => ({ value, word: t(`scopes.${value}`) })),
            ]}
          />
          <QuickAdd onForm={onForm} />
        </div>
      </div>
      {bare ? (
        <div className="tablewrap">{rows([])}</div>
      ) : (
        <PagedBody
          list={list}
          failed={t('failed')}
          empty={
            <Empty
              icon={IconWorld}
              title={t('empty')}
              action={
                filtered && (
                  <Button onPress={() => filter({ search: '', scope: '' })}>{common('action.clear')}</Button>
                )
              }
            >
              {t(filtered ? 'emptyFiltered' : 'emptyText')}
            </Empty>
          }
          offset={view.offset}
          limit={networkPageSize}
          onMove={(offset) => onView({ ...view, offset })}
        >
          {rows}
        </PagedBody>
      )}
      <div className="xs t3 row g8 list-foot">
        <Icon of={IconInfoCircle} size={14} />
        <span>{t('foot', { days })}</span>
      </div>
    </section>
  )
}
