import { useTranslation } from 'react-i18next'
import { useTollText } from '../api/use-toll-text.ts'
import type { EndReason } from './end-reason.ts'

/** The sentence, with its next step, that a person reads for the end of a call. */
export const useReasonText = (): ((reason: EndReason) => string) => {
  const { t } = useTranslation('call')
  const { t: problem } = useTranslation('problems')
  const tollText = useTollText()
  return (reason) => {
    switch (reason.type) {
      case 'termination':
        return t(`termination.${reason.kind}`)
      case 'problem':
        if (reason.toll !== undefined) return tollText(reason.toll)
        return problem(reason.code)
      case 'phone':
        return t(`phone.${reason.failure}`)
      case 'left':
        return t(`left.${reason.how}`)
      case 'taken-over':
        return t('takenOver')
      default:
        return reason satisfies never
    }
  }
}
