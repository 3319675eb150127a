import { deviceRoutes, type EnrolledDevice } from '@hearthline/shared'
import { IconCircleCheckFilled, IconHandStop } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call.ts'
import { GradeBadge } from '../../ui/components/badges.tsx'
import { Button, Spinner } from '../../ui/components/button.tsx'
import { Icon } from '../../ui/components/icon.tsx'
import { useNow } from '../../ui/components/timer.tsx'
import { duration } from '../../ui/format/time.ts'
import './enrol.css'

const retryMs = 2000

/**
 * Asks control, by long polling, until the request is decided.
 * @returns false while control does not answer
 */
const useDecision = (onDecided: (device: EnrolledDevice) => void, onLapsed: () => void): boolean => {
  const [reachable, setReachable] = useState(true)
  useEffect(() => {
    const abort = new AbortController()
    const pause = () => new Promise((resolve) => setTimeout(resolve, retryMs))
    const ask = async () => {
      while (!abort.signal.aborted) {
        const asked = await call(deviceRoutes.enrolment, { query: { wait: 'change' }, signal: abort.signal })
        if (asked.ok) {
          setReachable(true)
          if (asked.value.state !== 'pending') return onDecided(asked.value)
        } else if (asked.problem.code === 'not-found') return onLapsed()
        else {
          setReachable(false)
          await pause()
        }
      }
      return undefined
    }
    // The only rejection is our own abort, on leaving the page.
    ask().catch(() => undefined)
    return () => abort.abort()
    // The callbacks only set state of the screen around; asking again for a new function would drop an answer.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [])
  return reachable
}

const Steps = () => {
  const { t } = useTranslation('signIn')
  return (
    <ol className="row g8 wrap" aria-label={t('enrol.steps.label')}>
      <li className="row g6 sm b">
        <span className="c-ready">
          <IconCircleCheckFilled className="ic" size={19} aria-hidden />
        </span>
        {t('enrol.steps.code')}
        <span className="step-line" />
      </li>
      <li className="row g6 sm b" aria-current="step">
        <span className="step-number now">2</span>
        {t('enrol.steps.approval')}
        <span className="step-line" />
      </li>
      <li className="row g6 sm t3">
        <span className="step-number">3</span>
        {t('enrol.steps.signIn')}
      </li>
    </ol>
  )
}

/** Six digits to read out, until an administrator has decided (screen 01b). */
export const WaitForApproval = ({
  device,
  onDecided,
  onLapsed,
  onOtherCode,
}: {
  device: EnrolledDevice
  onDecided: (device: EnrolledDevice) => void
  onLapsed: () => void
  onOtherCode: () => void
}) => {
  const { t } = useTranslation('signIn')
  const now = useNow()
  const reachable = useDecision(onDecided, onLapsed)
  const digits = [...device.shortCode.matchAll(/\d/g)].map(([digit]) => digit)
  const browser = device.name === device.browser ? device.browser : `${device.browser}, “${device.name}”`
  return (
    <div className="entry-wide col g20">
      <Steps />
      <div>
        <h1 className="hero">{t('enrol.waitTitle')}</h1>
        <p className="t2" style={{ marginTop: 4 }}>
          {t('enrol.waitLead')}
        </p>
      </div>
      <span className="vh">{t('enrol.shortCode', { digits: digits.join(' ') })}</span>
      <div className="digits code" aria-hidden>
        {digits.map((digit, index) => (
          <span key={`${index}${digit}`} className="digit">
            {digit}
          </span>
        ))}
      </div>
      <div className="row g16">
        <div className="row g10 f1">
          <span className={reachable ? '' : 'c-warn'}>
            <Spinner size={20} />
          </span>
          <div>
            <output className="b">{t(reachable ? 'enrol.waiting' : 'enrol.reconnecting')}</output>
            <div className="xs t2 num">
              {t('enrol.asked', {
                minutes: Math.max(0, Math.floor((now - device.requestedAt) / 60_000)),
                left: duration(device.expiresAt - now),
              })}
            </div>
          </div>
        </div>
        <Button look="subtle" size="sm" onPress={onOtherCode}>
          {t('enrol.newCode')}
        </Button>
      </div>
      <div className="card sunken">
        <dl className="dt p16">
          <dt>{t('enrol.browser')}</dt>
          <dd>{browser}</dd>
          <dt>{t('enrol.key')}</dt>
          <dd className="row g8 wrap">
            <GradeBadge grade={device.grade} />
            <span className="t2">{t(device.grade === 'D2' ? 'enrol.keyInChip' : 'enrol.keyKept')}</span>
          </dd>
          <dt>{t('enrol.network')}</dt>
          <dd className="code">{device.address}</dd>
          <dt>{t('enrol.theySee')}</dt>
          <dd className="t2">{t('enrol.theySeeText')}</dd>
        </dl>
      </div>
      <p className="xs t2 row g6 top">
        <Icon of={IconHandStop} size={16} />
        <span>{t('enrol.scam')}</span>
      </p>
    </div>
  )
}
