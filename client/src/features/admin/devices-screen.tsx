import { deviceRoutes, policyRoutes, type GradePolicy } from '@hearthline/shared'
import { IconKey } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import { Button } from '../../ui/components/button.tsx'
import { ErrorState, Skeleton } from '../../ui/components/empty.tsx'
import { EnrolmentCodeModal } from '../../ui/components/enrolment-code-modal.tsx'
import { ApprovalCard } from './approval-card.tsx'
import { DeviceTable } from './device-table.tsx'

const Approvals = () => {
  const { t } = useTranslation('admin')
  const pending = useQuery({
    queryKey: ['devices', 'pending'],
    queryFn: ({ signal }) =>
      fetchAnswer(deviceRoutes.list, { query: { state: 'pending', limit: 50 }, signal }),
  })
  if (pending.isError) {
    return (
      <div className="card">
        <ErrorState
          title={t('devices.pendingFailed')}
          problem={problemOf(pending.error)}
          onRetry={() => void pending.refetch()}
        />
      </div>
    )
  }
  if (pending.data === undefined) {
    return (
      <div className="card">
        <Skeleton rows={3} />
      </div>
    )
  }
  if (pending.data.items.length === 0) return <p className="t2 sm">{t('devices.nonePending')}</p>
  return (
    <div className="approvals">
      {pending.data.items.map((device) => (
        <ApprovalCard key={device.deviceId} device={device} />
      ))}
    </div>
  )
}

/** The grades that the policy asks for, and the way to change them. */
const RulesLink = () => {
  const { t } = useTranslation('admin')
  const policies = useQuery({
    queryKey: ['policies'],
    queryFn: ({ signal }) => fetchAnswer(policyRoutes.get, { signal }),
  })
  const word = (policy: GradePolicy) => t(`devices.gradePolicy.${policy}`)
  const grades = policies.data?.policies.minimumGrade
  return (
    <Link to="/admin/policies" className="btn el rules-link">
      {grades === undefined
        ? t('devices.rulesPlain')
        : t('devices.rules', {
            agent: word(grades.agent),
            lead: word(grades.lead),
            administrator: word(grades.administrator),
          })}
    </Link>
  )
}

/** Screen 11a: browsers that ask, and all that were ever decided on. */
export const DevicesScreen = () => {
  const { t } = useTranslation('admin')
  const [creating, setCreating] = useState(false)
  return (
    <>
      <div className="row sp wrap">
        <div>
          <h2 className="admin-head">{t('devices.title')}</h2>
          <p className="t2 sm">{t('devices.lead')}</p>
        </div>
        <div className="row g8 wrap">
          <RulesLink />
          <Button look="primary" icon={IconKey} onPress={() => setCreating(true)}>
            {t('devices.create')}
          </Button>
        </div>
      </div>
      <Approvals />
      <DeviceTable />
      {creating && <EnrolmentCodeModal onClose={() => setCreating(false)} />}
    </>
  )
}
