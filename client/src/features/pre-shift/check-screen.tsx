import { checkNames, type CheckName } from '@hearthline/shared'
import { IconHistory, IconRefresh } from '@tabler/icons-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '../../app/session.ts'
import { useReadyGate } from '../../realtime/index.ts'
import { hasSession, useOwner, usePhone } from '../../softphone/index.ts'
import { Alert } from '../../ui/components/alert.tsx'
import { Button } from '../../ui/components/button.tsx'
import { Icon } from '../../ui/components/icon.tsx'
import { PageTitle } from '../../ui/components/page-title.tsx'
import { hourAndMinute } from '../../ui/format/time.ts'
import { CheckAside } from './check-aside.tsx'
import { CheckLine } from './check-line.tsx'
import { type CheckState, tallyOf } from './check-state.ts'
import {
  MediaEvidence,
  MicrophoneEvidence,
  NotificationEvidence,
  PowerEvidence,
  ServerEvidence,
  SoundEvidence,
} from './evidence.tsx'
import { type Saved, useCheck } from './use-check.ts'
import './check.css'

/** The whole check in one word: `passed` is control's, for it decides whether Ready is open. */
export const phaseWord = (state: CheckState, saved: Saved): 'idle' | 'running' | 'passed' | 'failed' => {
  const { phase, needsYou } = tallyOf(state)
  if (phase !== 'complete') return phase
  if (needsYou.length > 0) return 'failed'
  switch (saved.type) {
    case 'nothing':
    case 'saving':
      return 'running'
    case 'saved':
      return saved.gate.check?.passed === true ? 'passed' : 'failed'
    case 'failed':
      return 'failed'
    default:
      return saved satisfies never
  }
}

/** Makes sure that customers will hear this agent, before Ready. */
export const CheckScreen = () => {
  const { t, i18n } = useTranslation('preShift')
  const me = useMe()
  const gate = useReadyGate()
  const owner = useOwner()
  const { call } = usePhone()
  const check = useCheck()
  const { state, saved, possible, runAll } = check
  const busy = hasSession(call)
  const begun = useRef(false)
  const wanted = gate?.open === false && possible && !busy
  useEffect(() => {
    if (!wanted || begun.current) return
    begun.current = true
    // Whoever was sent here has not pressed anything: what wants a press then says so.
    runAll(navigator.userActivation?.hasBeenActive ?? false)
  }, [wanted, runAll])
  const evidence: Record<CheckName, ReactNode> = {
    microphone: <MicrophoneEvidence check={check} item={state.items.microphone} />,
    headset: <SoundEvidence name="headset" check={check} item={state.items.headset} />,
    ringer: <SoundEvidence name="ringer" check={check} item={state.items.ringer} />,
    server: <ServerEvidence check={check} item={state.items.server} />,
    media: <MediaEvidence check={check} item={state.items.media} />,
    notifications: <NotificationEvidence check={check} item={state.items.notifications} />,
    power: <PowerEvidence item={state.items.power} />,
  }
  const shift = me?.shift ?? null
  const running = tallyOf(state).running > 0
  return (
    <div className="check" data-check={phaseWord(state, saved)}>
      <PageTitle
        title={t('title')}
        context={
          shift === null
            ? undefined
            : t('context', {
                from: hourAndMinute(shift.startsAt, i18n.language, shift.timeZone),
                until: hourAndMinute(shift.endsAt, i18n.language, shift.timeZone),
              })
        }
      />
      <div className="check-main">
        <div className="row g12 sp wrap">
          <div>
            <h2 className="h1">{t('head')}</h2>
            <p className="sm t2">{t(gate?.by === 'policy' ? 'introOffered' : 'intro')}</p>
          </div>
          <Button
            icon={IconRefresh}
            pending={running}
            onPress={possible && !busy ? () => runAll(true) : undefined}
          >
            {t('again')}
          </Button>
        </div>
        {busy && <Alert tone="hold">{t('inCall')}</Alert>}
        {owner.type === 'tab' && <Alert tone="hold">{t('elsewhere')}</Alert>}
        {check.codeFailed && (
          <Alert tone="bad" urgent>
            {t('codeFailed')}
          </Alert>
        )}
        {!possible && owner.type !== 'tab' && <Alert tone="idle">{t('starting')}</Alert>}
        <ul className="card check-list">
          {checkNames.map((name) => (
            <CheckLine key={name} name={name} item={state.items[name]}>
              {evidence[name]}
            </CheckLine>
          ))}
        </ul>
        <p className="row g8 xs t2">
          <Icon of={IconHistory} size={16} />
          {t('kept')}
        </p>
      </div>
      <CheckAside check={check} />
    </div>
  )
}
