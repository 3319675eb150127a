import { callBackRoutes } from '@hearthline/shared'
import { IconPhone } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import type { DialTarget } from '../../softphone/index.ts'
import { useClockOffset } from '../../realtime/index.ts'
import { IconButton } from '../../ui/components/button.tsx'
import { ErrorState, Skeleton } from '../../ui/components/empty.tsx'
import { useNow } from '../../ui/components/timer.tsx'
import { hourAndMinute } from '../../ui/format/time.ts'

const shown = 3

/** The next promises to call, due ones first. `count` is control's word that the list has changed. */
export const CallBacksPart = ({
  count,
  onDial,
}: {
  count: { open: number; dueNow: number }
  onDial: ((to: DialTarget) => void) | undefined
}) => {
  const { t, i18n } = useTranslation('dockPanels')
  const { t: common } = useTranslation()
  const now = useNow(15_000) + useClockOffset()
  const list = useQuery({
    queryKey: ['call-backs', 'dock', count.open, count.dueNow],
    queryFn: () => fetchAnswer(callBackRoutes.list, { query: { limit: shown } }),
  })
  if (list.isPending) return <Skeleton rows={Math.min(shown, count.open)} />
  if (list.isError)
    return (
      <ErrorState
        problem={problemOf(list.error)}
        title={t('callBacks.failed')}
        onRetry={() => void list.refetch()}
      />
    )
  if (list.data.items.length === 0) return <p className="sm t2">{t('callBacks.none')}</p>
  return (
    <ul className="recent">
      {list.data.items.map(({ callBackId, customer, dueAt, reason }) => {
        const name = customer.displayName ?? customer.maskedNumber
        const due = dueAt === null || dueAt <= now
        return (
          <li key={callBackId} className="row g10">
            <span className="f1 min0">
              <span className="m el recent-name" title={name}>
                {customer.displayName ?? common('unknownCustomer')}
              </span>
              <span className={`xs num ${due ? 'c-ring' : 't2'}`}>
                {dueAt === null
                  ? t('callBacks.soon')
                  : due
                    ? t('callBacks.now')
                    : t('callBacks.at', { time: hourAndMinute(dueAt, i18n.language) })}{' '}
                · {t(`callBacks.reason.${reason}`)}
              </span>
            </span>
            <IconButton
              icon={IconPhone}
              label={t('callBacks.call', { name })}
              onPress={onDial && (() => onDial({ type: 'call-back', callBackId }))}
            />
          </li>
        )
      })}
    </ul>
  )
}
