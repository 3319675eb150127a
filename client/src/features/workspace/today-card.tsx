import { callRoutes } from '@hearthline/shared'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import { useReadyGate } from '../../realtime/index.ts'
import { ErrorState, Skeleton } from '../../ui/components/empty.tsx'
import { duration } from '../../ui/format/time.ts'

const Counter = ({ name, value, hint }: { name: string; value: string; hint: string }) => (
  <div>
    <div className="xs t2">{name}</div>
    <div className="counter num">{value}</div>
    <div className="xs t2 num">{hint}</div>
  </div>
)

/** The agent's own counters since the start of the day. */
export const TodayCard = () => {
  const { t, i18n } = useTranslation('workspace')
  const gate = useReadyGate()
  const today = useQuery({
    queryKey: ['calls', 'today'],
    queryFn: () => fetchAnswer(callRoutes.today),
  })
  const since = (at: number): string =>
    new Intl.DateTimeFormat(i18n.language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(
      at,
    )
  const body = () => {
    if (today.isPending) return <Skeleton rows={3} />
    if (today.isError)
      return (
        <ErrorState
          problem={problemOf(today.error)}
          title={t('today.failed')}
          onRetry={() => void today.refetch()}
        />
      )
    const { calls, answered, talkMs, averageTalkMs, averageWrapUpMs } = today.data
    return (
      <div className="counters">
        <Counter
          name={t('today.calls')}
          value={String(calls)}
          hint={t('today.answered', { count: answered })}
        />
        <Counter
          name={t('today.rate')}
          value={calls === 0 ? '–' : `${Math.round((answered / calls) * 100)} %`}
          hint={t('today.rateHint')}
        />
        <Counter
          name={t('today.talk')}
          value={duration(talkMs)}
          hint={
            averageTalkMs === null
              ? t('today.averageNone')
              : t('today.average', { time: duration(averageTalkMs) })
          }
        />
        <Counter
          name={t('today.wrapUp')}
          value={averageWrapUpMs === null ? '–' : duration(averageWrapUpMs)}
          hint={t('today.wrapUpHint')}
        />
      </div>
    )
  }
  return (
    <section className="card" aria-labelledby="today-title">
      <div className="hd">
        <h2 className="h3" id="today-title">
          {t('today.title')}
        </h2>
        {today.data !== undefined && (
          <span className="xs t2 num ml">{t('today.since', { time: since(today.data.since) })}</span>
        )}
      </div>
      {body()}
      {gate?.by === 'policy' && (
        <p className="sm today-check">
          <Link to="/check">{t('today.check')}</Link>
        </p>
      )}
    </section>
  )
}
