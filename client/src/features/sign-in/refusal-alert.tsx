import type { Problem } from '@hearthline/shared'
import { IconFingerprintOff } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useProblemText } from '../../api/use-problem-text.ts'
import type { HardwareFault } from '../../device/hardware-key.ts'
import { Alert } from '../../ui/components/alert.tsx'

export type Refusal =
  | { type: 'problem'; problem: Problem; at: number }
  | { type: 'no-key'; userName: string }
  | { type: 'hardware'; fault: HardwareFault }

/** This computer's time from which another try is looked at, unix ms; 0 when at once. */
export const retryAt = (refusal: Refusal | null): number =>
  refusal?.type === 'problem' && refusal.problem.retryAfterSeconds !== undefined
    ? refusal.at + refusal.problem.retryAfterSeconds * 1000
    : 0

/** Why nobody was signed in. Strangers read one text for every reason; what this browser knows by itself is said plainly. */
export const RefusalAlert = ({ refusal }: { refusal: Refusal }) => {
  const { t } = useTranslation('signIn')
  const { t: common } = useTranslation()
  const text = useProblemText()
  switch (refusal.type) {
    case 'no-key':
      return (
        <Alert tone="hold" urgent>
          <b>{t('noKeyFor', { userName: refusal.userName })}</b> {t('noKeyForText')}{' '}
          <Link to="/enrol" className="u">
            {t('useCode')}
          </Link>
        </Alert>
      )
    case 'hardware':
      return (
        <Alert tone={refusal.fault === 'cancelled' ? 'hold' : 'bad'} icon={IconFingerprintOff} urgent>
          {t(`hardware.${refusal.fault}`)}{' '}
          {refusal.fault === 'missing' && (
            <Link to="/enrol" className="u">
              {t('useCode')}
            </Link>
          )}
        </Alert>
      )
    case 'problem':
      return (
        <Alert tone={refusal.problem.code === 'unavailable' ? 'warn' : 'bad'} urgent>
          <b>{t('refused')}</b> {text(refusal.problem)}
          {refusal.problem.reference !== undefined && (
            <div className="code num" style={{ marginTop: 3 }}>
              {common('reference', { reference: refusal.problem.reference })}
            </div>
          )}
        </Alert>
      )
    default:
      return refusal satisfies never
  }
}
