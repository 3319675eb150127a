import type { Problem } from '@hearthline/shared'
import { useState, type FormEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useProblemText } from '../../api/use-problem-text.ts'
import { Alert } from './alert.tsx'
import { Button } from './button.tsx'
import { Field } from './field.tsx'
import { Modal } from './modal.tsx'

/** Asks for a reason before something that cannot be taken back. */
export const ReasonModal = ({
  title,
  text,
  warning,
  confirm,
  pending,
  problem,
  onConfirm,
  onClose,
}: {
  title: string
  text: string
  warning?: ReactNode
  confirm: string
  pending: boolean
  problem: Problem | null
  onConfirm: (reason: string) => void
  onClose: () => void
}) => {
  const { t } = useTranslation('admin')
  const { t: common } = useTranslation()
  const problemText = useProblemText()
  const [reason, setReason] = useState('')
  const given = reason.trim() !== ''
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    if (given && !pending) onConfirm(reason.trim())
  }
  return (
    <Modal title={title} onClose={onClose}>
      <form className="col g16" onSubmit={onSubmit}>
        <p className="t2">{text}</p>
        {warning !== undefined && <Alert tone="hold">{warning}</Alert>}
        {problem !== null && (
          <Alert tone="bad" urgent>
            {problemText(problem)}
          </Alert>
        )}
        <Field
          label={t('reason')}
          hint={t('reasonHint')}
          maxLength={200}
          required
          data-autofocus
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <div className="row g8" style={{ justifyContent: 'flex-end' }}>
          <Button onPress={onClose}>{common('action.cancel')}</Button>
          <Button type="submit" look="danger" pending={pending} onPress={given ? () => undefined : undefined}>
            {confirm}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
