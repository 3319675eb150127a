import { IconHeadphones, IconLifebuoy } from '@tabler/icons-react'
import { Link, useNavigate, useRouterState } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useMe } from '../../app/session.ts'
import { useClockOffset, useFloorCall, useFloorHelp } from '../../realtime/index.ts'
import { useListening, useListeningCommands } from '../../softphone/index.ts'
import { Button } from '../../ui/components/button.tsx'
import { Icon } from '../../ui/components/icon.tsx'
import { Timer } from '../../ui/components/timer.tsx'
import { HelpButtons } from './help-buttons.tsx'
import { unanswered } from './unanswered-help.ts'
import './help-bar.css'

type Waiting = NonNullable<ReturnType<typeof unanswered>>

const Bar = ({ help, more }: Waiting) => {
  const { t } = useTranslation('floor')
  const me = useMe()?.personId ?? null
  const offsetMs = useClockOffset()
  const navigate = useNavigate()
  const call = useFloorCall(help.callId)
  const leg = useListening()
  const { listen } = useListeningCommands()
  const name = help.agent.displayName
  const there = leg.type !== 'off' && leg.type !== 'over' && leg.callId === help.callId
  // Who has a customer of their own does not leave them for a click.
  const busy = leg.type === 'listening' && leg.mode === 'take-over'
  const path = useRouterState({ select: (state) => state.location.pathname })
  const here = there && path === `/live/${help.callId}`
  const callId = call?.phase === 'connected' && !here && !busy ? call.callId : null
  const join = (): void => {
    if (callId === null) return
    if (!there) listen?.(callId)
    void navigate({ to: '/live/$callId', params: { callId } })
  }
  return (
    <section className="alert a-coach help-bar" aria-label={t('help.bar')} data-help-of={help.agent.personId}>
      <Icon of={IconLifebuoy} />
      <output className="f1 help-bar-words">
        <b>{name}</b> · {t('long.help', { reason: t(`help.reason.${help.reason}`) })}
        {help.note !== '' && <span className="note-text"> · {help.note}</span>}
      </output>
      <Timer since={help.askedAt} offsetMs={offsetMs} className="b" />
      {callId !== null && (
        <Button
          size="sm"
          look="primary"
          icon={IconHeadphones}
          aria-label={t('help.joinOf', { name })}
          onPress={listen && join}
        >
          {t('help.join')}
        </Button>
      )}
      <HelpButtons help={help} me={me} name={name} />
      <Link to="/floor" className="btn sm">
        {more === 0 ? t('help.floor') : t('help.more', { count: more })}
      </Link>
    </section>
  )
}

/** On every page but the floor itself: whoever of the lead's teams has waited longest for help that nobody claimed. */
export const HelpBar = () => {
  const waiting = unanswered(useFloorHelp())
  return waiting === null ? null : <Bar key={waiting.help.helpId} {...waiting} />
}
