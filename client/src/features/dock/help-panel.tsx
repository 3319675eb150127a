import { agentRoutes, HelpReason, type HelpRequest } from '@hearthline/shared'
import { IconLifebuoy, IconX } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useId, useRef, useState, type FormEvent, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import { useProblemText } from '../../api/use-problem-text.ts'
import { type HelpEnded, useClockOffset, useLastHelpEnded, useOwnHelp } from '../../realtime/index.ts'
import { Alert } from '../../ui/components/alert.tsx'
import { Button, IconButton } from '../../ui/components/button.tsx'
import { Timer } from '../../ui/components/timer.tsx'
import { helpButtonId } from './help-state.ts'

const noteLimit = 200

/** What cannot be done stays to be read; the form or the request is still there to try again. */
const Refusal = ({ error }: { error: Error | null }) => {
  const problemText = useProblemText()
  if (error === null) return null
  return (
    <Alert tone="bad" urgent>
      {problemText(problemOf(error))}
    </Alert>
  )
}

const HelpForm = ({ onClose }: { onClose: () => void }) => {
  const { t } = useTranslation('steering')
  const { t: common } = useTranslation()
  const [reason, setReason] = useState<HelpReason>('policy')
  const [note, setNote] = useState('')
  const first = useRef<HTMLSelectElement>(null)
  const id = useId()
  useEffect(() => first.current?.focus(), [])
  // Control pushes the request itself: until then nothing here says that it stands.
  const ask = useMutation({
    mutationFn: () => fetchAnswer(agentRoutes.askHelp, { body: { reason, note: note.trim() } }),
    onSuccess: onClose,
  })
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') onClose()
  }
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault()
    if (!ask.isPending) ask.mutate()
  }
  return (
    <form className="help-box col g8" aria-label={t('help.title')} onSubmit={onSubmit}>
      <Refusal error={ask.error} />
      <div>
        <label className="lab" htmlFor={`${id}-reason`}>
          {t('help.reasonLabel')}
        </label>
        <select
          id={`${id}-reason`}
          ref={first}
          className="inp"
          value={reason}
          onKeyDown={onKeyDown}
          onChange={(event) => {
            const chosen = HelpReason.safeParse(event.currentTarget.value)
            if (chosen.success) setReason(chosen.data)
          }}
        >
          {HelpReason.options.map((one) => (
            <option key={one} value={one}>
              {t(`help.reason.${one}`)}
            </option>
          ))}
        </select>
      </div>
      <div>
        <label className="lab" htmlFor={`${id}-note`}>
          {t('help.noteLabel')}
        </label>
        <input
          id={`${id}-note`}
          className="inp"
          maxLength={noteLimit}
          placeholder={t('help.noteHint')}
          autoComplete="off"
          value={note}
          onKeyDown={onKeyDown}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
      </div>
      <p className="xs t2">{t('help.lead')}</p>
      <div className="row g8">
        <Button
          type="submit"
          look="primary"
          icon={IconLifebuoy}
          pending={ask.isPending}
          onPress={() => undefined}
        >
          {t('help.ask')}
        </Button>
        <Button look="subtle" onPress={onClose}>
          {common('action.close')}
        </Button>
      </div>
    </form>
  )
}

/** The request as control has it: how long it waits, who has taken it, and the way to take it back. */
const Standing = ({ help }: { help: HelpRequest }) => {
  const { t } = useTranslation('steering')
  const offsetMs = useClockOffset()
  const cancel = useMutation({ mutationFn: () => fetchAnswer(agentRoutes.cancelHelp) })
  const { claimed } = help
  return (
    <div className="help-box col g8" data-help={claimed === null ? 'asked' : 'claimed'}>
      <Alert tone="coach" icon={IconLifebuoy}>
        <div className="row top g8">
          <b className="f1">
            {claimed === null ? t('help.asked') : t('help.claimed', { name: claimed.by.displayName })}
          </b>
          <span title={t('help.waiting')}>
            <span className="vh">{t('help.waiting')}</span>
            <Timer since={help.askedAt} offsetMs={offsetMs} />
          </span>
        </div>
        <div>
          {t(`help.reason.${help.reason}`)}
          {help.note !== '' && `: ${help.note}`}
        </div>
        <div>
          {claimed === null
            ? t('help.nobody')
            : t('help.claimedText', { first: claimed.by.displayName.split(' ')[0] })}
        </div>
      </Alert>
      <Refusal error={cancel.error} />
      <Button
        size="sm"
        // Answered, but the word that it is gone has not come yet.
        pending={cancel.isPending || cancel.isSuccess}
        onPress={() => cancel.mutate()}
      >
        {t('help.cancel')}
      </Button>
    </div>
  )
}

const Ended = ({ ended, onDismiss }: { ended: HelpEnded; onDismiss: () => void }) => {
  const { t } = useTranslation('steering')
  const { t: common } = useTranslation()
  const by = ended.help?.claimed?.by.displayName
  // Taken back by the agent, or gone with the sign-in: nobody needs to be told.
  if (ended.end !== 'closed' && ended.end !== 'call-ended') return null
  return (
    <div className="help-box">
      <Alert tone="idle">
        <div className="row top g8">
          <div className="f1">
            {ended.end === 'call-ended'
              ? t('help.ended.call-ended')
              : by === undefined
                ? t('help.ended.closedByLead')
                : t('help.ended.closed', { name: by })}
          </div>
          <IconButton
            icon={IconX}
            label={common('action.close')}
            onPress={onDismiss}
            className="notice-close"
          />
        </div>
      </Alert>
    </div>
  )
}

/** The form, the request that stands, or how the last one ended. */
export const HelpPanel = ({ open, onClose }: { open: boolean; onClose: () => void }) => {
  const help = useOwnHelp()
  const ended = useLastHelpEnded()
  const [dismissed, setDismissed] = useState<HelpEnded | null>(null)
  if (help !== null) return <Standing key={help.helpId} help={help} />
  if (open)
    return (
      <HelpForm
        onClose={() => {
          onClose()
          // The form is gone: focus goes back to where it came from.
          document.getElementById(helpButtonId)?.focus()
        }}
      />
    )
  return ended === null || ended === dismissed ? null : (
    <Ended ended={ended} onDismiss={() => setDismissed(ended)} />
  )
}
