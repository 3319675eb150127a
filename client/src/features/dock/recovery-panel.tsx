import {
  IconAlertOctagon,
  IconCircleCheckFilled,
  IconCircleDashed,
  IconPhoneX,
  IconVolume,
  IconWifi,
  IconWifiOff,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useClockOffset, useConnection } from '../../realtime/index.ts'
import { type Recovery, useLineQuality } from '../../softphone/index.ts'
import { Alert } from '../../ui/components/alert.tsx'
import { Button, Spinner } from '../../ui/components/button.tsx'
import { Icon } from '../../ui/components/icon.tsx'
import { useNow } from '../../ui/components/timer.tsx'
import { clock } from '../../ui/format/time.ts'
import { parkMs } from './call-facts.ts'
import type { CustomerNames } from './call-notices.tsx'

const radius = 46
const round = 2 * Math.PI * radius

/** Seconds left of the time that the customer waits. Read on demand, not ticked into ears. */
const SecondsLeft = ({ untilMs, them }: { untilMs: number; them: string }) => {
  const { t } = useTranslation('dockPanels')
  const leftMs = Math.max(0, untilMs - useNow(250) - useClockOffset())
  const seconds = Math.ceil(leftMs / 1000)
  return (
    <span
      className="countdown park-ring"
      role="timer"
      aria-live="off"
      aria-label={t('recovery.left', { count: seconds, them })}
      data-left-ms={leftMs}
    >
      <svg viewBox="0 0 100 100" aria-hidden>
        <circle cx="50" cy="50" r={radius} fill="none" stroke="var(--surface)" strokeWidth="7" />
        <circle
          cx="50"
          cy="50"
          r={radius}
          fill="none"
          stroke="var(--warn-solid)"
          strokeWidth="7"
          strokeLinecap="round"
          strokeDasharray={`${Math.min(1, leftMs / parkMs) * round} ${round}`}
          transform="rotate(-90 50 50)"
        />
      </svg>
      <span className="col countdown-text" aria-hidden>
        <b className="num">{seconds}</b>
        <span className="xs">{t('recovery.seconds')}</span>
      </span>
    </span>
  )
}

type StepState = 'done' | 'now' | 'later'
const Step = ({ state, title, children }: { state: StepState; title: string; children?: ReactNode }) => (
  <li className={`recovery-step step-${state}`} aria-current={state === 'now' ? 'step' : undefined}>
    {state === 'done' ? (
      <Icon of={IconCircleCheckFilled} size={18} />
    ) : state === 'now' ? (
      <Spinner size={18} />
    ) : (
      <Icon of={IconCircleDashed} size={18} />
    )}
    <span className="f1">
      <span className="sm m transfer-name">{title}</span>
      {children !== undefined && <span className="xs t2 num">{children}</span>}
    </span>
  </li>
)

/** The steps of coming back, as far as they have come. */
const Steps = ({
  recovery,
  lostMs,
}: {
  recovery: Extract<Recovery, { type: 'lost' | 'parked' }>
  lostMs: number | null
}) => {
  const { t, i18n } = useTranslation('dockPanels')
  const parked = recovery.type === 'parked'
  const pulling = parked && recovery.pulling
  // What control says comes over the same internet: silence from there is no way back yet.
  const connected = useConnection().type === 'live'
  const way = !parked ? 'later' : connected ? 'done' : 'now'
  return (
    <ol className="recovery-steps" aria-label={t('recovery.steps')}>
      <Step state="done" title={t('recovery.stepLost')}>
        {lostMs === null ? undefined : clock(lostMs, i18n.language)}
      </Step>
      <Step
        state={parked ? 'done' : 'now'}
        title={t(parked ? 'recovery.stepParked' : 'recovery.stepParking')}
      />
      <Step state={way} title={t('recovery.stepWay')} />
      <Step
        state={way === 'done' && pulling ? 'now' : 'later'}
        title={t(way === 'done' && pulling ? 'recovery.pulling' : 'recovery.stepPull')}
      >
        {t('recovery.stepPullText')}
      </Step>
    </ol>
  )
}

/** How a call survives, in the words of what the customer hears: line poor, lost, parked, back, gone. */
export const RecoveryPanel = ({
  recovery,
  names,
  lostMs,
  backAfterMs,
  endedAtMs,
  onPull,
  onCallBack,
}: {
  recovery: Recovery
  names: CustomerNames
  /** Since when the line has been gone; null while this page does not know. Browser clock. */
  lostMs: number | null
  /** How long the last outage was. */
  backAfterMs: number | null
  /** When the call that could not be got back ended; browser clock. */
  endedAtMs: number | null
  onPull: (() => void) | undefined
  /** Calls the customer again: it is checked like any call. */
  onCallBack: (() => void) | undefined
}) => {
  const { t, i18n } = useTranslation('dockPanels')
  const { quality } = useLineQuality()
  switch (recovery.type) {
    case 'none':
      return null
    case 'poor':
      return (
        <Alert tone="hold" icon={IconWifi}>
          <b>{t('recovery.poor', { percent: (quality?.lossPercent ?? 0).toFixed(1) })}</b>{' '}
          {t('recovery.poorText', { ...names })}
        </Alert>
      )
    case 'lost':
      return (
        <div className="col g12">
          <Alert tone="warn" icon={IconWifiOff} urgent>
            <b>{t('recovery.lost')}</b> {t('recovery.lostText', { ...names })}
          </Alert>
          <Steps recovery={recovery} lostMs={lostMs} />
          <p className="xs t2">{t('recovery.off')}</p>
        </div>
      )
    case 'parked':
      return (
        <div className="col g12">
          <div className="park-card a-warn">
            {recovery.untilMs !== null && <SecondsLeft untilMs={recovery.untilMs} them={names.them} />}
            <div className="f1" role="alert">
              <b className="sm park-title">{t('recovery.parked', { ...names })}</b>
              <span className="sm row top g6">
                <Icon of={IconVolume} size={16} />
                <span className="f1">{t('recovery.hears', { ...names })}</span>
              </span>
            </div>
          </div>
          <Steps recovery={recovery} lostMs={lostMs} />
          <Button look="primary" size="lg" full pending={recovery.pulling} onPress={onPull}>
            {t('recovery.pull')}
          </Button>
          <p className="xs t2">{t('recovery.off')}</p>
        </div>
      )
    case 'back':
      return (
        <Alert tone="ready" urgent>
          <b>{t('recovery.back', { ...names })}</b>{' '}
          {backAfterMs !== null &&
            t('recovery.backText', { seconds: Math.max(1, Math.round(backAfterMs / 1000)) })}
          <div>{t('recovery.say')}</div>
        </Alert>
      )
    case 'failed':
      return (
        <div className="col g10">
          <Alert tone="bad" icon={IconPhoneX} urgent>
            {endedAtMs !== null && <b>{t('recovery.failed', { time: clock(endedAtMs, i18n.language) })}</b>}{' '}
            {t('recovery.failedText', { ...names })}
          </Alert>
          <ul className="col g6 sm">
            {(['kept', 'told'] as const).map((fact) => (
              <li key={fact} className="row g8">
                <Icon of={IconCircleCheckFilled} size={16} />
                {t(`recovery.${fact}`)}
              </li>
            ))}
          </ul>
          <p className="row top g8 xs t2">
            <Icon of={IconAlertOctagon} size={14} />
            <span>{t('recovery.checked')}</span>
          </p>
          <Button look="go" full onPress={onCallBack}>
            {t('recovery.callBack')}
          </Button>
        </div>
      )
    default:
      return recovery satisfies never
  }
}
