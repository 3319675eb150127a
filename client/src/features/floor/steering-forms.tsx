import { BreakReason, peopleRoutes, supervisionRoutes } from '@hearthline/shared'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchAnswer } from '../../api/query.ts'
import { Alert } from '../../ui/components/alert.tsx'
import { useStateWord } from '../../ui/components/state-mark.tsx'
import { toast } from '../../ui/components/toast.tsx'
import { givenWhy, noWhy, problemOfStep, ReasonFields, StepForm, type StepFormProps } from './step-form.tsx'

const newStates = ['ready', ...BreakReason.options] as const
type NewState = (typeof newStates)[number]

export const StateForm = ({ row: { personId, name, agent }, onClose }: StepFormProps) => {
  const { t } = useTranslation('floor')
  const word = useStateWord()
  const id = useId()
  const [state, setState] = useState<NewState>(agent.state.type === 'ready' ? 'break' : 'ready')
  const [why, setWhy] = useState(noWhy)
  const given = givenWhy(why)
  const force = useMutation({
    mutationFn: (body: NonNullable<typeof given>) =>
      fetchAnswer(supervisionRoutes.forceState, {
        params: { personId },
        body: { ...body, state: state === 'ready' ? { type: 'ready' } : { type: 'break', reason: state } },
      }),
    onSuccess: () => {
      toast({ key: `step ${personId}`, tone: 'ready', title: t('done.state', { name, state: word(state) }) })
      onClose()
    },
  })
  return (
    <StepForm
      title={t('form.stateTitle', { name })}
      confirm={t('form.setState')}
      danger={agent.state.type === 'wrap-up'}
      complete={given !== null}
      pending={force.isPending}
      problem={problemOfStep(force.error)}
      onSubmit={() => given !== null && force.mutate(given)}
      onClose={onClose}
    >
      {agent.state.type === 'wrap-up' && <Alert tone="hold">{t('form.wrapUpLost', { name })}</Alert>}
      <div>
        <label className="lab" htmlFor={id}>
          {t('form.newState')}
        </label>
        <select
          id={id}
          className="inp"
          data-autofocus
          value={state}
          onChange={({ currentTarget }) =>
            setState(newStates.find((one) => one === currentTarget.value) ?? 'ready')
          }
        >
          {newStates.map((one) => (
            <option key={one} value={one}>
              {word(one)}
            </option>
          ))}
        </select>
      </div>
      <ReasonFields why={why} name={name} onChange={setWhy} />
    </StepForm>
  )
}

export const SignOutForm = ({ row: { personId, name, call, agent }, onClose }: StepFormProps) => {
  const { t } = useTranslation('floor')
  const [why, setWhy] = useState(noWhy)
  const given = givenWhy(why)
  const inCall = call !== null
  const teams = useQuery({
    queryKey: ['teams'],
    queryFn: () => fetchAnswer(peopleRoutes.teams),
    enabled: inCall,
  })
  const fate = teams.data?.items.find((team) => team.teamId === call?.teamId)?.onRevoke
  const signOut = useMutation({
    mutationFn: (body: NonNullable<typeof given>) =>
      fetchAnswer(supervisionRoutes.signOutAgent, { params: { personId }, body }),
    onSuccess: () => {
      toast({ key: `step ${personId}`, tone: 'ready', title: t('done.signedOut', { name }) })
      onClose()
    },
  })
  return (
    <StepForm
      title={t('form.signOutTitle', { name })}
      confirm={t('form.signOut')}
      danger
      complete={given !== null}
      pending={signOut.isPending}
      problem={problemOfStep(signOut.error)}
      onSubmit={() => given !== null && signOut.mutate(given)}
      onClose={onClose}
    >
      <p className="t2">{t('form.signOutText', { name })}</p>
      {inCall && (
        <Alert tone={fate === 'cut' ? 'bad' : 'hold'}>
          {t(fate === undefined ? 'form.callEither' : fate === 'cut' ? 'form.callCut' : 'form.callDrains')}
        </Alert>
      )}
      {agent.state.type === 'wrap-up' && <Alert tone="hold">{t('form.wrapUpLost', { name })}</Alert>}
      <ReasonFields why={why} name={name} onChange={setWhy} />
    </StepForm>
  )
}
