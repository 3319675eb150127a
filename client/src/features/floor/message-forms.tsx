import { type SentNotice, supervisionRoutes, TeamId } from '@hearthline/shared'
import { useMutation } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '../../app/session.ts'
import { fetchAnswer } from '../../api/query.ts'
import { toast } from '../../ui/components/toast.tsx'
import { problemOfStep, StepForm, type StepFormProps } from './step-form.tsx'
import { TextArea } from './text-area.tsx'

export const MessageForm = ({ row: { personId, name }, onClose }: StepFormProps) => {
  const { t } = useTranslation('floor')
  const [text, setText] = useState('')
  const message = useMutation({
    mutationFn: () =>
      fetchAnswer(supervisionRoutes.message, { params: { personId }, body: { text: text.trim() } }),
    onSuccess: () => {
      toast({
        key: `step ${personId}`,
        tone: 'ready',
        title: t('done.message', { name }),
        text: t('done.messageText'),
      })
      onClose()
    },
  })
  return (
    <StepForm
      title={t('form.messageTitle', { name })}
      confirm={t('form.send')}
      complete={text.trim() !== ''}
      pending={message.isPending}
      problem={problemOfStep(message.error)}
      onSubmit={() => message.mutate()}
      onClose={onClose}
    >
      <TextArea
        label={t('form.text')}
        hint={t('form.textHint', { name })}
        maxLength={500}
        data-autofocus
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
      />
    </StepForm>
  )
}

export const CoachingForm = ({ row: { personId, name, call }, onClose }: StepFormProps) => {
  const { t } = useTranslation('floor')
  const [text, setText] = useState('')
  // The call that ran when the form was opened: a note about "this call" must not slip on to the next one.
  const [about] = useState(call)
  const [aboutCall, setAboutCall] = useState(false)
  const note = useMutation({
    mutationFn: () =>
      fetchAnswer(supervisionRoutes.addCoachingNote, {
        params: { personId },
        body: { text: text.trim(), callId: aboutCall && about !== null ? about.callId : null },
      }),
    onSuccess: () => {
      toast({ key: `step ${personId}`, tone: 'ready', title: t('done.coaching', { name }) })
      onClose()
    },
  })
  return (
    <StepForm
      title={t('form.coachingTitle', { name })}
      confirm={t('form.coachingSend')}
      complete={text.trim() !== ''}
      pending={note.isPending}
      problem={problemOfStep(note.error)}
      onSubmit={() => note.mutate()}
      onClose={onClose}
    >
      <TextArea
        label={t('form.coachingText')}
        hint={t('form.coachingHint', { name })}
        maxLength={2_000}
        data-autofocus
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
      />
      {about !== null && (
        <label className="row g8">
          <input
            type="checkbox"
            checked={aboutCall}
            onChange={({ currentTarget }) => setAboutCall(currentTarget.checked)}
          />
          {t('form.aboutCall')}
        </label>
      )}
    </StepForm>
  )
}

/** To every agent of one of the lead's teams. */
export const TeamMessageForm = ({ onClose }: { onClose: () => void }) => {
  const { t } = useTranslation('floor')
  const id = useId()
  const teams = useMe()?.teams ?? []
  const [teamId, setTeamId] = useState(teams[0]?.teamId ?? null)
  const [text, setText] = useState('')
  const broadcast = useMutation({
    mutationFn: (to: TeamId): Promise<SentNotice> =>
      fetchAnswer(supervisionRoutes.broadcast, { params: { teamId: to }, body: { text: text.trim() } }),
    onSuccess: ({ recipients }) => {
      toast({
        key: 'step team',
        tone: 'ready',
        title: t('done.broadcast', { count: recipients.length }),
        text: t('done.messageText'),
      })
      onClose()
    },
  })
  return (
    <StepForm
      title={t('form.teamTitle')}
      confirm={t('form.send')}
      complete={text.trim() !== '' && teamId !== null}
      pending={broadcast.isPending}
      problem={problemOfStep(broadcast.error)}
      onSubmit={() => teamId !== null && broadcast.mutate(teamId)}
      onClose={onClose}
    >
      {teams.length > 1 && (
        <div>
          <label className="lab" htmlFor={id}>
            {t('form.team')}
          </label>
          <select
            id={id}
            className="inp"
            value={teamId ?? ''}
            onChange={({ currentTarget }) => {
              const chosen = TeamId.safeParse(currentTarget.value)
              if (chosen.success) setTeamId(chosen.data)
            }}
          >
            {teams.map((team) => (
              <option key={team.teamId} value={team.teamId}>
                {team.name}
              </option>
            ))}
          </select>
        </div>
      )}
      <TextArea
        label={t('form.text')}
        hint={t('form.teamHint')}
        maxLength={500}
        data-autofocus
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
      />
    </StepForm>
  )
}
