import { IconAlertTriangle, IconBroadcast, IconPlugConnectedX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { lastHeardMs, useConnection } from '../../realtime/index.ts'
import { Icon } from '../../ui/components/icon.tsx'
import { useNow } from '../../ui/components/timer.tsx'
import { freshness } from './floor-order.ts'

const looks = {
  live: { tone: 'ready', icon: IconBroadcast },
  late: { tone: 'warn', icon: IconPlugConnectedX },
  old: { tone: 'bad', icon: IconAlertTriangle },
} as const

/** How fresh the floor is: in words, and in its colour. */
export const LiveMark = () => {
  const { t } = useTranslation('floor')
  const connection = useConnection()
  const now = useNow()
  const heardMs = lastHeardMs()
  if (heardMs === 0 || connection.type === 'connecting')
    return <span className="sm t2">{t('connecting')}</span>
  const silentMs = Math.max(0, now - heardMs)
  const state = freshness(silentMs, connection.type === 'live')
  const { tone, icon } = looks[state]
  return (
    <span className="row g6 sm floor-live" data-freshness={state}>
      <span className={`row g6 b c-${tone}`}>
        <Icon of={icon} size={16} />
        {state === 'old' ? t('old') : connection.type === 'live' ? t('live') : t('away')}
      </span>
      <span className="t2 num">{t('updated', { seconds: Math.floor(silentMs / 1000) })}</span>
    </span>
  )
}
