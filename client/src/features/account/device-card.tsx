import type { Me } from '@hearthline/shared'
import { IconCalendarDue } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { daysUntil, isEndingSoon } from '../../app/approval.ts'
import { serverNow } from '../../app/session.ts'
import { Alert } from '../../ui/components/alert.tsx'
import { GradeBadge } from '../../ui/components/badges.tsx'
import { day } from '../../ui/format/time.ts'

/** The browser that is signed in here: its key, what that does and does not stop, and until when it is approved. */
export const DeviceCard = ({ me }: { me: Me }) => {
  const { t, i18n } = useTranslation('account')
  const { t: common } = useTranslation()
  const { name, grade, expiresAt } = me.device
  const now = serverNow()
  const soon = isEndingSoon(expiresAt, now)
  return (
    <section className="card" aria-labelledby="device-title">
      <div className="hd">
        <h2 className="h3" id="device-title">
          {t('device.title')}
        </h2>
      </div>
      <div className="col g12 p16">
        {soon && (
          <Alert tone="warn" icon={IconCalendarDue}>
            <b>{common('approvalEnds.title', { day: day(expiresAt, i18n.language) })}</b> {t('device.renew')}
          </Alert>
        )}
        <dl className="dt">
          <dt>{t('device.name')}</dt>
          <dd className="el" title={name}>
            {name}
          </dd>
          <dt>{t('device.grade')}</dt>
          <dd>
            <GradeBadge grade={grade} />
          </dd>
          <dt>{t('device.stops')}</dt>
          <dd className="t2">{common(`grade.${grade}limit`)}</dd>
          <dt>{t('device.ends')}</dt>
          <dd className="num">
            {day(expiresAt, i18n.language)}{' '}
            <span className="t2">{t('device.endsIn', { count: daysUntil(expiresAt, now) })}</span>
          </dd>
        </dl>
        <p className="xs t2">{t('device.lost')}</p>
      </div>
    </section>
  )
}
