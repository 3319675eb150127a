import type { Problem } from '@hearthline/shared'
import { useTranslation } from 'react-i18next'

/** The sentence, with its next step, that a person reads for a Problem. */
export const useProblemText = (): ((problem: Problem) => string) => {
  const { t } = useTranslation('problems')
  return (problem) => t(problem.code)
}
