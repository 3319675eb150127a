import { callRoutes } from '@hearthline/shared'
import { IconSearchOff, IconWaveSine } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import { Button } from '../../ui/components/button.tsx'
import { CallTable } from '../../ui/components/call-table.tsx'
import { Empty, ErrorState, Skeleton } from '../../ui/components/empty.tsx'
import { Pager } from '../../ui/components/list-tools.tsx'
import { PageTitle } from '../../ui/components/page-title.tsx'
import { CallDetail } from './call-detail.tsx'
import { CallFilters } from './call-filters.tsx'
import { noFilters, queryOf, type Filters } from './filters.ts'
import './recordings.css'

const pageSize = 50

/** Screen 10: calls on top, the chosen one's player, proof and facts below. */
export const RecordingsScreen = () => {
  const { t } = useTranslation('recordings')
  const { t: callWords } = useTranslation('calls')
  const { t: common } = useTranslation()
  const navigate = useNavigate()
  const { callId } = useParams({ strict: false })
  const [filters, setFilters] = useState<Filters>(noFilters)
  const [offset, setOffset] = useState(0)
  const query = { offset, limit: pageSize, ...queryOf(filters) }
  const calls = useQuery({
    queryKey: ['calls', 'list', query],
    queryFn: ({ signal }) => fetchAnswer(callRoutes.list, { query, signal }),
    placeholderData: keepPreviousData,
  })
  const filter = (next: Filters) => {
    setFilters(next)
    setOffset(0)
  }
  return (
    <div className="recordings">
      <PageTitle
        title={t('title')}
        context={calls.data === undefined ? undefined : t('match', { count: calls.data.total })}
      />
      <CallFilters filters={filters} onChange={filter} />
      <section className="card list-box results" aria-label={t('results')}>
        {calls.isError ? (
          <ErrorState
            title={t('failed')}
            problem={problemOf(calls.error)}
            onRetry={() => void calls.refetch()}
          />
        ) : calls.data === undefined ? (
          <Skeleton rows={6} />
        ) : calls.data.items.length === 0 ? (
          <Empty
            icon={IconSearchOff}
            title={callWords('none.title')}
            action={<Button onPress={() => filter(noFilters)}>{common('action.clear')}</Button>}
          >
            {callWords('none.text')}
          </Empty>
        ) : (
          <>
            <div className="tablewrap f1">
              <CallTable
                calls={calls.data.items}
                chosen={callId ?? null}
                onChoose={(call) =>
                  void navigate({ to: '/recordings/$callId', params: { callId: call.callId } })
                }
                withAgent
              />
            </div>
            <Pager offset={offset} limit={pageSize} total={calls.data.total} onMove={setOffset} />
          </>
        )}
      </section>
      {callId === undefined ? (
        <section className="card list-box" aria-label={t('player')}>
          <Empty icon={IconWaveSine} title={t('pick')}>
            {t('pickText')}
          </Empty>
        </section>
      ) : (
        <CallDetail key={callId} callId={callId} />
      )}
    </div>
  )
}
