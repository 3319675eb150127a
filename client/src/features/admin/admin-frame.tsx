import { Link, Outlet, useRouterState } from '@tanstack/react-router'
import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import { useAttention } from '../../realtime/index.ts'
import { Chip } from '../../ui/components/alert.tsx'
import { Icon } from '../../ui/components/icon.tsx'
import { PageTitle } from '../../ui/components/page-title.tsx'
import './admin.css'
import { adminGroups } from './pages.ts'

/** The administrator's pages beside their list. */
export const AdminFrame = () => {
  const { t } = useTranslation('admin')
  const path = useRouterState({ select: (state) => state.location.pathname })
  const attention = useAttention()
  return (
    <div className="admin">
      <PageTitle title={t('title')} />
      <nav className="admin-nav" aria-label={t('title')}>
        {adminGroups.map((group) => (
          <Fragment key={group.word}>
            <div className="sec admin-group">{t(`groups.${group.word}`)}</div>
            {group.pages.map(({ to, word, icon, badge }) => {
              const count = badge === undefined ? 0 : (attention?.[badge] ?? 0)
              return (
                <Link key={to} to={to} className="admin-link" aria-current={path === to ? 'page' : undefined}>
                  <Icon of={icon} />
                  <span className="f1 el">{t(`nav.${word}`)}</span>
                  {count > 0 && (
                    <Chip tone="bad">
                      {count}
                      <span className="vh">{t('waiting')}</span>
                    </Chip>
                  )}
                </Link>
              )
            })}
          </Fragment>
        ))}
      </nav>
      <div className="admin-body">
        <Outlet />
      </div>
    </div>
  )
}
