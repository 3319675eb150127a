import type { AccessRequest, Problem, Result } from '@hearthline/shared'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useProblemText } from '../../api/use-problem-text.ts'
import { toast } from '../../ui/components/toast.tsx'
import { dayAndTime } from '../../ui/format/time.ts'

/** Sends a decision, says what came of it, and has the lists fetched again, also when somebody else was faster. */
export function useDecision<Word = undefined>(
  outcome: 'granted' | 'refused',
  name: string,
  send: (word: Word) => Promise<Result<AccessRequest>>,
): { pending: boolean; run: (word: Word) => void; problem: Problem | null } {
  const { t, i18n } = useTranslation('requests')
  const problemText = useProblemText()
  const queries = useQueryClient()
  const [pending, setPending] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  /** Until when what was granted holds. */
  const ends = ({ state, grantEndsAt }: AccessRequest): { text?: string } =>
    state === 'granted' && grantEndsAt !== null
      ? { text: t('until', { when: dayAndTime(grantEndsAt, Date.now(), i18n.language) }) }
      : {}
  const decide = async (word: Word): Promise<void> => {
    setPending(true)
    setProblem(null)
    const answer = await send(word)
    setPending(false)
    if (answer.ok)
      toast({
        key: 'access-request',
        tone: 'ready',
        title: t(outcome, { name }),
        ...ends(answer.value),
      })
    else {
      setProblem(answer.problem)
      toast({ key: 'access-request', tone: 'bad', title: t('title'), text: problemText(answer.problem) })
    }
    await queries.invalidateQueries({ queryKey: ['access-requests'] })
  }
  return { pending, run: (word) => void decide(word), problem }
}
