import { CallId, type LiveCall } from '@hearthline/shared'
import {
  IconArrowBackUp,
  IconCheck,
  IconEar,
  IconEarOff,
  IconHeadphones,
  IconMicrophoneOff,
  IconPhoneOff,
  IconPlayerStopFilled,
  IconPointFilled,
} from '@tabler/icons-react'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ariaKeys, useShortcut } from '../../keys/index.ts'
import { useClockOffset, useFloorCall, useFloorName, useHasFloor } from '../../realtime/index.ts'
import {
  type Listening,
  useLineQuality,
  useListening,
  useListeningCommands,
  useReasonText,
} from '../../softphone/index.ts'
import { Alert, Chip } from '../../ui/components/alert.tsx'
import { Button } from '../../ui/components/button.tsx'
import { Empty, Skeleton } from '../../ui/components/empty.tsx'
import { Icon } from '../../ui/components/icon.tsx'
import { Kbd } from '../../ui/components/kbd.tsx'
import { PageTitle } from '../../ui/components/page-title.tsx'
import { QualityBars } from '../../ui/components/quality-bars.tsx'
import { StateMark } from '../../ui/components/state-mark.tsx'
import { Timer } from '../../ui/components/timer.tsx'
import { HearDiagram } from './hear-diagram.tsx'
import { HeardMeter } from './heard-meter.tsx'
import { type Ear, type HearMode, hears } from './hearing.ts'
import './live-call.css'

const ears: readonly Ear[] = ['customer', 'agent', 'you']

