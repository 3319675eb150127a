import { type Problem, SteeringReason } from '@hearthline/shared'
import { type FormEvent, type ReactNode, useId } from 'react'
import { useTranslation } from 'react-i18next'
import { problemOf } from '../../api/query.ts'
import { useProblemText } from '../../api/use-problem-text.ts'
import { Alert } from '../../ui/components/alert.tsx'
import { Button } from '../../ui/components/button.tsx'
import { Field } from '../../ui/components/field.tsx'
import { Modal } from '../../ui/components/modal.tsx'
import type { FloorRow } from './floor-summary.ts'

/** The form of a step in a modal: what it is, why it failed, and the two ways out. */
export const StepForm = ({
  title,
  confirm,
  danger = false,
  complete,
  pending,
  problem,
  onSubmit,
  onClose,
  children,
}: {
  title: string
  confirm: string
  danger?: boolean
  complete: boolean
  pending: boolean
  problem: Problem | null
  onSubmit: () => void
  onClose: () => void
  children: ReactNode
}) => {
  const { t } = useTranslation()
  const problemText = useProblemText()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (complete && !pending) onSubmit()
  }
  return (
    <Modal title={title} onClose={onClose}>
      <form className="col g16" onSubmit={submit}>
        {children}
        {problem !== null && (
          <Alert tone="bad" urgent>
            {problemText(problem)}
          </Alert>
        )}
        <div className="row g8 row-end">
          <Button onPress={onClose}>{t('action.cancel')}</Button>
          <Button
            type="submit"
            look={danger ? 'danger' : 'primary'}
            pending={pending}
            onPress={complete ? () => undefined : undefined}
          >
            {confirm}
          </Button>
        </div>
      </form>
    </Modal>
  )
}

export const problemOfStep = (error: unknown): Problem | null => (error === null ? null : problemOf(error))

export interface Why {
  reason: SteeringReason | ''
  note: string
}
export const noWhy: Why = { reason: '', note: '' }
/** A closed word, and words beside `other`, which alone says nothing. */
export const givenWhy = ({ reason, note }: Why): { reason: SteeringReason; note: string } | null =>
  reason === '' || (reason === 'other' && note.trim() === '') ? null : { reason, note: note.trim() }

/** The reason and the note that the agent reads. */
export const ReasonFields = ({
  why,
  name,
  onChange,
}: {
  why: Why
  name: string
  onChange: (why: Why) => void
}) => {
  const { t } = useTranslation('floor')
  const id = useId()
  return (
    <>
      <div>
        <label className="lab" htmlFor={id}>
          {t('form.reason')}
        </label>
        <select
          id={id}
          className="inp"
          required
          value={why.reason}
          onChange={({ currentTarget }) => {
            const reason = SteeringReason.safeParse(currentTarget.value)
            onChange({ ...why, reason: reason.success ? reason.data : '' })
          }}
        >
          <option value="">{t('form.choose')}</option>
          {SteeringReason.options.map((reason) => (
            <option key={reason} value={reason}>
              {t(`reason.${reason}`)}
            </option>
          ))}
        </select>
      </div>
      <Field
        label={t('form.note')}
        hint={
          why.reason === 'other' && why.note.trim() === ''
            ? t('form.noteNeeded')
            : t('form.noteHint', { name })
        }
        maxLength={200}
        value={why.note}
        onChange={({ currentTarget }) => onChange({ ...why, note: currentTarget.value })}
      />
    </>
  )
}

export interface StepFormProps {
  row: FloorRow
  onClose: () => void
}
