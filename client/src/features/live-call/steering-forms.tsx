import {
  BreakReason,
  type LiveCall,
  type PersonId,
  SteeringReason,
  supervisionRoutes,
} from '@hearthline/shared'
import { IconPhoneX, IconX } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '../../app/session.ts'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import { useProblemText } from '../../api/use-problem-text.ts'
import { Alert } from '../../ui/components/alert.tsx'
import { Button, IconButton } from '../../ui/components/button.tsx'
import { Field } from '../../ui/components/field.tsx'
import { useStateWord } from '../../ui/components/state-mark.tsx'
import { toast } from '../../ui/components/toast.tsx'
import type { Names } from './call-names.ts'
import { useAgent } from './use-agent.ts'

interface Why {
  reason: SteeringReason | ''
  note: string
}
/** `other` alone says nothing, so it needs words. */
const givenWhy = ({ reason, note }: Why): { reason: SteeringReason; note: string } | null =>
  reason === '' || (reason === 'other' && note.trim() === '') ? null : { reason, note: note.trim() }

/** A form within the card: it leaves the call beside it in sight. Esc puts it away. */
const SteeringForm = ({
  title,
  confirm,
  look,
  names,
  pending,
  error,
  onSubmit,
  onClose,
  children,
}: {
  title: string
  confirm: string
  look: 'end' | 'primary'
  names: Names
  pending: boolean
  error: unknown
  onSubmit: (why: { reason: SteeringReason; note: string }) => void
  onClose: () => void
  children?: ReactNode
}) => {
  const { t } = useTranslation('liveCall')
  const { t: floor } = useTranslation('floor')
  const { t: common } = useTranslation()
  const problemText = useProblemText()
  const id = useId()
  const form = useRef<HTMLFormElement>(null)
  const [why, setWhy] = useState<Why>({ reason: '', note: '' })
  const given = givenWhy(why)
  useEffect(() => {
    form.current?.querySelector('select')?.focus()
    // The last card of a column that scrolls: the whole form must be seen, not its first field.
    form.current?.scrollIntoView({ block: 'end' })
  }, [])
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (given !== null && !pending) onSubmit(given)
  }
  return (
    // Esc is the whole form's, wherever the focus is in it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <form
      ref={form}
      className="p16 col g10"
      aria-label={title}
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.preventDefault()
        onClose()
      }}
    >
      <div className="row sp">
        <h2 className="h3">{title}</h2>
        <IconButton icon={IconX} label={common('action.close')} onPress={onClose} />
      </div>
      {children}
      <div>
        <label className="lab" htmlFor={id}>
          {t('control.reason')}
        </label>
        <select
          id={id}
          className="inp"
          required
          aria-describedby={`${id}-hint`}
          value={why.reason}
          onChange={({ currentTarget }) => {
            const reason = SteeringReason.safeParse(currentTarget.value)
            setWhy({ ...why, reason: reason.success ? reason.data : '' })
          }}
        >
          <option value="">{t('control.choose')}</option>
          {SteeringReason.options.map((reason) => (
            <option key={reason} value={reason}>
              {floor(`reason.${reason}`)}
            </option>
          ))}
        </select>
        <div className="hint" id={`${id}-hint`}>
          {t('control.reasonHint', names)}
        </div>
      </div>
      <Field
        label={t('control.note')}
        maxLength={200}
        value={why.note}
        onChange={({ currentTarget }) => setWhy({ ...why, note: currentTarget.value })}
        {...(why.reason === 'other' && why.note.trim() === '' ? { hint: t('control.noteNeeded') } : {})}
      />
      {error !== null && (
        <Alert tone="bad" urgent>
          {problemText(problemOf(error))}
        </Alert>
      )}
      <Button
        type="submit"
        look={look}
        full
        {...(look === 'end' ? { icon: IconPhoneX } : {})}
        pending={pending}
        onPress={given === null ? undefined : () => undefined}
      >
        {confirm}
      </Button>
      <p className="xs t3">{t('control.trail')}</p>
    </form>
  )
}

