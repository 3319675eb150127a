import type { Problem } from '@hearthline/shared'
import { useTranslation } from 'react-i18next'
import { useTollText } from './use-toll-text.ts'

/** The sentence, with its next step, that a person reads for a Problem. */
export const useProblemText = (): ((problem: Problem) => string) => {
  const { t } = useTranslation('problems')
  const tollText = useTollText()
  return (problem) => (problem.toll === undefined ? t(problem.code) : tollText(problem.toll))
}
