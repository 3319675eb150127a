import { shiftRoutes, type PersonRef } from '@hearthline/shared'
import { useMutation } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import { useProblemText } from '../../api/use-problem-text.ts'
import { Alert } from '../../ui/components/alert.tsx'
import { Button } from '../../ui/components/button.tsx'
import { Field } from '../../ui/components/field.tsx'
import { Modal } from '../../ui/components/modal.tsx'
import { toast } from '../../ui/components/toast.tsx'
import { ownZone } from './hours.ts'
import { useDirectoryChanged } from './use-directory.ts'
import { useLaneWords } from './use-lane-words.ts'

const offered = [30, 60, 120, 240]
const least = 15
const most = 720

/** Lets a person work outside their hours, from now on for some minutes. */
export const OvertimeModal = ({ person, onClose }: { person: PersonRef; onClose: () => void }) => {
  const { t } = useTranslation('adminShifts')
  const { t: common } = useTranslation()
  const { span, time } = useLaneWords()
  const problemText = useProblemText()
  const changed = useDirectoryChanged()
  const [text, setText] = useState('60')
  const [reason, setReason] = useState('')
  const minutes = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN
  const valid = minutes >= least && minutes <= most
  const grant = useMutation({
    mutationFn: () =>
      fetchAnswer(shiftRoutes.grantOvertime, {
        params: { personId: person.personId },
        body: { minutes, reason: reason.trim() },
      }),
    onSuccess: async ({ until }) => {
      toast({
        key: person.personId,
        tone: 'ready',
        title: t('overtime.granted', { name: person.displayName, time: time(until, ownZone()) }),
      })
      await changed()
      onClose()
    },
  })
  const filled = valid && reason.trim() !== ''
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    if (filled && !grant.isPending) grant.mutate()
  }
  return (
    <Modal title={t('overtime.for', { name: person.displayName })} onClose={onClose}>
      <form className="col g16" onSubmit={onSubmit}>
        <p className="t2">{t('overtime.text')}</p>
        {grant.error !== null && (
          <Alert tone="bad" urgent>
            {problemText(problemOf(grant.error))}
          </Alert>
        )}
        <Field
          label={t('overtime.minutes')}
          error={valid ? undefined : t('overtime.minutesBad')}
          inputMode="numeric"
          maxLength={4}
          data-autofocus
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <div className="row g8 wrap">
          {offered.map((one) => (
            <Button
              key={one}
              size="sm"
              look="soft"
              aria-pressed={minutes === one}
              onPress={() => setText(String(one))}
            >
              {span(one * 60_000)}
            </Button>
          ))}
        </div>
        <Field
          label={t('overtime.reason')}
          maxLength={200}
          required
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <div className="row g8" style={{ justifyContent: 'flex-end' }}>
          <Button onPress={onClose}>{common('action.cancel')}</Button>
          <Button
            type="submit"
            look="primary"
            pending={grant.isPending}
            onPress={filled ? () => undefined : undefined}
          >
            {t('overtime.grant')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
