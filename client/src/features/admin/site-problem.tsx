import type { Problem } from '@hearthline/shared'
import { useTranslation } from 'react-i18next'
import { useProblemText } from '../../api/use-problem-text.ts'
import { Alert } from '../../ui/components/alert.tsx'

/** Why a site was not saved. `conflict` means the lock-out when networks change, the taken name when a site is made. */
export const SiteProblem = ({ problem, making = false }: { problem: Problem; making?: boolean }) => {
  const { t } = useTranslation('admin')
  const problemText = useProblemText()
  if (problem.code === 'conflict' && !making) {
    return (
      <Alert tone="bad" urgent>
        <b>{t('networks.lockOut')}</b> {t('networks.lockOutText')}
      </Alert>
    )
  }
  const text = () => {
    if (problem.code === 'conflict') return t('networks.nameTaken')
    if (problem.code === 'invalid-request' && problem.field?.startsWith('cidrs') === true)
      return t('networks.badNetwork')
    return problemText(problem)
  }
  return (
    <Alert tone="bad" urgent>
      {text()}
    </Alert>
  )
}
