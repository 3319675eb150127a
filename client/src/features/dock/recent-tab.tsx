import { callRoutes } from '@hearthline/shared'
import { IconHistory, IconPhone, IconPhoneIncoming, IconPhoneOutgoing } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import type { DialTarget } from '../../softphone/index.ts'
import { IconButton } from '../../ui/components/button.tsx'
import { Empty, ErrorState, Skeleton } from '../../ui/components/empty.tsx'
import { Icon } from '../../ui/components/icon.tsx'
import { useNow } from '../../ui/components/timer.tsx'
import { dayAndTime } from '../../ui/format/time.ts'

/** The last calls, to call again: by the call, for their numbers are masked here. */
export const RecentTab = ({ onDial }: { onDial: ((to: DialTarget) => void) | undefined }) => {
  const { t, i18n } = useTranslation('dock')
  const { t: common } = useTranslation()
  const { t: workspace } = useTranslation('workspace')
  const now = useNow(60_000)
  const calls = useQuery({
    queryKey: ['calls', 'recent', 12],
    queryFn: () => fetchAnswer(callRoutes.list, { query: { limit: 12 } }),
  })
  if (calls.isPending) return <Skeleton rows={5} />
  if (calls.isError)
    return (
      <ErrorState
        problem={problemOf(calls.error)}
        title={t('recent.failed')}
        onRetry={() => void calls.refetch()}
      />
    )
  if (calls.data.items.length === 0)
    return (
      <Empty icon={IconHistory} title={t('recent.empty')}>
        {t('recent.emptyText')}
      </Empty>
    )
  return (
    <ul className="recent">
      {calls.data.items.map(({ callId, customer, direction, startedAt }) => {
        const name = customer.displayName ?? common('unknownCustomer')
        return (
          <li key={callId} className="row g10">
            <Icon of={direction === 'outbound' ? IconPhoneOutgoing : IconPhoneIncoming} size={16} />
            <span className="f1">
              <span className="m el recent-name" title={name}>
                {name}
              </span>
              <span className="xs t2 num">
                {customer.maskedNumber} · {dayAndTime(startedAt, now, i18n.language)}
              </span>
            </span>
            <IconButton
              icon={IconPhone}
              label={workspace('customers.callOne', { name })}
              onPress={onDial && (() => onDial({ type: 'call', callId }))}
            />
          </li>
        )
      })}
    </ul>
  )
}
