import { deviceRoutes, type Device } from '@hearthline/shared'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import { EnrolmentCodeModal } from '../../ui/components/enrolment-code-modal.tsx'
import { MadeCode } from '../../ui/components/made-code.tsx'
import { Modal } from '../../ui/components/modal.tsx'
import { ReasonModal } from '../../ui/components/reason-modal.tsx'
import { toast } from '../../ui/components/toast.tsx'

/** Ends a device for good, with its sign-ins. */
export const RevokeModal = ({ device, onClose }: { device: Device; onClose: () => void }) => {
  const { t } = useTranslation('admin')
  const queries = useQueryClient()
  const name = device.person.displayName
  const revoke = useMutation({
    mutationFn: (reason: string) =>
      fetchAnswer(deviceRoutes.revoke, { params: { deviceId: device.deviceId }, body: { reason } }),
    onSuccess: () => {
      toast({ key: device.deviceId, tone: 'ready', title: t('devices.revoked') })
      onClose()
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['devices'] }),
  })
  return (
    <ReasonModal
      title={t('devices.revokeTitle', { name })}
      text={t('devices.revokeText')}
      {...(device.signedIn ? { warning: t('devices.revokeLive', { name }) } : {})}
      confirm={t('devices.revoke')}
      pending={revoke.isPending}
      problem={revoke.error === null ? null : problemOf(revoke.error)}
      onConfirm={(reason) => revoke.mutate(reason)}
      onClose={onClose}
    />
  )
}

/** Lets a suspended device in again. */
export const RestoreModal = ({ device, onClose }: { device: Device; onClose: () => void }) => {
  const { t } = useTranslation('admin')
  const queries = useQueryClient()
  const name = device.person.displayName
  const restore = useMutation({
    mutationFn: (reason: string) =>
      fetchAnswer(deviceRoutes.restore, { params: { deviceId: device.deviceId }, body: { reason } }),
    onSuccess: () => {
      toast({ key: device.deviceId, tone: 'ready', title: t('devices.restored', { name }) })
      onClose()
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['devices'] }),
  })
  return (
    <ReasonModal
      title={t('devices.restoreTitle', { name })}
      text={t('devices.restoreText')}
      confirm={t('devices.restore')}
      pending={restore.isPending}
      problem={restore.error === null ? null : problemOf(restore.error)}
      onConfirm={(reason) => restore.mutate(reason)}
      onClose={onClose}
    />
  )
}

/** Lost, stolen or new: the old one is out and the code for the next one stands here, in one step. */
export const ReplaceModal = ({ device, onClose }: { device: Device; onClose: () => void }) => {
  const { t } = useTranslation('admin')
  const queries = useQueryClient()
  const name = device.person.displayName
  const replace = useMutation({
    mutationFn: (reason: string) =>
      fetchAnswer(deviceRoutes.replace, { params: { deviceId: device.deviceId }, body: { reason } }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['devices'] }),
  })
  // The old device is gone by now, so another code is an ordinary one.
  const again = useMutation({
    mutationFn: () =>
      fetchAnswer(deviceRoutes.createEnrolmentCode, { params: { personId: device.person.personId } }),
  })
  if (again.isError) return <EnrolmentCodeModal initialPerson={device.person} onClose={onClose} />
  const made = again.data ?? replace.data
  if (made !== undefined) {
    return (
      <Modal title={t('devices.replacedTitle', { name })} onClose={onClose}>
        <MadeCode made={made} name={name} onAgain={() => again.mutate()} onClose={onClose} />
      </Modal>
    )
  }
  return (
    <ReasonModal
      title={t('devices.replaceTitle', { name })}
      text={t('devices.replaceText')}
      {...(device.signedIn ? { warning: t('devices.revokeLive', { name }) } : {})}
      confirm={t('devices.replaceSubmit')}
      pending={replace.isPending}
      problem={replace.error === null ? null : problemOf(replace.error)}
      onConfirm={(reason) => replace.mutate(reason)}
      onClose={onClose}
    />
  )
}