const HearTable = ({ mode, names }: { mode: HearMode; names: Record<Ear, string> }) => {
  const { t } = useTranslation('liveCall')
  return (
    <table aria-label={t('hears.caption')}>
      <thead>
        <tr>
          <th>{t('hears.speaker')}</th>
          {ears.map((ear) => (
            <th key={ear}>{ear === 'you' ? t('hears.youHear') : t('hears.hears', { name: names[ear] })}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {ears.map((speaker) => (
          <tr key={speaker}>
            <th scope="row" className="hear-speaker">
              {names[speaker]}
            </th>
            {ears.map((listener) => (
              <td key={listener}>
                {listener === speaker ? (
                  <span aria-label={t('hears.self')}>–</span>
                ) : hears(mode, listener, speaker) ? (
                  <Chip tone="ready" icon={IconCheck}>
                    {t('hears.yes')}
                  </Chip>
                ) : (
                  <Chip tone="idle" icon={IconEarOff}>
                    {t('hears.no')}
                  </Chip>
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const Head = ({ call, agentName }: { call: LiveCall; agentName: string }) => {
  const { t } = useTranslation('liveCall')
  const { t: dock } = useTranslation('dock')
  const offsetMs = useClockOffset()
  const { customer } = call
  return (
    <section
      className="card p16 row g16 live-head"
      aria-label={t('context', { agent: agentName, customer: customer.displayName ?? customer.maskedNumber })}
    >
      <StateMark state={call.phase === 'connected' ? 'on-call' : 'calling'} size={36} />
      <div className="f1">
        <div className="row live-names">
          <b className="el" title={agentName}>
            {agentName}
          </b>
          <span className="t2">{t('with')}</span>
          <b className="el">{customer.displayName ?? customer.maskedNumber}</b>
        </div>
        {customer.displayName !== null && <div className="sm t2 num">{customer.maskedNumber}</div>}
      </div>
      <div className="col g4">
        <span className="xs t2">{t('line')}</span>
        <QualityBars mos={call.quality?.mos ?? null} />
      </div>
      {call.recording === 'on' && (
        <Chip tone="bad" icon={IconPointFilled} line big>
          {dock('call.recording')}
        </Chip>
      )}
      {call.recording === 'failed' && (
        <Chip tone="bad" line big>
          {dock('call.recordingFailed')}
        </Chip>
      )}
      <Timer since={call.answeredAt ?? call.startedAt} offsetMs={offsetMs} className="live-timer" />
    </section>
  )
}

/** The leg of this lead in this call, in words. */
const ListenCard = ({
  callId,
  listening,
  agentName,
}: {
  callId: CallId
  listening: Listening
  agentName: string
}) => {
  const { t } = useTranslation('liveCall')
  const reasonText = useReasonText()
  const { listen, stop } = useListeningCommands()
  const mine = listening.type !== 'off' && listening.callId === callId ? listening : null
  const running = mine !== null && mine.type !== 'over'
  useShortcut('listen', running || listen === undefined ? undefined : () => listen(callId))
  const title =
    mine === null
      ? t('listen.off')
      : mine.type === 'asking'
        ? t('listen.asking')
        : mine.type === 'joining'
          ? t('listen.joining')
          : mine.type === 'listening'
            ? t('listen.on', { name: agentName })
            : mine.reason === null
              ? t('listen.stopped')
              : t('listen.failed')
  return (
    <section
      className={`card p16 col g12 listen-card ${mine?.type === 'listening' ? 'is-on' : ''}`}
      aria-label={t('listen.mode')}
      data-listening={mine?.type ?? 'off'}
    >
      <div className="row g12">
        <span className={`listen-mark ${mine?.type === 'listening' ? 'is-on' : ''}`}>
          <Icon of={mine?.type === 'listening' ? IconEar : IconEarOff} size={22} />
        </span>
        <div className="f1">
          <h2 className="h2" aria-live="polite">
            {title}
          </h2>
          <p className="sm t2">{mine?.type === 'listening' ? t('listen.text') : t('listen.offText')}</p>
        </div>
        {mine?.type === 'listening' && <Timer since={mine.sinceMs} className="b" />}
      </div>
      {mine?.type === 'over' && mine.reason !== null && (
        <Alert tone="bad" urgent>
          {reasonText(mine.reason)}
        </Alert>
      )}
      {running ? (
        <Button full size="lg" icon={IconPlayerStopFilled} onPress={stop}>
          {t('listen.stop')}
        </Button>
      ) : (
        <Button
          look="primary"
          full
          size="lg"
          icon={IconHeadphones}
          onPress={listen && (() => listen(callId))}
          aria-keyshortcuts={ariaKeys('listen')}
        >
          {t('listen.start')} <Kbd keys={['Alt', 'L']} />
        </Button>
      )}
      <div className="row g8 top sm mic-off">
        <Icon of={IconMicrophoneOff} size={16} />
        <span>
          <b className="b">{t('microphone.off')}</b> <span className="t2">{t('microphone.text')}</span>
        </span>
      </div>
    </section>
  )
}

const first = (name: string): string => name.split(' ')[0] ?? name

const Running = ({ call }: { call: LiveCall }) => {
  const { t } = useTranslation('liveCall')
  const { t: common } = useTranslation()
  const listening = useListening()
  const agentName = useFloorName(call.agentId) ?? common('role.agent')
  const { quality } = useLineQuality()
  const on = listening.type === 'listening' && listening.callId === call.callId
  const mode: HearMode = on ? 'listen' : 'off'
  const names: Record<Ear, string> = {
    customer:
      call.customer.displayName === null ? call.customer.maskedNumber : first(call.customer.displayName),
    agent: first(agentName),
    you: t('hears.you'),
  }
  return (
    <div className="live">
      <div className="live-main">
        <Head call={call} agentName={agentName} />
        <section className="card live-hears" aria-label={t('hears.caption')}>
          <HearDiagram mode={mode} names={names} />
          <div className="col g14 live-table">
            <h2 className="h2">{t('hears.caption')}</h2>
            <HearTable mode={mode} names={names} />
            <p className="sm t2">{on ? t('listen.onText') : t('listen.offText')}</p>
          </div>
          <div className="live-level">
            <div className="row sp">
              <h3 className="sec">{t('heard.title')}</h3>
              <span className="row g8 xs t2">
                {t('heard.quality')} <QualityBars mos={on ? (quality?.mos ?? null) : null} />
              </span>
            </div>
            <HeardMeter label={t('heard.label')} />
          </div>
        </section>
      </div>
      <div className="live-side">
        <ListenCard callId={call.callId} listening={listening} agentName={agentName} />
        <section className="card p16 col g8" aria-label={t('listeners.title')}>
          <h2 className="sec">{t('listeners.title')}</h2>
          {call.supervisors.length === 0 ? (
            <p className="sm t2">{t('listeners.none')}</p>
          ) : (
            <ul className="col g6">
              {call.supervisors.map((one) => (
                <li key={one.personId} className="row g8 sm">
                  <Icon of={IconEar} size={16} />
                  <span className="el">{one.displayName}</span>
                </li>
              ))}
            </ul>
          )}
        </section>
      </div>
    </div>
  )
}

/** One call of the lead's floor: who hears whom, and Listen. */
export const LiveCallScreen = () => {
  const { t } = useTranslation('liveCall')
  const params = useParams({ strict: false })
  const parsed = CallId.safeParse(params.callId)
  const callId = parsed.success ? parsed.data : null
  const call = useFloorCall(callId)
  const known = useHasFloor()
  const navigate = useNavigate()
  const [wasHere, setWasHere] = useState(false)
  if (call !== null && !wasHere) setWasHere(true)
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
    if (call === null)
      return (
        <Empty icon={IconPhoneOff} title={wasHere ? t('listen.ended') : t('gone')} action={back}>
          {wasHere ? t('listen.endedText') : t('goneText')}
        </Empty>
      )
    return <Running call={call} />
  }
  return (
    <>
      <PageTitle title={t('title')} context={call === null ? undefined : back} />
      {body()}
    </>
  )
}
