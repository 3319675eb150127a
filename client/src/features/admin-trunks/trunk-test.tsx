import { trunkRoutes, type Trunk } from '@hearthline/shared'
import { IconActivity } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { z } from 'zod'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import { useProblemText } from '../../api/use-problem-text.ts'
import { Button } from '../../ui/components/button.tsx'
import { toast } from '../../ui/components/toast.tsx'

type TestResult = z.output<typeof trunkRoutes.test.answer>

/** What a test has found, in one sentence or two. */
const useResultText = (): ((result: TestResult) => string) => {
  const { t } = useTranslation('adminTrunks')
  return ({ reachable, roundTripMs, sipStatus, registered }) => {
    const answer = reachable
      ? sipStatus === null
        ? t('test.reachableIn', { ms: Math.round(roundTripMs ?? 0) })
        : t('test.reachable', { status: sipStatus, ms: Math.round(roundTripMs ?? 0) })
      : t('test.silent')
    if (registered === null) return answer
    return `${answer} ${t(registered ? 'test.registered' : 'test.notRegistered')}`
  }
}

/** OPTIONS, and REGISTER where the trunk does, now. Nothing rings. */
export const TestButton = ({ trunk: { trunkId, name } }: { trunk: Trunk }) => {
  const { t } = useTranslation('adminTrunks')
  const problemText = useProblemText()
  const resultText = useResultText()
  const queries = useQueryClient()
  const test = useMutation({
    mutationFn: () => fetchAnswer(trunkRoutes.test, { params: { trunkId } }),
    onSuccess: (result) => {
      const good = result.reachable && result.registered !== false
      toast({
        key: `test ${trunkId}`,
        tone: good ? 'ready' : 'bad',
        title: t(good ? 'test.good' : 'test.bad', { name }),
        text: resultText(result),
      })
    },
    onError: (error) =>
      toast({
        key: `test ${trunkId}`,
        tone: 'bad',
        title: t('test.failed', { name }),
        text: problemText(problemOf(error)),
      }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['trunks'] }),
  })
  return (
    <Button size="sm" icon={IconActivity} pending={test.isPending} onPress={() => test.mutate()}>
      {t('test.test')} <span className="vh">{name}</span>
    </Button>
  )
}
