import { type CallId, type PersonRef, supervisionRoutes } from '@hearthline/shared'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import { useProblemText } from '../../api/use-problem-text.ts'
import { Alert } from '../../ui/components/alert.tsx'
import { Button } from '../../ui/components/button.tsx'
import { Modal } from '../../ui/components/modal.tsx'
import { toast } from '../../ui/components/toast.tsx'

/** A coaching note to the agent of this call; they see which call it is about. */
export const CoachingModal = ({
  callId,
  agent,
  onClose,
}: {
  callId: CallId
  agent: PersonRef
  onClose: () => void
}) => {
  const { t } = useTranslation('recordings')
  const { t: common } = useTranslation()
  const problemText = useProblemText()
  const id = useId()
  const [text, setText] = useState('')
  const name = agent.displayName
  const given = text.trim() !== ''
  const send = useMutation({
    mutationFn: () =>
      fetchAnswer(supervisionRoutes.addCoachingNote, {
        params: { personId: agent.personId },
        body: { text: text.trim(), callId },
      }),
    onSuccess: () => {
      toast({ key: 'coaching', tone: 'ready', title: t('coaching.sent', { name }) })
      onClose()
    },
  })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (given && !send.isPending) send.mutate()
  }
  return (
    <Modal title={t('coaching.title', { name })} onClose={onClose}>
      <form className="col g16" onSubmit={submit}>
        <div>
          <label className="lab" htmlFor={id}>
            {t('coaching.text')}
          </label>
          <textarea
            id={id}
            className="inp"
            rows={5}
            maxLength={2_000}
            required
            data-autofocus
            aria-describedby={`${id}-hint`}
            value={text}
            onChange={({ currentTarget }) => setText(currentTarget.value)}
          />
          <div className="hint" id={`${id}-hint`}>
            {t('coaching.hint', { name })}
          </div>
        </div>
        {send.error !== null && (
          <Alert tone="bad" urgent>
            {problemText(problemOf(send.error))}
          </Alert>
        )}
        <div className="row g8 row-end">
          <Button onPress={onClose}>{common('action.cancel')}</Button>
          <Button
            type="submit"
            look="primary"
            pending={send.isPending}
            onPress={given ? () => undefined : undefined}
          >
            {t('coaching.send')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
