import { type CallBack, type CallBackId, callBackRoutes } from '@hearthline/shared'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { fetchAnswer, problemOf } from '../api/query.ts'
import { useProblemText } from '../api/use-problem-text.ts'
import { useCallBackCount } from '../realtime/index.ts'
import { toast } from '../ui/components/toast.tsx'
import { useTranslation } from 'react-i18next'

/** Own promises to call, due ones first; fetched anew when control counts them anew. */
export const useCallBacks = (limit: number, offset = 0) => {
  const count = useCallBackCount()
  return useQuery({
    queryKey: ['call-backs', limit, offset, count?.open, count?.dueNow],
    queryFn: ({ signal }) => fetchAnswer(callBackRoutes.list, { query: { limit, offset }, signal }),
    placeholderData: (before) => before,
  })
}

/** Takes a call-back off the list; says so when it could not be. */
export const useCallBackDone = () => {
  const { t } = useTranslation('callBacks')
  const problemText = useProblemText()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (callBackId: CallBackId) => fetchAnswer(callBackRoutes.done, { params: { callBackId } }),
    onError: (error) =>
      toast({
        key: 'call-back-done',
        tone: 'bad',
        title: t('notDone'),
        text: problemText(problemOf(error)),
      }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['call-backs'] }),
  })
}

/** Due when its time has come, or when it has none. `now` by the server's clock, unix ms. */
export const isDue = ({ dueAt }: Pick<CallBack, 'dueAt'>, now: number): boolean =>
  dueAt === null || dueAt <= now
