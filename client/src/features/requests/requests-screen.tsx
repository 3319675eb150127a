import { accessRequestRoutes, type AccessRequestState } from '@hearthline/shared'
import { IconInbox } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import { Empty, ErrorState, Skeleton } from '../../ui/components/empty.tsx'
import { Pager } from '../../ui/components/list-tools.tsx'
import { PageTitle } from '../../ui/components/page-title.tsx'
import { DecidedTable } from './decided-table.tsx'
import { RequestCard } from './request-card.tsx'
import './requests.css'

const limit = 20
const states = ['waiting', 'granted', 'refused', 'lapsed'] as const
type Shown = AccessRequestState

const useRequests = (shown: Shown, offset: number) =>
  useQuery({
    queryKey: ['access-requests', shown, offset],
    queryFn: ({ signal }) =>
      fetchAnswer(accessRequestRoutes.list, {
        query: { offset, limit, state: shown },
        signal,
      }),
    placeholderData: keepPreviousData,
  })

const List = ({ shown }: { shown: Shown }) => {
  const { t } = useTranslation('requests')
  const [offset, setOffset] = useState(0)
  const requests = useRequests(shown, offset)
  if (requests.isError)
    return (
      <div className="card">
        <ErrorState
          title={t('failed')}
          problem={problemOf(requests.error)}
          onRetry={() => void requests.refetch()}
        />
      </div>
    )
  if (requests.data === undefined) return <Skeleton rows={4} />
  const { items } = requests.data
  if (items.length === 0)
    return (
      <div className="card">
        <Empty icon={IconInbox} title={t(shown === 'waiting' ? 'none' : 'noneOver')}>
          {shown === 'waiting' && t('noneText')}
        </Empty>
      </div>
    )
  return (
    <>
      {shown === 'waiting' ? (
        <ul className="request-grid">
          {items.map((request) => (
            <RequestCard key={request.requestId} request={request} />
          ))}
        </ul>
      ) : (
        <DecidedTable requests={items} />
      )}
      <Pager offset={offset} limit={limit} total={requests.data.total} onMove={setOffset} />
    </>
  )
}

/** What people ask for from the refusal screen, for those who decide about it. */
export const RequestsScreen = () => {
  const { t } = useTranslation('requests')
  const [shown, setShown] = useState<Shown>('waiting')
  return (
    <div className="col g16">
      <PageTitle title={t('title')} context={t('lead')} />
      <fieldset className="seg plain-set requests-shown">
        <legend className="vh">{t('filter')}</legend>
        {states.map((state) => (
          <label key={state}>
            <input
              type="radio"
              name="request-state"
              className="vh"
              checked={shown === state}
              onChange={() => setShown(state)}
            />
            {t(`state.${state}`)}
          </label>
        ))}
      </fieldset>
      <List key={shown} shown={shown} />
    </div>
  )
}
