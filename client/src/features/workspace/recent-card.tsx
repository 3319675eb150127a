import { callRoutes, type CallRecord } from '@hearthline/shared'
import { IconHistory } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import { CallAgain } from '../../call-backs/call-again.tsx'
import type { DialTarget } from '../../softphone/index.ts'
import { Chip } from '../../ui/components/alert.tsx'
import { Empty, ErrorState, Skeleton } from '../../ui/components/empty.tsx'
import { ScrollRegion } from '../../ui/components/scroll-region.tsx'
import { QualityBars } from '../../ui/components/quality-bars.tsx'
import { duration } from '../../ui/format/time.ts'
import { toneOfOutcome } from './outcome-look.ts'

const OutcomeChip = ({ record }: { record: CallRecord }) => {
  const { t } = useTranslation('wrapUp')
  const { t: calls } = useTranslation('call')
  const { t: workspace } = useTranslation('workspace')
  if (record.disposition === null && record.transferredTo !== null)
    return <Chip tone="live">{workspace('recent.transferred')}</Chip>
  if (record.disposition !== null)
    return <Chip tone={toneOfOutcome(record.disposition)}>{t(`outcome.${record.disposition}`)}</Chip>
  if (record.termination === null) return null
  // Its first sentence says what happened; the next step is no news in a list.
  const sentence = calls(`termination.${record.termination.kind}`)
  const [first = sentence] = sentence.split(/(?<=[.。])/)
  const words = first.replace(/[.。]$/, '')
  return (
    <Chip tone={record.termination.fault === 'nobody' ? 'idle' : 'warn'}>
      <span className="el" title={words}>
        {words}
      </span>
    </Chip>
  )
}

/** The agent's last calls. `onCall` given: each customer may be called again; undefined: not now. */
export const RecentCard = (calling: { onCall?: ((to: DialTarget) => void) | undefined }) => {
  const { t, i18n } = useTranslation('workspace')
  const { t: common } = useTranslation()
  const calls = useQuery({
    queryKey: ['calls', 'recent', 20],
    queryFn: () => fetchAnswer(callRoutes.list, { query: { limit: 20 } }),
  })
  const time = new Intl.DateTimeFormat(i18n.language, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  const body = () => {
    if (calls.isPending) return <Skeleton rows={5} />
    if (calls.isError)
      return (
        <ErrorState
          problem={problemOf(calls.error)}
          title={t('recent.failed')}
          onRetry={() => void calls.refetch()}
        />
      )
    // The call that runs is on the page already.
    const items = calls.data.items.filter((record) => record.endedAt !== null)
    if (items.length === 0)
      return (
        <Empty icon={IconHistory} title={t('recent.empty')}>
          {t('recent.emptyText')}
        </Empty>
      )
    return (
      <ScrollRegion className="tablewrap" label={t('recent.title')}>
        <table className="tight">
          <thead>
            <tr>
              <th>{t('recent.time')}</th>
              <th>{t('recent.customer')}</th>
              <th>{t('recent.number')}</th>
              <th>{t('recent.outcome')}</th>
              <th className="r">{t('recent.length')}</th>
              <th>{t('recent.line')}</th>
              {'onCall' in calling && (
                <th className="work-again">
                  <span className="vh">{t('customers.call')}</span>
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {items.map((record) => (
              <tr key={record.callId} data-call-id={record.callId}>
                <td className="num t2">{time.format(record.startedAt)}</td>
                <td className="m">
                  <span className="el cut" title={record.customer.displayName ?? ''}>
                    {record.customer.displayName ?? common('unknownCustomer')}
                  </span>
                </td>
                <td className="num t2 nw">{record.customer.maskedNumber}</td>
                <td>
                  <OutcomeChip record={record} />
                </td>
                <td className="num r">{record.answeredAt === null ? '–' : duration(record.talkMs ?? 0)}</td>
                <td>
                  {record.worstMos === null ? (
                    <span className="t2 nw">{t('recent.noAudio')}</span>
                  ) : (
                    <QualityBars mos={record.worstMos} compact />
                  )}
                </td>
                {'onCall' in calling && (
                  <td>
                    <CallAgain record={record} onCall={calling.onCall} />
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    )
  }
  return (
    <section className="card col work-recent" aria-labelledby="recent-title">
      <div className="hd">
        <h2 className="h3" id="recent-title">
          {t('recent.title')}
        </h2>
        <Link to="/my-calls" className="ml sm">
          {t('recent.all')}
        </Link>
      </div>
      {body()}
    </section>
  )
}
