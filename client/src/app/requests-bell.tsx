import { IconBell } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useAttention } from '../realtime/index.ts'
import { Icon } from '../ui/components/icon.tsx'

/** How many requests wait for this lead's or administrator's word, and the way to them. */
export const RequestsBell = () => {
  const { t } = useTranslation()
  const waiting = useAttention()?.requests ?? 0
  return (
    <Link to="/requests" className="ib bell" title={t('nav.requests')} aria-label={t('nav.requests')}>
      <Icon of={IconBell} />
      {waiting > 0 && (
        <>
          <span className="rail-badge num" aria-hidden>
            {waiting}
          </span>
          <span className="vh">{t('nav.requestsWaiting', { count: waiting })}</span>
        </>
      )}
    </Link>
  )
}
