import type { LiveCall, Talk } from '@hearthline/shared'
import {
  IconAlertOctagon,
  IconMessages,
  IconPlayerPause,
  IconPointFilled,
  IconVolumeOff,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useClockOffset } from '../../realtime/index.ts'
import { Chip } from '../../ui/components/alert.tsx'
import { QualityBars } from '../../ui/components/quality-bars.tsx'
import { StateMark, type Tone } from '../../ui/components/state-mark.tsx'
import { Timer } from '../../ui/components/timer.tsx'
import type { Names } from './call-names.ts'

const talks: Record<Talk, { tone: Tone; icon: typeof IconMessages }> = {
  talk: { tone: 'live', icon: IconMessages },
  silence: { tone: 'idle', icon: IconVolumeOff },
  'over-talk': { tone: 'warn', icon: IconMessages },
  hold: { tone: 'hold', icon: IconPlayerPause },
}

const TalkChip = ({ call }: { call: LiveCall }) => {
  const { t } = useTranslation('liveCall')
  const offsetMs = useClockOffset()
  if (call.phase !== 'connected') return <Chip tone="ring">{t('talk.ringing')}</Chip>
  if (call.talk === null) return null
  const { state, since } = call.talk
  return (
    <span data-talk={state}>
      <Chip tone={talks[state].tone} icon={talks[state].icon} big>
        {t(`talk.${state}`)} <Timer since={since} offsetMs={offsetMs} />
      </Chip>
    </span>
  )
}

/** Who speaks with whom, what is said, how the agent's line is, whether it is recorded, and how long it lasts. */
export const LiveHead = ({ call, agentName, names }: { call: LiveCall; agentName: string; names: Names }) => {
  const { t } = useTranslation('liveCall')
  const { t: dock } = useTranslation('dock')
  const offsetMs = useClockOffset()
  const { customer } = call
  const customerName = customer.displayName ?? customer.maskedNumber
  return (
    <section
      className="card row g16 wrap live-head"
      aria-label={t('context', { agent: agentName, customer: customerName })}
    >
      <StateMark state={call.phase === 'connected' ? 'on-call' : 'calling'} size={34} />
      <div className="live-who">
        <div className="row live-names">
          <b className="el" title={agentName}>
            {agentName}
          </b>
          <span className="t2">{t('with')}</span>
          <b className="el" title={customerName}>
            {customerName}
          </b>
        </div>
        {customer.displayName !== null && <div className="sm t2 num">{customer.maskedNumber}</div>}
      </div>
      <TalkChip call={call} />
      {call.takenOverBy === null && (
        <div className="col live-line">
          <span className="xs t2 el">{t('line', { name: names.agent })}</span>
          <QualityBars mos={call.quality?.mos ?? null} />
        </div>
      )}
      {call.recording === 'on' && (
        <Chip tone="bad" icon={IconPointFilled} line big>
          {dock('call.recording')}
        </Chip>
      )}
      {call.recording === 'failed' && (
        <Chip tone="bad" icon={IconAlertOctagon} line big>
          {dock('call.recordingFailed')}
        </Chip>
      )}
      <Timer since={call.answeredAt ?? call.startedAt} offsetMs={offsetMs} className="live-timer" />
    </section>
  )
}
