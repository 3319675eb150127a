import type { Problem } from '@hearthline/shared'
import { IconFingerprintOff } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useProblemText } from '../../api/use-problem-text.ts'
import type { HardwareFault } from '../../device/hardware-key.ts'
import { Alert } from '../../ui/components/alert.tsx'

/** Why the enrolment did not go on, and what to do about it. */
export const EnrolAlert = ({
  refused,
  fault,
  chip,
}: {
  refused: Problem | null
  fault: HardwareFault | null
  /** Whether this browser offers the computer's security chip. */
  chip: boolean
}) => {
  const { t } = useTranslation('signIn')
  const problemText = useProblemText()
  if (fault !== null) {
    return (
      <Alert tone={fault === 'cancelled' ? 'hold' : 'bad'} icon={IconFingerprintOff} urgent>
        <b>{t('enrol.hardwareFailed')}.</b>{' '}
        {t(fault === 'cancelled' ? 'enrol.hardwareFailedText' : 'enrol.hardwareImpossible')}
      </Alert>
    )
  }
  if (refused === null) return null
  switch (refused.code) {
    case 'enrolment-code-refused':
      return (
        <Alert tone="bad" urgent>
          {t('enrol.refusedText')}
        </Alert>
      )
    case 'device-grade-too-low':
      return (
        <Alert tone="hold" icon={IconFingerprintOff} urgent>
          <b>{t('enrol.hardwareNeeded')}.</b>{' '}
          {t(chip ? 'enrol.hardwareNeededOn' : 'enrol.hardwareNeededNone')}
        </Alert>
      )
    default:
      return (
        <Alert tone="bad" urgent>
          {problemText(refused)}
        </Alert>
      )
  }
}
