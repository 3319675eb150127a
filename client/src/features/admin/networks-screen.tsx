import { peopleRoutes } from '@hearthline/shared'
import { IconPlus, IconWorld } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import { Button } from '../../ui/components/button.tsx'
import { Empty, ErrorState, Skeleton } from '../../ui/components/empty.tsx'
import { NewSiteModal } from './new-site-modal.tsx'
import { SiteCard } from './site-card.tsx'

/** Sites and the networks that their people may sign in from. */
export const NetworksScreen = () => {
  const { t } = useTranslation('admin')
  const [creating, setCreating] = useState(false)
  const sites = useQuery({
    queryKey: ['sites'],
    queryFn: ({ signal }) => fetchAnswer(peopleRoutes.sites, { signal }),
  })
  return (
    <>
      <div className="row sp wrap">
        <div>
          <h2 className="admin-head">{t('networks.title')}</h2>
          <p className="t2 sm">{t('networks.lead')}</p>
        </div>
        <Button look="primary" icon={IconPlus} onPress={() => setCreating(true)}>
          {t('networks.create')}
        </Button>
      </div>
      {sites.isError ? (
        <div className="card">
          <ErrorState
            title={t('networks.failed')}
            problem={problemOf(sites.error)}
            onRetry={() => void sites.refetch()}
          />
        </div>
      ) : sites.data === undefined ? (
        <div className="card">
          <Skeleton />
        </div>
      ) : sites.data.items.length === 0 ? (
        <div className="card">
          <Empty icon={IconWorld} title={t('networks.empty')}>
            {t('networks.emptyText')}
          </Empty>
        </div>
      ) : (
        <div className="sites scroll">
          {sites.data.items.map((site) => (
            <SiteCard key={site.siteId} site={site} />
          ))}
        </div>
      )}
      {creating && <NewSiteModal onClose={() => setCreating(false)} />}
    </>
  )
}
