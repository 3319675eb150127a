import { accessRequestRoutes, type AccessRequest } from '@hearthline/shared'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import { useProblemText } from '../../api/use-problem-text.ts'
import { Chip } from '../../ui/components/alert.tsx'
import { Button } from '../../ui/components/button.tsx'
import { ErrorState, Skeleton } from '../../ui/components/empty.tsx'
import { Avatar, PersonName } from '../../ui/components/person.tsx'
import { ReasonModal } from '../../ui/components/reason-modal.tsx'
import { toast } from '../../ui/components/toast.tsx'
import { useAgo } from '../../ui/format/ago.ts'
import { useHomeDays } from './network-table.tsx'

const Request = ({ request, days }: { request: AccessRequest; days: number }) => {
  const { t } = useTranslation('adminNetworks')
  const problemText = useProblemText()
  const ago = useAgo()
  const queries = useQueryClient()
  const [refusing, setRefusing] = useState(false)
  const { requestId, address } = request
  const name = request.person.displayName
  const onSettled = async () => {
    await queries.invalidateQueries({ queryKey: ['access-requests'] })
    await queries.invalidateQueries({ queryKey: ['networks'] })
  }
  const grant = useMutation({
    mutationFn: () => fetchAnswer(accessRequestRoutes.grant, { params: { requestId }, body: {} }),
    onSuccess: () =>
      toast({ key: requestId, tone: 'ready', title: t('requests.allowed', { name, address }) }),
    onError: (error) =>
      toast({
        key: requestId,
        tone: 'bad',
        title: t('requests.notDone'),
        text: problemText(problemOf(error)),
      }),
    onSettled,
  })
  const refuse = useMutation({
    mutationFn: (reason: string) =>
      fetchAnswer(accessRequestRoutes.refuse, { params: { requestId }, body: { reason } }),
    onSuccess: () => {
      setRefusing(false)
      toast({ key: requestId, tone: 'idle', title: t('requests.refused') })
    },
    onSettled,
  })
  const of = <span className="vh">{t('requests.of', { name })}</span>
  return (
    <li className="col g10">
      <div className="row g10 top">
        <Avatar name={name} />
        <div className="f1 sm">
          <PersonName name={name} className="b" />
          <div className="t2 code">{address}</div>
          <div className="xs t3">
            {request.lastAddress === null
              ? t('requests.firstTime')
              : t('requests.before', { address: request.lastAddress })}
          </div>
          <div className="xs t3">
            {t('requests.asked', { ago: ago(request.requestedAt), device: request.deviceName })}
          </div>
          {request.note !== '' && <p className="note-text quote">{request.note}</p>}
        </div>
      </div>
      <div className="row g8">
        <Button
          size="sm"
          look="primary"
          className="f1"
          pending={grant.isPending}
          onPress={() => grant.mutate()}
        >
          {t('requests.allow', { days })}
          {of}
        </Button>
        <Button size="sm" className="f1" onPress={() => setRefusing(true)}>
          {t('requests.refuse')}
          {of}
        </Button>
      </div>
      {refusing && (
        <ReasonModal
          title={t('requests.refuseTitle', { name })}
          text={t('requests.refuseText')}
          confirm={t('requests.refuse')}
          pending={refuse.isPending}
          problem={refuse.error === null ? null : problemOf(refuse.error)}
          onConfirm={(reason) => refuse.mutate(reason)}
          onClose={() => {
            refuse.reset()
            setRefusing(false)
          }}
        />
      )}
    </li>
  )
}

/** Networks that people were refused from and asked for. */
export const HomeRequests = () => {
  const { t } = useTranslation('adminNetworks')
  const days = useHomeDays()
  const query = { state: 'waiting', kind: 'network', limit: 20 } as const
  const waiting = useQuery({
    queryKey: ['access-requests', query],
    queryFn: ({ signal }) => fetchAnswer(accessRequestRoutes.list, { query, signal }),
  })
  return (
    <section className="card p16 col g12" aria-label={t('requests.title')}>
      <div className="row sp">
        <h3 className="h3">{t('requests.title')}</h3>
        {waiting.data !== undefined && waiting.data.total > 0 && (
          <Chip tone="hold">{t('requests.waiting', { count: waiting.data.total })}</Chip>
        )}
      </div>
      {waiting.isError ? (
        <ErrorState
          title={t('requests.failed')}
          problem={problemOf(waiting.error)}
          onRetry={() => void waiting.refetch()}
        />
      ) : waiting.data === undefined ? (
        <Skeleton rows={2} />
      ) : waiting.data.items.length === 0 ? (
        <p className="sm t2">{t('requests.none')}</p>
      ) : (
        <ul className="col g16">
          {waiting.data.items.map((request) => (
            <Request key={request.requestId} request={request} days={days} />
          ))}
        </ul>
      )}
    </section>
  )
}
