import { IconDeviceLaptop, IconUsers, IconWorld } from '@tabler/icons-react'
import { Link, Outlet, useRouterState } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { usePendingDevices } from '../../realtime/index.ts'
import { Chip } from '../../ui/components/alert.tsx'
import { Icon } from '../../ui/components/icon.tsx'
import { PageTitle } from '../../ui/components/page-title.tsx'
import './admin.css'

const pages = [
  ['/admin/devices', 'devices', IconDeviceLaptop],
  ['/admin/networks', 'networks', IconWorld],
  ['/admin/people', 'people', IconUsers],
] as const

/** The administrator's pages beside their list. */
export const AdminFrame = () => {
  const { t } = useTranslation('admin')
  const path = useRouterState({ select: (state) => state.location.pathname })
  const waiting = usePendingDevices() ?? 0
  return (
    <div className="admin">
      <PageTitle title={t('title')} />
      <nav className="admin-nav" aria-label={t('title')}>
        <div className="sec" style={{ padding: '10px 10px 4px' }}>
          {t('access')}
        </div>
        {pages.map(([to, word, icon]) => (
          <Link key={to} to={to} className="admin-link" aria-current={path === to ? 'page' : undefined}>
            <Icon of={icon} />
            <span className="f1">{t(`nav.${word}`)}</span>
            {word === 'devices' && waiting > 0 && <Chip tone="bad">{waiting}</Chip>}
          </Link>
        ))}
      </nav>
      <div className="admin-body">
        <Outlet />
      </div>
    </div>
  )
}
