import { type HelpRequest, type PersonId, type Result, supervisionRoutes } from '@hearthline/shared'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call as callRoute } from '../../api/call.ts'
import { useProblemText } from '../../api/use-problem-text.ts'
import { Button } from '../../ui/components/button.tsx'
import { toast } from '../../ui/components/toast.tsx'

type HelpStep = 'claim' | 'release' | 'close'
const send = (step: HelpStep, helpId: HelpRequest['helpId']): Promise<Result<unknown>> => {
  const params = { helpId }
  switch (step) {
    case 'claim':
      return callRoute(supervisionRoutes.claimHelp, { params })
    case 'release':
      return callRoute(supervisionRoutes.releaseHelp, { params })
    case 'close':
      return callRoute(supervisionRoutes.closeHelp, { params })
    default:
      return step satisfies never
  }
}

/** Claim, Release and Close: what comes of them is pushed to every lead; only a refusal is said here. */
export const HelpButtons = ({ help, me, name }: { help: HelpRequest; me: PersonId | null; name: string }) => {
  const { t } = useTranslation('floor')
  const problemText = useProblemText()
  const [pending, setPending] = useState<HelpStep | null>(null)
  const take = async (step: HelpStep): Promise<void> => {
    setPending(step)
    const answer = await send(step, help.helpId)
    setPending(null)
    if (!answer.ok)
      toast({
        key: `help ${help.helpId}`,
        tone: 'bad',
        title: t('help.failed', { name }),
        text: problemText(answer.problem),
      })
  }
  const button = (step: HelpStep) => (
    <Button
      key={step}
      size="sm"
      pending={pending === step}
      aria-label={t(`help.${step}Of`, { name })}
      onPress={pending === null ? () => void take(step) : undefined}
    >
      {t(`help.${step}`)}
    </Button>
  )
  if (help.claimed === null) return [button('claim'), button('close')]
  return help.claimed.by.personId === me ? [button('release'), button('close')] : null
}
