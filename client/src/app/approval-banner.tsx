import type { Me } from '@hearthline/shared'
import { IconCalendarDue, IconX } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Alert } from '../ui/components/alert.tsx'
import { IconButton } from '../ui/components/button.tsx'
import { day } from '../ui/format/time.ts'
import { isEndingSoon } from './approval.ts'
import { serverNow } from './session.ts'

/** Reminds, quietly and until closed, that the approval of this browser ends. */
export const ApprovalBanner = ({ me }: { me: Me }) => {
  const { t, i18n } = useTranslation()
  const [closed, setClosed] = useState(false)
  if (closed || !isEndingSoon(me.device.expiresAt, serverNow())) return null
  return (
    <div className="approval-banner">
      <Alert tone="warn" icon={IconCalendarDue}>
        <div className="row g8">
          <span className="f1">
            <b>{t('approvalEnds.title', { day: day(me.device.expiresAt, i18n.language) })}</b>{' '}
            {t('approvalEnds.text')}{' '}
            <Link to="/account" className="u">
              {t('approvalEnds.more')}
            </Link>
          </span>
          <IconButton icon={IconX} label={t('action.close')} onPress={() => setClosed(true)} />
        </div>
      </Alert>
    </div>
  )
}
