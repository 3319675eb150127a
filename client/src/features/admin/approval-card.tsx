import { deviceRoutes, type Device } from '@hearthline/shared'
import { IconClock, IconWorld } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import { useProblemText } from '../../api/use-problem-text.ts'
import { Alert } from '../../ui/components/alert.tsx'
import { GradeBadge } from '../../ui/components/badges.tsx'
import { Button } from '../../ui/components/button.tsx'
import { CodeInput } from '../../ui/components/code-input.tsx'
import { Icon } from '../../ui/components/icon.tsx'
import { Avatar, PersonName } from '../../ui/components/person.tsx'
import { toast } from '../../ui/components/toast.tsx'
import { useAgo } from '../../ui/format/ago.ts'
import { ReasonModal } from '../../ui/components/reason-modal.tsx'

const shortCodeLength = 6
const digitsOnly = (text: string): string => text.replaceAll(/\D/g, '')

/** A browser that asks. The code is typed, never shown here: reading it off this screen would prove nothing. */
export const ApprovalCard = ({ device }: { device: Device }) => {
  const { t } = useTranslation('admin')
  const problemText = useProblemText()
  const ago = useAgo()
  const queries = useQueryClient()
  const [code, setCode] = useState('')
  const [refusing, setRefusing] = useState(false)
  const errorId = useId()
  const name = device.person.displayName
  const { deviceId } = device

  const settle = () => queries.invalidateQueries({ queryKey: ['devices'] })
  const approve = useMutation({
    mutationFn: (shortCode: string) =>
      fetchAnswer(deviceRoutes.approve, { params: { deviceId }, body: { shortCode } }),
    onSuccess: () => toast({ key: deviceId, tone: 'ready', title: t('devices.approved', { name }) }),
    onError: () => setCode(''),
    onSettled: settle,
  })
  const refuse = useMutation({
    mutationFn: (reason: string) =>
      fetchAnswer(deviceRoutes.refuse, { params: { deviceId }, body: { reason } }),
    onSuccess: () => {
      setRefusing(false)
      toast({ key: deviceId, tone: 'idle', title: t('devices.refused') })
    },
    onSettled: settle,
  })
  const ready = code.length === shortCodeLength && device.blocked === null && !approve.isPending
  const submit = ready ? () => approve.mutate(code) : undefined
  const problem = approve.error === null ? null : problemOf(approve.error)

  return (
    <article
      className={`card p16 col g12 approval${device.blocked === null ? '' : ' blocked'}`}
      aria-label={name}
    >
      <div className="row g12">
        <Avatar name={name} size={36} />
        <div className="f1">
          <PersonName name={name} className="b" />
          <div className="xs t2 el" title={device.name}>
            {device.name === device.browser ? device.browser : `${device.browser}, “${device.name}”`}
          </div>
        </div>
        <GradeBadge grade={device.grade} />
      </div>
      <div className="row g16 xs t2 wrap">
        <span className="row g4">
          <Icon of={IconWorld} size={14} />
          <span className="code">{device.address}</span>
          <span>· {device.network ?? t('devices.noNetwork')}</span>
        </span>
        <span className="row g4 num">
          <Icon of={IconClock} size={14} />
          {t('devices.asked', { ago: ago(device.requestedAt) })}
        </span>
      </div>
      {device.blocked !== null && (
        <Alert tone="hold">{t(`devices.blocked.${device.blocked}`, { name })}</Alert>
      )}
      <div className="row g12 wrap">
        <CodeInput
          label={t('devices.code')}
          value={code}
          length={shortCodeLength}
          clean={digitsOnly}
          numeric
          invalid={problem?.code === 'short-code-mismatch' && code === ''}
          describedBy={problem === null ? undefined : errorId}
          disabled={device.blocked !== null || approve.isPending}
          onChange={setCode}
          onComplete={submit}
        />
        <div className="row g8 ml" style={{ alignSelf: 'flex-end' }}>
          <Button look="danger" onPress={() => setRefusing(true)}>
            {t('devices.refuse')}
          </Button>
          <Button look="primary" pending={approve.isPending} onPress={submit}>
            {t('devices.approve')}
          </Button>
        </div>
      </div>
      {problem !== null && (
        <div className="err" id={errorId} role="alert">
          {problemText(problem)}
        </div>
      )}
      {refusing && (
        <ReasonModal
          title={t('devices.refuseTitle', { name })}
          text={t('devices.refuseText')}
          confirm={t('devices.refuse')}
          pending={refuse.isPending}
          problem={refuse.error === null ? null : problemOf(refuse.error)}
          onConfirm={(reason) => refuse.mutate(reason)}
          onClose={() => {
            refuse.reset()
            setRefusing(false)
          }}
        />
      )}
    </article>
  )
}
