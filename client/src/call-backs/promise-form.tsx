import { type CallId, callBackRoutes } from '@hearthline/shared'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchAnswer, problemOf } from '../api/query.ts'
import { useProblemText } from '../api/use-problem-text.ts'
import { serverNow } from '../app/session.ts'
import { Alert } from '../ui/components/alert.tsx'
import { Button } from '../ui/components/button.tsx'
import { Field } from '../ui/components/field.tsx'
import { Modal } from '../ui/components/modal.tsx'
import { toast } from '../ui/components/toast.tsx'
import { dueFrom, localField } from './due-field.ts'

/** Promises to call the customer of an own call: when, and why. */
export const PromiseForm = ({
  callId,
  name,
  onClose,
}: {
  callId: CallId
  name: string
  onClose: () => void
}) => {
  const { t } = useTranslation('callBacks')
  const { t: common } = useTranslation()
  const problemText = useProblemText()
  const queries = useQueryClient()
  const noteId = useId()
  const [when, setWhen] = useState('')
  const [note, setNote] = useState('')
  const due = dueFrom(when, serverNow())
  const save = useMutation({
    mutationFn: (dueAt: number | null) =>
      fetchAnswer(callBackRoutes.create, { body: { to: { type: 'call', callId }, dueAt, note } }),
    onSuccess: async () => {
      toast({ key: `call-back ${callId}`, tone: 'ready', title: t('made', { name }) })
      await queries.invalidateQueries({ queryKey: ['call-backs'] })
      onClose()
    },
  })
  return (
    <Modal title={t('form.title', { name })} onClose={onClose}>
      <form
        className="col g16"
        onSubmit={(event) => {
          event.preventDefault()
          if (due.ok && !save.isPending) save.mutate(due.dueAt)
        }}
      >
        <Field
          label={t('form.when')}
          hint={t('form.whenHint')}
          error={due.ok ? undefined : t('form.past')}
          type="datetime-local"
          min={localField(serverNow())}
          data-autofocus
          value={when}
          onChange={(event) => setWhen(event.currentTarget.value)}
        />
        <div>
          <label className="lab" htmlFor={noteId}>
            {t('form.note')}
          </label>
          <textarea
            id={noteId}
            className="inp call-back-note"
            rows={3}
            maxLength={500}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
        </div>
        {save.error !== null && (
          <Alert tone="bad" urgent>
            {problemText(problemOf(save.error))}
          </Alert>
        )}
        <div className="row g8 row-end">
          <Button onPress={onClose}>{common('action.cancel')}</Button>
          <Button
            type="submit"
            look="primary"
            pending={save.isPending}
            onPress={due.ok ? () => undefined : undefined}
          >
            {t('form.save')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
