import { accountRoutes, type Person } from '@hearthline/shared'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import { useProblemText } from '../../api/use-problem-text.ts'
import { serverNow } from '../../app/session.ts'
import { Alert } from '../../ui/components/alert.tsx'
import { Button } from '../../ui/components/button.tsx'
import { CopyButton } from '../../ui/components/copy-button.tsx'
import { EnrolmentCodeModal } from '../../ui/components/enrolment-code-modal.tsx'
import { Modal } from '../../ui/components/modal.tsx'
import { useNow } from '../../ui/components/timer.tsx'
import { duration } from '../../ui/format/time.ts'

export interface PasswordLink {
  link: string
  expiresAt: number
}

const Made = ({ made, name }: { made: PasswordLink; name: string }) => {
  const { t } = useTranslation('adminPeople')
  useNow()
  const leftMs = made.expiresAt - serverNow()
  if (leftMs <= 0) {
    return (
      <Alert tone="hold" urgent>
        {t('link.over')}
      </Alert>
    )
  }
  const link = new URL(made.link, location.origin).href
  return (
    <>
      <p className="t2">{t('link.give', { name })}</p>
      <div>
        <div className="lab">{t('link.link')}</div>
        <div className="row g12">
          <span className="code sm f1 el" title={link}>
            {link}
          </span>
          <CopyButton text={link} what={t('link.link')} />
        </div>
      </div>
      <p className="sm t2 num" role="timer">
        {t('link.left', { left: duration(leftMs) })}
      </p>
    </>
  )
}

/**
 * The one-time link by which a person sets their password. Shown once; closed, it is gone.
 * @param made the link of a person just created; without it, asks first, since a new link replaces an unused one
 */
export const PasswordLinkModal = ({
  person,
  made = null,
  isNew = false,
  onClose,
}: {
  person: Person
  made?: PasswordLink | null
  isNew?: boolean
  onClose: () => void
}) => {
  const { t } = useTranslation('adminPeople')
  const { t: common } = useTranslation()
  const problemText = useProblemText()
  const [enrolling, setEnrolling] = useState(false)
  const create = useMutation({
    mutationFn: () =>
      fetchAnswer(accountRoutes.createPasswordReset, { params: { personId: person.personId } }),
  })
  const link = create.data ?? made
  const name = person.displayName
  if (enrolling) return <EnrolmentCodeModal initialPerson={person} onClose={onClose} />
  return (
    <Modal title={t(isNew ? 'link.titleNew' : 'link.title', { name })} onClose={onClose}>
      <div className="col g16">
        {link === null ? (
          <>
            {isNew && <Alert tone="hold">{t('link.notMade')}</Alert>}
            <p className="t2">{t('link.text', { name })}</p>
          </>
        ) : (
          <Made made={link} name={name} />
        )}
        {create.error !== null && (
          <Alert tone="bad" urgent>
            {problemText(problemOf(create.error))}
          </Alert>
        )}
        {isNew && <p className="sm t2">{t('link.enrolNext', { name })}</p>}
        <div className="row g8 wrap" style={{ justifyContent: 'flex-end' }}>
          <Button onPress={onClose}>{common('action.close')}</Button>
          {isNew && link !== null && <Button onPress={() => setEnrolling(true)}>{t('link.enrol')}</Button>}
          {(link === null || !isNew) && (
            <Button
              look={link === null ? 'primary' : 'default'}
              pending={create.isPending}
              onPress={() => create.mutate()}
            >
              {t(link === null ? 'link.make' : 'link.again')}
            </Button>
          )}
        </div>
      </div>
    </Modal>
  )
}
