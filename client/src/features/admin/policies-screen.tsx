import { policyRoutes } from '@hearthline/shared'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import { ErrorState, Skeleton } from '../../ui/components/empty.tsx'
import { useAgo } from '../../ui/format/ago.ts'
import { PolicyForm } from './policy-form.tsx'
import { RolesTable } from './roles-table.tsx'

/** What sign-ins and devices are held to, and what each role may do. */
export const PoliciesScreen = () => {
  const { t } = useTranslation('adminAccess')
  const ago = useAgo()
  const policies = useQuery({
    queryKey: ['policies'],
    queryFn: ({ signal }) => fetchAnswer(policyRoutes.get, { signal }),
  })
  const { changedBy, changedAt } = policies.data ?? { changedBy: null, changedAt: null }
  return (
    <div className="policies">
      <div>
        <h2 className="admin-head">{t('policies.title')}</h2>
        <p className="t2 sm">
          {t('policies.lead')}{' '}
          {policies.data !== undefined &&
            (changedAt === null
              ? t('policies.never')
              : t('policies.changed', { name: changedBy?.displayName ?? '–', ago: ago(changedAt) }))}
        </p>
      </div>
      {policies.isError ? (
        <div className="card">
          <ErrorState
            title={t('policies.failed')}
            problem={problemOf(policies.error)}
            onRetry={() => void policies.refetch()}
          />
        </div>
      ) : policies.data === undefined ? (
        <div className="card">
          <Skeleton rows={8} />
        </div>
      ) : (
        <PolicyForm saved={policies.data.policies} revision={policies.data.revision} />
      )}
      <RolesTable />
    </div>
  )
}
