import { anomalyRoutes, AnomalyKind } from '@hearthline/shared'
import { IconShieldCheck } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchAnswer } from '../../api/query.ts'
import { Button } from '../../ui/components/button.tsx'
import { Empty } from '../../ui/components/empty.tsx'
import { Choice, SearchBox } from '../../ui/components/list-tools.tsx'
import { PagedBody } from '../../ui/components/paged-body.tsx'
import { Tabs } from '../../ui/components/tabs.tsx'
import { AlertCard } from './alert-card.tsx'
import { ClosedAlerts } from './closed-alerts.tsx'

const pageSize = 20

/** What looked odd about sign-ins: open ones as cards, closed ones as a list. */
export const AlertsScreen = () => {
  const { t } = useTranslation('adminAccess')
  const { t: common } = useTranslation()
  const { search: asked } = useSearch({ from: '/admin/frame/alerts' })
  const [state, setState] = useState<'open' | 'closed'>('open')
  const [search, setSearch] = useState(asked ?? '')
  const [kind, setKind] = useState<AnomalyKind | ''>('')
  const [offset, setOffset] = useState(0)
  const query = {
    offset,
    limit: pageSize,
    state,
    ...(search === '' ? {} : { search }),
    ...(kind === '' ? {} : { kind }),
  }
  const alerts = useQuery({
    queryKey: ['anomalies', query],
    queryFn: ({ signal }) => fetchAnswer(anomalyRoutes.list, { query, signal }),
    placeholderData: keepPreviousData,
  })
  const narrow = <Value,>(set: (value: Value) => void) => {
    return (value: Value) => {
      set(value)
      setOffset(0)
    }
  }
  const filtered = search !== '' || kind !== ''
  const clear = () => {
    setSearch('')
    setKind('')
    setOffset(0)
  }
  return (
    <>
      <div>
        <h2 className="admin-head">{t('alerts.title')}</h2>
        <p className="t2 sm">{t('alerts.lead')}</p>
      </div>
      <section className="card list-card" aria-label={t(`alerts.${state}`)}>
        <div className="hd wrap">
          <Tabs
            label={t('alerts.view')}
            value={state}
            onChoose={narrow(setState)}
            options={[
              { value: 'open', word: t('alerts.open') },
              { value: 'closed', word: t('alerts.closed') },
            ]}
          />
          <div className="ml row g8 wrap">
            <SearchBox
              small
              label={t('alerts.search')}
              value={search}
              onSearch={narrow(setSearch)}
              width={180}
            />
            <Choice
              small
              label={t('alerts.kind')}
              value={kind}
              onChoose={narrow(setKind)}
              options={[
                { value: '', word: t('alerts.anyKind') },
                ...AnomalyKind.options.map((value) => ({ value, word: t(`alerts.kinds.${value}`) })),
              ]}
            />
          </div>
        </div>
        <PagedBody
          list={alerts}
          failed={t('alerts.failed')}
          empty={
            <Empty
              icon={IconShieldCheck}
              title={t(state === 'open' ? 'alerts.empty' : 'alerts.emptyClosed')}
              action={filtered && <Button onPress={clear}>{common('action.clear')}</Button>}
            >
              {filtered ? t('alerts.emptyFiltered') : state === 'open' ? t('alerts.emptyText') : undefined}
            </Empty>
          }
          offset={offset}
          limit={pageSize}
          onMove={setOffset}
        >
          {(items) =>
            state === 'open' ? (
              <div className="alert-cards">
                {items.map((anomaly) => (
                  <AlertCard key={anomaly.anomalyId} anomaly={anomaly} />
                ))}
              </div>
            ) : (
              <ClosedAlerts anomalies={items} />
            )
          }
        </PagedBody>
      </section>
    </>
  )
}
