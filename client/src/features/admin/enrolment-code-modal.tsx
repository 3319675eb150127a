import { accessRoutes, type Person } from '@hearthline/shared'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import { useProblemText } from '../../api/use-problem-text.ts'
import { serverNow } from '../../app/session.ts'
import { Alert } from '../../ui/components/alert.tsx'
import { Button } from '../../ui/components/button.tsx'
import { Modal } from '../../ui/components/modal.tsx'
import { useNow } from '../../ui/components/timer.tsx'
import { duration } from '../../ui/format/time.ts'
import { PersonPicker } from './person-picker.tsx'

const CopyButton = ({ text, what }: { text: string; what: string }) => {
  const { t } = useTranslation()
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    setCopied(true)
  }
  return (
    <Button size="sm" icon={copied ? IconCheck : IconCopy} onPress={() => void copy()}>
      <output>{t(copied ? 'action.copied' : 'action.copy')}</output>
      <span className="vh">{what}</span>
    </Button>
  )
}

const MadeCode = ({
  made,
  name,
  onAgain,
  onClose,
}: {
  made: { code: string; link: string; expiresAt: number }
  name: string
  onAgain: () => void
  onClose: () => void
}) => {
  const { t } = useTranslation('admin')
  useNow()
  const leftMs = made.expiresAt - serverNow()
  const link = new URL(made.link, location.origin).href
  const shown = `${made.code.slice(0, 5)} ${made.code.slice(5)}`
  return (
    <div className="col g16">
      {leftMs > 0 ? (
        <>
          <p className="t2">{t('code.readOut', { name })}</p>
          <div>
            <div className="lab">{t('code.code')}</div>
            <div className="row g12">
              <span className="big-code code f1">{shown}</span>
              <CopyButton text={made.code} what={t('code.code')} />
            </div>
          </div>
          <div>
            <div className="lab">{t('code.link')}</div>
            <div className="row g12">
              <span className="code sm f1 el" title={link}>
                {link}
              </span>
              <CopyButton text={link} what={t('code.link')} />
            </div>
          </div>
          <p className="sm t2 num" role="timer">
            {t('code.left', { left: duration(leftMs) })}
          </p>
        </>
      ) : (
        <Alert tone="hold" urgent>
          {t('code.over')}
        </Alert>
      )}
      <div className="row g8" style={{ justifyContent: 'flex-end' }}>
        {leftMs <= 0 && (
          <Button look="primary" onPress={onAgain}>
            {t('code.again')}
          </Button>
        )}
        <Button onPress={onClose}>{t('code.done')}</Button>
      </div>
    </div>
  )
}

/** Makes a one-time code for a person, and shows it once. */
export const EnrolmentCodeModal = ({
  initialPerson = null,
  onClose,
}: {
  initialPerson?: Person | null
  onClose: () => void
}) => {
  const { t } = useTranslation('admin')
  const { t: common } = useTranslation()
  const problemText = useProblemText()
  const [person, setPerson] = useState<Person | null>(initialPerson)
  const create = useMutation({
    mutationFn: (chosen: Person) =>
      fetchAnswer(accessRoutes.createEnrolmentCode, { params: { personId: chosen.personId } }),
  })
  const submit = person === null ? undefined : () => create.mutate(person)
  return (
    <Modal title={t('code.title')} onClose={onClose}>
      {create.data !== undefined && person !== null ? (
        <MadeCode
          made={create.data}
          name={person.displayName}
          onAgain={() => create.mutate(person)}
          onClose={onClose}
        />
      ) : (
        <div className="col g16">
          <PersonPicker chosen={person} onChoose={setPerson} />
          {create.error !== null && (
            <Alert tone="bad" urgent>
              {problemText(problemOf(create.error))}
            </Alert>
          )}
          <p className="xs t2">{t('code.replaces')}</p>
          <div className="row g8" style={{ justifyContent: 'flex-end' }}>
            <Button onPress={onClose}>{common('action.cancel')}</Button>
            <Button look="primary" pending={create.isPending} onPress={submit}>
              {t('code.create')}
            </Button>
          </div>
        </div>
      )}
    </Modal>
  )
}
