import { CallId, type LiveCall, type MonitorMode } from '@hearthline/shared'
import { IconArrowBackUp, IconMicrophoneOff, IconWaveSine } from '@tabler/icons-react'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '../../app/session.ts'
import { useConnection, useFloorCall, useHasFloor, useVoiceLinked } from '../../realtime/index.ts'
import {
  type Listening,
  speaks,
  useFollowed,
  useLineQuality,
  useListening,
  useListeningCommands,
  usePhone,
} from '../../softphone/index.ts'
import { Skeleton } from '../../ui/components/empty.tsx'
import { Icon } from '../../ui/components/icon.tsx'
import { Kbd } from '../../ui/components/kbd.tsx'
import { PageTitle } from '../../ui/components/page-title.tsx'
import { QualityBars } from '../../ui/components/quality-bars.tsx'
import { AgentSees } from './agent-sees.tsx'
import { type Names, namesOf } from './call-names.ts'
import { CallOver } from './call-over.tsx'
import { FollowToggle } from './follow-toggle.tsx'
import { HearDiagram } from './hear-diagram.tsx'
import { HearTable } from './hear-table.tsx'
import type { Ear, HearMode } from './hearing.ts'
import { LevelStrip } from './level-strip.tsx'
import { LiveAlerts } from './live-alerts.tsx'
import { LiveHead } from './live-head.tsx'
import { MicrophoneCard, microphoneWord } from './microphone-card.tsx'
import { ModeCards } from './mode-cards.tsx'
import { modeView, otherSpeaker, type ModeSight } from './mode-view.ts'
import { NotesCard } from './notes-card.tsx'
import { OthersCard } from './others-card.tsx'
import { ControlCard } from './steering-forms.tsx'
import { useAgent } from './use-agent.ts'
import { useMarkers } from './use-markers.ts'
import './live-call.css'

/** What is so now, in a sentence; the diagram and the table beside it say who hears whom. */
const NowText = ({ call, mode, names }: { call: LiveCall; mode: HearMode; names: Names }) => {
  const { t } = useTranslation('liveCall')
  const { quality } = useLineQuality()
  const recorded = (): string => {
    if (mode === 'off') return ''
    return t(call.recording === 'on' ? `recording.${mode}` : 'recording.none', names)
  }
  return (
    <>
      <h2 className="h2" aria-live="polite">
        {t(`now.${mode}`, names)}
      </h2>
      <p className="sm t2">
        {call.agentLine === 'lost' && call.takenOverBy === null
          ? t('now.parked', names)
          : mode === 'off' || mode === 'listen' || mode === 'take-over'
            ? t(`now.${mode}Text`, names)
            : t('now.speakText')}
      </p>
      {mode !== 'off' && (
        <div className="row g16 wrap sm t2 live-foot">
          <span className="row g8">
            <Icon of={speaks(mode) && mode !== 'whisper' ? IconWaveSine : IconMicrophoneOff} size={16} />
            {recorded()}
          </span>
          <span className="row g8">
            {t('heard.quality')} <QualityBars mos={quality?.mos ?? null} />
          </span>
        </div>
      )}
    </>
  )
}

const Running = ({ call, leg, agentName }: { call: LiveCall; leg: Listening; agentName: string }) => {
  const { t } = useTranslation('liveCall')
  const me = useMe()
  const { listen, setMode } = useListeningCommands()
  const control = useConnection().type === 'live'
  const voice = useVoiceLinked()
  const line = usePhone().line === 'registered' && listen !== undefined
  const names = namesOf(agentName, call, t('customer.inSentence'))
  const labels = namesOf(agentName, call, t('customer.label'))
  const startedAt = call.answeredAt ?? call.startedAt
  const supervisors = call.supervisors
  const markers = useMarkers(
    call.callId,
    startedAt,
    supervisors.map(({ personId, mode, modeSince }) => `${personId} ${mode} ${modeSince}`).join(','),
  )
  if (me === null) return null
  const mode: HearMode = leg.type === 'listening' ? leg.mode : 'off'
  const agentLost = call.agentLine === 'lost' && call.takenOverBy === null
  const sight: ModeSight = {
    me: me.personId,
    leg,
    supervisors,
    answered: call.phase === 'connected',
    agentLost,
    line,
    control: control && voice,
  }
  const views = {
    listen: modeView('listen', sight),
    whisper: modeView('whisper', sight),
    barge: modeView('barge', sight),
    'take-over': modeView('take-over', sight),
  }
  const press = (next: MonitorMode): void => {
    if (leg.type === 'listening') setMode?.(next)
    else if (next === 'listen') listen?.(call.callId)
  }
  const ears: Record<Ear, string> = { ...labels, you: t('hears.you') }
  const other = otherSpeaker(supervisors, me.personId)
  const takeOver = views['take-over'].type === 'off' || views['take-over'].type === 'failed'
  return (
    <div className="live">
      <div className="live-main">
        <LiveHead call={call} agentName={agentName} names={names} />
        <LiveAlerts
          call={call}
          leg={leg}
          names={names}
          onTakeOver={takeOver ? () => press('take-over') : undefined}
        />
        <ModeCards views={views} names={names} onPress={press} />
        <section className="card live-hears" aria-label={t('hears.caption')}>
          <div className="live-diagram">
            <HearDiagram mode={mode} agentLost={agentLost} names={ears} />
          </div>
          <div className="col g12 live-table">
            <NowText call={call} mode={mode} names={names} />
            <HearTable mode={mode} agentLost={agentLost} names={ears} />
          </div>
          <LevelStrip
            callId={call.callId}
            inCall={mode !== 'off'}
            markers={markers.list.data?.items ?? []}
            words={{
              customer: labels.customer,
              agent: labels.agent,
              supervisor: other?.displayName ?? t('hears.you'),
            }}
          />
        </section>
      </div>
      <aside className="live-side" aria-label={t('mode.group')}>
        <MicrophoneCard leg={leg} names={names} />
        <AgentSees call={call} mode={mode} names={names} />
        <OthersCard others={supervisors.filter(({ personId }) => personId !== me.personId)} />
        <NotesCard callId={call.callId} startedAt={startedAt} markers={markers} />
        <ControlCard call={call} agentName={agentName} names={names} />
      </aside>
    </div>
  )
}