const EndForm = ({ call, names, onClose }: { call: LiveCall; names: Names; onClose: () => void }) => {
  const { t } = useTranslation('liveCall')
  const end = useMutation({
    mutationFn: (body: { reason: SteeringReason; note: string }) =>
      fetchAnswer(supervisionRoutes.endCall, { params: { callId: call.callId }, body }),
    onSuccess: () => {
      toast({ key: 'end-call', tone: 'ready', title: t('control.ended') })
      onClose()
    },
  })
  return (
    <SteeringForm
      title={t('control.endTitle')}
      confirm={t('control.endConfirm')}
      look="end"
      names={names}
      pending={end.isPending}
      error={end.error}
      onSubmit={end.mutate}
      onClose={onClose}
    />
  )
}

const newStates = ['ready', ...BreakReason.options] as const
type NewState = (typeof newStates)[number]

const StateForm = ({
  agentId,
  agentName,
  names,
  onClose,
}: {
  agentId: PersonId
  agentName: string
  names: Names
  onClose: () => void
}) => {
  const { t } = useTranslation('liveCall')
  const word = useStateWord()
  const id = useId()
  const [state, setState] = useState<NewState>('break')
  const force = useMutation({
    mutationFn: (body: { reason: SteeringReason; note: string }) =>
      fetchAnswer(supervisionRoutes.forceState, {
        params: { personId: agentId },
        body: { ...body, state: state === 'ready' ? { type: 'ready' } : { type: 'break', reason: state } },
      }),
    onSuccess: () => {
      toast({ key: 'set-state', tone: 'ready', title: t('control.stateDone', { name: agentName }) })
      onClose()
    },
  })
  return (
    <SteeringForm
      title={t('control.stateTitle', { name: agentName })}
      confirm={t('control.stateConfirm')}
      look="primary"
      names={names}
      pending={force.isPending}
      error={force.error}
      onSubmit={force.mutate}
      onClose={onClose}
    >
      <div>
        <label className="lab" htmlFor={id}>
          {t('control.newState')}
        </label>
        <select
          id={id}
          className="inp"
          value={state}
          onChange={({ currentTarget }) =>
            setState(newStates.find((one) => one === currentTarget.value) ?? 'break')
          }
        >
          {newStates.map((one) => (
            <option key={one} value={one}>
              {word(one)}
            </option>
          ))}
        </select>
      </div>
    </SteeringForm>
  )
}

/** Steps that the agent reads and the audit trail keeps. A state is set only outside of a call. */
export const ControlCard = ({
  call,
  agentName,
  names,
}: {
  call: LiveCall
  agentName: string
  names: Names
}) => {
  const { t } = useTranslation('liveCall')
  const [open, setOpen] = useState<'end' | 'state' | null>(null)
  const close = () => setOpen(null)
  const agentId = call.agentId
  const inCall = useAgent(agentId)?.state.type === 'on-call'
  // Who has taken the call over hangs up; there is no agent in it who would read a reason.
  const me = useMe()?.personId
  const own = me !== undefined && call.takenOverBy?.personId === me
  if (open === 'end' && !own)
    return (
      <section className="card control-card is-open" aria-label={t('control.title')}>
        <EndForm call={call} names={names} onClose={close} />
      </section>
    )
  if (open === 'state' && agentId !== null)
    return (
      <section className="card control-card" aria-label={t('control.title')}>
        <StateForm agentId={agentId} agentName={agentName} names={names} onClose={close} />
      </section>
    )
  return (
    <section className="card p16 col g8 control-card" aria-label={t('control.title')}>
      <div className="row g8">
        {!own && (
          <Button className="f1" look="danger" icon={IconPhoneX} onPress={() => setOpen('end')}>
            {t('control.endCall')}
          </Button>
        )}
        <Button
          className="f1"
          onPress={inCall || agentId === null ? undefined : () => setOpen('state')}
          {...(inCall ? { 'aria-describedby': 'set-state-when' } : {})}
        >
          {t('control.setState')}
        </Button>
      </div>
      {inCall && (
        <p className="xs t3" id="set-state-when">
          {t('control.afterCall', names)}
        </p>
      )}
    </section>
  )
}
