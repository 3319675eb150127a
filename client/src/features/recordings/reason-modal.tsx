import { recordingRoutes, AccessReason, type RecordingId } from '@hearthline/shared'
import { useMutation } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import { useProblemText } from '../../api/use-problem-text.ts'
import { Alert } from '../../ui/components/alert.tsx'
import { Button } from '../../ui/components/button.tsx'
import { Field } from '../../ui/components/field.tsx'
import { Modal } from '../../ui/components/modal.tsx'

/** Asks why, before any audio loads. Control writes the access down with the grant it gives. */
export const ReasonModal = ({
  recordingId,
  agentName,
  onGranted,
  onClose,
}: {
  recordingId: RecordingId
  agentName: string
  onGranted: (grant: { grant: string; expiresAt: number; reason: AccessReason }) => void
  onClose: () => void
}) => {
  const { t } = useTranslation('recordings')
  const { t: common } = useTranslation()
  const problemText = useProblemText()
  const [reason, setReason] = useState<AccessReason | null>(null)
  const [note, setNote] = useState('')
  const open = useMutation({
    mutationFn: async (chosen: AccessReason) => ({
      ...(await fetchAnswer(recordingRoutes.open, {
        params: { recordingId },
        body: { reason: chosen, note: note.trim() },
      })),
      reason: chosen,
    }),
    onSuccess: onGranted,
  })
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    if (reason !== null && !open.isPending) open.mutate(reason)
  }
  return (
    <Modal title={t('reason.title')} onClose={onClose}>
      <form className="col g16" onSubmit={onSubmit}>
        <p className="t2 sm">{t('reason.text', { name: agentName })}</p>
        {open.error !== null && (
          <Alert tone="bad" urgent>
            {problemText(problemOf(open.error))}
          </Alert>
        )}
        <fieldset className="plain-set">
          <legend className="lab">{t('reason.label')}</legend>
          <div className="reasons">
            {AccessReason.options.map((option, index) => (
              <label key={option} className="reason">
                <input
                  type="radio"
                  name="reason"
                  checked={reason === option}
                  onChange={() => setReason(option)}
                  {...(index === 0 ? { 'data-autofocus': true } : {})}
                />
                {t(`reasons.${option}`)}
              </label>
            ))}
          </div>
        </fieldset>
        <Field
          label={t('reason.note')}
          maxLength={200}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <div className="row g8" style={{ justifyContent: 'flex-end' }}>
          <Button onPress={onClose}>{common('action.cancel')}</Button>
          <Button
            type="submit"
            look="primary"
            pending={open.isPending}
            onPress={reason === null ? undefined : () => undefined}
          >
            {t(open.isPending ? 'reason.submitting' : 'reason.submit')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
