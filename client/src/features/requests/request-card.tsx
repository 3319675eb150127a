import { accessRequestRoutes, type AccessRequest } from '@hearthline/shared'
import { IconClock, IconUserQuestion, IconWorld } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call.ts'
import { Alert } from '../../ui/components/alert.tsx'
import { Button } from '../../ui/components/button.tsx'
import { Choice } from '../../ui/components/list-tools.tsx'
import { Avatar } from '../../ui/components/person.tsx'
import { ReasonModal } from '../../ui/components/reason-modal.tsx'
import { ToneTile } from '../../ui/components/state-mark.tsx'
import { useAgo } from '../../ui/format/ago.ts'
import { useDecision } from './use-decision.ts'

const kindIcon = { network: IconWorld, shift: IconClock, 'step-up': IconUserQuestion } as const
const minuteChoices = ['15', '30', '60', '120', '240', '480'] as const
type Minutes = (typeof minuteChoices)[number]

const useMinutesWord = (): ((minutes: Minutes) => string) => {
  const { t } = useTranslation('requests')
  return (minutes) =>
    Number(minutes) < 60
      ? t('minutesOf', { count: Number(minutes) })
      : t('hoursOf', { count: Number(minutes) / 60 })
}

const Facts = ({ request }: { request: AccessRequest }) => {
  const { t } = useTranslation('requests')
  const { kind, address, lastAddress, deviceName, person, note } = request
  return (
    <dl className="dt">
      {kind === 'network' && (
        <>
          <dt>{t('old')}</dt>
          <dd className="code">{lastAddress ?? t('firstTime')}</dd>
        </>
      )}
      <dt>{t('new')}</dt>
      <dd className="code">{address}</dd>
      <dt>{t('device')}</dt>
      <dd className="el" title={deviceName}>
        {deviceName}
      </dd>
      {person.teams.length > 0 && (
        <>
          <dt>{t('teams')}</dt>
          <dd className="el">{person.teams.map((team) => team.name).join(', ')}</dd>
        </>
      )}
      <dt>{t('note')}</dt>
      <dd className={note === '' ? 't3' : 'note-text'}>{note === '' ? t('noNote') : note}</dd>
    </dl>
  )
}

const Refusal = ({ request, onClose }: { request: AccessRequest; onClose: () => void }) => {
  const { t } = useTranslation('requests')
  const { requestId, person } = request
  const refuse = useDecision('refused', person.displayName, (reason: string) =>
    call(accessRequestRoutes.refuse, { params: { requestId }, body: { reason } }),
  )
  return (
    <ReasonModal
      title={t('refuseTitle', { name: person.displayName })}
      text={t('refuseHint', { name: person.displayName })}
      confirm={t('refuseDo')}
      pending={refuse.pending}
      problem={refuse.problem}
      onConfirm={refuse.run}
      onClose={onClose}
    />
  )
}

/** One request that waits: who, from where, what they say, and the two answers. */
export const RequestCard = ({ request }: { request: AccessRequest }) => {
  const { t } = useTranslation('requests')
  const ago = useAgo()
  const minutesWord = useMinutesWord()
  const [minutes, setMinutes] = useState<Minutes>('60')
  const [refusing, setRefusing] = useState(false)
  const { person, kind, requestId } = request
  const grant = useDecision('granted', person.displayName, () =>
    call(accessRequestRoutes.grant, {
      params: { requestId },
      body: kind === 'shift' ? { minutes: Number(minutes) } : {},
    }),
  )
  const word =
    kind === 'network'
      ? t('allowNetwork')
      : kind === 'shift'
        ? t('allowShift', { minutes: minutesWord(minutes) })
        : t('allowStepUp')
  return (
    <li className="card p16 col g12" data-request-id={requestId} data-kind={kind}>
      <div className="row g12 top">
        <Avatar name={person.displayName} />
        <div className="f1">
          <div className="h3 el" title={person.displayName}>
            {person.displayName}
          </div>
          <div className="sm t2">{t(`kind.${kind}`)}</div>
          <div className="xs t3 num">{t('asked', { ago: ago(request.requestedAt) })}</div>
        </div>
        <ToneTile tone="hold" icon={kindIcon[kind]} />
      </div>
      <Facts request={request} />
      <Alert tone="idle">{t('callFirst')}</Alert>
      <div className="row g8 wrap request-actions">
        {kind === 'shift' && (
          <Choice
            label={t('minutes')}
            value={minutes}
            options={minuteChoices.map((value) => ({ value, word: minutesWord(value) }))}
            onChoose={(value) => setMinutes(value === '' ? '60' : value)}
          />
        )}
        <Button look="primary" pending={grant.pending} onPress={() => grant.run(undefined)}>
          {word}
        </Button>
        <Button look="danger" onPress={grant.pending ? undefined : () => setRefusing(true)}>
          {t('refuse')}
        </Button>
      </div>
      {refusing && <Refusal request={request} onClose={() => setRefusing(false)} />}
    </li>
  )
}
