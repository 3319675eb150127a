import { accountRoutes, peopleRoutes, type Person } from '@hearthline/shared'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import { useProblemText } from '../../api/use-problem-text.ts'
import { Alert } from '../../ui/components/alert.tsx'
import { Button } from '../../ui/components/button.tsx'
import { Modal } from '../../ui/components/modal.tsx'
import { ReasonModal } from '../../ui/components/reason-modal.tsx'
import { toast } from '../../ui/components/toast.tsx'
import { useDirectoryChanged } from './use-directory.ts'

interface Parts {
  person: Person
  onClose: () => void
}

export const DisablePerson = ({ person, onClose }: Parts) => {
  const { t } = useTranslation('adminPeople')
  const changed = useDirectoryChanged()
  const name = person.displayName
  const disable = useMutation({
    mutationFn: (reason: string) =>
      fetchAnswer(peopleRoutes.update, {
        params: { personId: person.personId },
        body: { disabled: true, reason },
      }),
    onSuccess: () => {
      toast({ key: person.personId, tone: 'idle', title: t('disable.done', { name }) })
      onClose()
    },
    onSettled: changed,
  })
  return (
    <ReasonModal
      title={t('disable.title', { name })}
      text={t('disable.text')}
      confirm={t('disable.press')}
      pending={disable.isPending}
      problem={disable.error === null ? null : problemOf(disable.error)}
      onConfirm={(reason) => disable.mutate(reason)}
      onClose={onClose}
    />
  )
}

export const EnablePerson = ({ person, onClose }: Parts) => {
  const { t } = useTranslation('adminPeople')
  const { t: common } = useTranslation()
  const problemText = useProblemText()
  const changed = useDirectoryChanged()
  const name = person.displayName
  const enable = useMutation({
    mutationFn: () =>
      fetchAnswer(peopleRoutes.update, { params: { personId: person.personId }, body: { disabled: false } }),
    onSuccess: () => {
      toast({ key: person.personId, tone: 'ready', title: t('enable.done', { name }) })
      onClose()
    },
    onSettled: changed,
  })
  return (
    <Modal title={t('enable.title', { name })} onClose={onClose}>
      <div className="col g16">
        <p className="t2">{t('enable.text')}</p>
        {enable.error !== null && (
          <Alert tone="bad" urgent>
            {problemText(problemOf(enable.error))}
          </Alert>
        )}
        <div className="row g8 wrap" style={{ justifyContent: 'flex-end' }}>
          <Button onPress={onClose} data-autofocus>
            {common('action.cancel')}
          </Button>
          <Button look="primary" pending={enable.isPending} onPress={() => enable.mutate()}>
            {t('enable.press')}
          </Button>
        </div>
      </div>
    </Modal>
  )
}

export const SignPersonOut = ({ person, onClose }: Parts) => {
  const { t } = useTranslation('adminPeople')
  const name = person.displayName
  const signOut = useMutation({
    mutationFn: (reason: string) =>
      fetchAnswer(accountRoutes.signPersonOut, { params: { personId: person.personId }, body: { reason } }),
    onSuccess: ({ ended }) => {
      toast({ key: person.personId, tone: 'idle', title: t('signOut.done', { name, count: ended }) })
      onClose()
    },
  })
  return (
    <ReasonModal
      title={t('signOut.title', { name })}
      text={t('signOut.text')}
      confirm={t('signOut.press')}
      pending={signOut.isPending}
      problem={signOut.error === null ? null : problemOf(signOut.error)}
      onConfirm={(reason) => signOut.mutate(reason)}
      onClose={onClose}
    />
  )
}

export const RemoveSecondFactor = ({ person, onClose }: Parts) => {
  const { t } = useTranslation('adminPeople')
  const changed = useDirectoryChanged()
  const name = person.displayName
  const remove = useMutation({
    mutationFn: (reason: string) =>
      fetchAnswer(accountRoutes.removeTotp, { params: { personId: person.personId }, body: { reason } }),
    onSuccess: () => {
      toast({ key: person.personId, tone: 'idle', title: t('totp.done', { name }) })
      onClose()
    },
    onSettled: changed,
  })
  return (
    <ReasonModal
      title={t('totp.title', { name })}
      text={t('totp.text')}
      confirm={t('totp.press')}
      pending={remove.isPending}
      problem={remove.error === null ? null : problemOf(remove.error)}
      onConfirm={(reason) => remove.mutate(reason)}
      onClose={onClose}
    />
  )
}