/** A call that follows the one shown: the page goes where the lead's leg has gone. */
const useGoWithLeg = (shown: CallId | null, gone: boolean): void => {
  const leg = useListening()
  const following = useFollowed() !== null
  const navigate = useNavigate()
  const next = leg.type === 'asking' || leg.type === 'joining' || leg.type === 'listening' ? leg.callId : null
  const go = following && gone && next !== null && next !== shown ? next : null
  useEffect(() => {
    if (go !== null) void navigate({ to: '/live/$callId', params: { callId: go }, replace: true })
  }, [go, navigate])
}

const off: Listening = { type: 'off' }

/** One call of the lead's floor: who hears whom, how they take part in it, and what they write down. */
export const LiveCallScreen = () => {
  const { t } = useTranslation('liveCall')
  const { t: common } = useTranslation()
  const params = useParams({ strict: false })
  const parsed = CallId.safeParse(params.callId)
  const callId = parsed.success ? parsed.data : null
  const pushed = useFloorCall(callId)
  const known = useHasFloor()
  const navigate = useNavigate()
  const listening = useListening()
  const followed = useFollowed()
  const leg = listening.type !== 'off' && listening.callId === callId ? listening : off
  const [last, setLast] = useState<{ call: LiveCall; agentName: string } | null>(null)
  const seen = last !== null && last.call.callId === callId ? last : null
  const agent = useAgent(pushed?.agentId ?? null)
  const agentName = agent?.displayName ?? seen?.agentName ?? common('role.agent')
  if (pushed !== null && (last?.call !== pushed || last.agentName !== agentName))
    setLast({ call: pushed, agentName })
  // Whoever has taken a call over speaks on in it, also when it leaves their teams and with them their floor.
  const call = pushed ?? (leg.type === 'listening' && leg.mode === 'take-over' ? (seen?.call ?? null) : null)
  useGoWithLeg(callId, call === null)
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && !event.defaultPrevented) void navigate({ to: '/floor' })
    }
    addEventListener('keydown', onKeyDown)
    return () => removeEventListener('keydown', onKeyDown)
  }, [navigate])
  const back = (
    <Link to="/floor" className="btn sm">
      <Icon of={IconArrowBackUp} size={16} />
      {t('back')} <Kbd keys={['Esc']} />
    </Link>
  )
  const body = () => {
    if (!known) return <Skeleton rows={8} />
    if (call !== null) return <Running key={call.callId} call={call} leg={leg} agentName={agentName} />
    return (
      <CallOver last={seen?.call ?? null} agentName={agentName} leg={leg} followed={followed} back={back} />
    )
  }
  const agentId = call?.agentId ?? null
  return (
    <div
      className="live-page"
      data-monitor-mode={leg.type === 'listening' ? leg.mode : 'off'}
      data-monitor-pending={
        leg.type === 'listening'
          ? leg.change.type === 'pending'
            ? leg.change.to
            : ''
          : leg.type === 'asking' || leg.type === 'joining'
            ? 'listen'
            : ''
      }
      data-microphone={microphoneWord(leg)}
      {...(followed === null ? {} : { 'data-following': followed.personId })}
    >
      <PageTitle
        title={t('title')}
        {...(call === null
          ? {}
          : {
              context: t('context', {
                agent: agentName,
                customer: call.customer.displayName ?? call.customer.maskedNumber,
              }),
            })}
        end={
          <span className="row g8">
            {agentId !== null && <FollowToggle personId={agentId} displayName={agentName} />}
            {call !== null && back}
          </span>
        }
      />
      {body()}
    </div>
  )
}
