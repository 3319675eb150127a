import type { CheckName } from '@hearthline/shared'
import { IconBell, IconRefresh, IconVolume } from '@tabler/icons-react'
import { useCallback, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useAudio, useMeter } from '../../softphone/index.ts'
import { Button } from '../../ui/components/button.tsx'
import { QualityBars } from '../../ui/components/quality-bars.tsx'
import type { ItemState } from './check-state.ts'
import type { Check } from './use-check.ts'

const meterSteps = 20

/** How loud the open microphone is. Written to the element itself: fifteen readings a second are not worth a render. */
const Level = () => {
  const { t } = useTranslation('preShift')
  const bars = useRef<HTMLSpanElement>(null)
  const value = useRef<HTMLMeterElement>(null)
  const show = useCallback((level: number) => {
    if (bars.current === null || value.current === null) return
    const lit = Math.round(level * meterSteps)
    value.current.value = level
    for (const [index, bar] of [...bars.current.children].entries())
      bar.toggleAttribute('data-on', index < lit)
  }, [])
  useMeter('mine', show)
  return (
    <span className="check-level">
      <meter ref={value} className="vh" min={0} max={1} value={0} aria-label={t('device.level')} />
      <span ref={bars} className="meter check-meter" aria-hidden>
        {Array.from({ length: meterSteps }, (_, step) => (
          <i key={step} />
        ))}
      </span>
    </span>
  )
}

const Devices = ({ of, label }: { of: 'microphone' | 'speaker' | 'ringer'; label: string }) => {
  const { t } = useTranslation('preShift')
  const { devices, choice, choose } = useAudio()
  const key = `${of}Id` as const
  const list = of === 'microphone' ? devices.microphones : devices.speakers
  return (
    <select
      className="inp small check-device"
      aria-label={label}
      value={choice[key] ?? ''}
      disabled={choose === undefined}
      onChange={({ currentTarget: { value } }) => choose?.({ [key]: value === '' ? null : value })}
    >
      <option value="">{t('device.standard')}</option>
      {list
        .filter(({ deviceId }) => deviceId !== 'default')
        .map((device, index) => (
          <option key={device.deviceId} value={device.deviceId}>
            {device.label === '' ? t('device.nth', { number: index + 1 }) : device.label}
          </option>
        ))}
    </select>
  )
}

const Figure = ({ name, value }: { name: string; value: string }) => (
  <span className="sm t2 nw">
    {name} <b className="check-figure num">{value}</b>
  </span>
)

const Again = ({ check, name }: { check: Check; name: CheckName }) => {
  const { t } = useTranslation('preShift')
  return (
    <Button size="sm" icon={IconRefresh} onPress={check.possible ? () => check.runOne(name) : undefined}>
      {t('one')} <span className="vh">{t(`item.${name}.title`)}</span>
    </Button>
  )
}

const failedOf = (item: ItemState): string | null =>
  item.type === 'done' && item.verdict !== 'passed' ? (item.detail ?? 'other') : null

const microphoneDetails = ['denied', 'busy', 'missing', 'silent', 'quiet'] as const

export const MicrophoneEvidence = ({ check, item }: { check: Check; item: ItemState }) => {
  const { t } = useTranslation('preShift')
  const { microphone } = useAudio()
  const detail = failedOf(item)
  const word = microphoneDetails.find((one) => one === detail)
  return (
    <>
      <div className="row g12 wrap">
        <Devices of="microphone" label={t('item.microphone.title')} />
        {microphone.type === 'on' && <Level />}
        {item.type === 'done' && item.verdict === 'passed' && <span className="sm t2">{t('clear')}</span>}
      </div>
      {item.type === 'running' && <p className="sm t2">{t('listening')}</p>}
      {word !== undefined && <p className="sm">{t(`help.microphone.${word}`)}</p>}
      {item.type === 'done' && item.verdict !== 'passed' && <Again check={check} name="microphone" />}
    </>
  )
}

export const SoundEvidence = ({
  name,
  check,
  item,
}: {
  name: 'headset' | 'ringer'
  check: Check
  item: ItemState
}) => {
  const { t } = useTranslation('preShift')
  const detail = failedOf(item)
  // A sound on the way can be answered already: it is heard before it is over.
  const answerable = item.type === 'asking' || item.type === 'running'
  return (
    <>
      <div className="row g8 wrap">
        <Devices of={name === 'headset' ? 'speaker' : 'ringer'} label={t(`item.${name}.title`)} />
        <Button
          size="sm"
          icon={name === 'headset' ? IconVolume : IconBell}
          onPress={check.possible && item.type !== 'running' ? () => check.runOne(name) : undefined}
        >
          {t(name === 'headset' ? 'sound.play' : 'sound.ring')}
        </Button>
        {item.type === 'done' && item.verdict === 'passed' && (
          <span className="sm t2">{t('sound.youHeard')}</span>
        )}
      </div>
      {answerable && (
        <fieldset className="plain-set row g8 wrap" aria-label={t('sound.question')}>
          <Button
            size="sm"
            look="primary"
            onPress={item.type === 'asking' ? () => check.answer(name, true) : undefined}
          >
            {t('sound.heard')}
          </Button>
          <Button size="sm" onPress={item.type === 'asking' ? () => check.answer(name, false) : undefined}>
            {t('sound.notHeard')}
          </Button>
        </fieldset>
      )}
      {(detail === 'not-heard' || detail === 'not-played') && (
        <p className="sm">{t(`help.${name}.${detail}`)}</p>
      )}
    </>
  )
}

export const ServerEvidence = ({ check, item }: { check: Check; item: ItemState }) => {
  const { t } = useTranslation('preShift')
  const { server } = check.state
  const detail = failedOf(item)
  return (
    <>
      {server !== null && (
        <div className="row g16 wrap">
          <Figure
            name={t('figures.roundTrip')}
            value={t('figures.ms', { value: Math.round(server.roundTripMs) })}
          />
          <Figure
            name={t('figures.clock')}
            value={t('figures.seconds', { value: (Math.abs(server.clockOffsetMs) / 1000).toFixed(1) })}
          />
        </div>
      )}
      {(detail === 'away' || detail === 'slow' || detail === 'clock') && (
        <p className="sm">{t(`help.server.${detail}`)}</p>
      )}
      {detail === 'away' && <Again check={check} name="server" />}
    </>
  )
}

const mediaDetails = [
  'poor',
  'weak',
  'no-line',
  'agent-busy',
  'agent-not-registered',
  'voice-unavailable',
  'microphone-missing',
  'line-timeout',
  'audio-path',
] as const
const echoSeconds = 10

export const MediaEvidence = ({ check, item }: { check: Check; item: ItemState }) => {
  const { t } = useTranslation('preShift')
  const { media, mediaSeconds } = check.state
  const detail = failedOf(item)
  const word = mediaDetails.find((one) => one === detail) ?? 'other'
  return (
    <>
      {media !== null && (
        <div className="row g16 wrap">
          <span className="row g6 sm t2">
            {t('figures.quality')} <QualityBars mos={media.mos} />
          </span>
          <Figure name={t('figures.jitter')} value={t('figures.ms', { value: Math.round(media.jitterMs) })} />
          <Figure
            name={t('figures.loss')}
            value={t('figures.percent', { value: Math.round(media.lossPercent * 10) / 10 })}
          />
          {media.roundTripMs !== null && (
            <Figure
              name={t('figures.roundTrip')}
              value={t('figures.ms', { value: Math.round(media.roundTripMs) })}
            />
          )}
          <Figure name={t('figures.route')} value={t(`figures.${media.route}`)} />
        </div>
      )}
      {item.type === 'running' && (
        <div className="row g10">
          <progress
            className="vh"
            max={echoSeconds}
            value={mediaSeconds}
            aria-label={t('item.media.title')}
          />
          <span className="prog f1" aria-hidden>
            <i className="check-progress" style={{ width: `${(mediaSeconds / echoSeconds) * 100}%` }} />
          </span>
          <span className="xs t2 num">
            {t('figures.of', { done: Math.floor(mediaSeconds), all: echoSeconds })}
          </span>
        </div>
      )}
      {detail !== null && <p className="sm">{t(`help.media.${word}`)}</p>}
      {detail !== null && <Again check={check} name="media" />}
    </>
  )
}

export const NotificationEvidence = ({ check, item }: { check: Check; item: ItemState }) => {
  const { t } = useTranslation('preShift')
  const detail = failedOf(item)
  const known = detail === 'denied' || detail === 'default' || detail === 'unsupported'
  return (
    <>
      {item.type === 'done' && (
        <p className={detail === null ? 'sm t2' : 'sm'}>
          {detail === null ? t('help.notifications.ok') : known && t(`help.notifications.${detail}`)}
        </p>
      )}
      {detail === 'default' && (
        <Button
          size="sm"
          look="primary"
          onPress={check.possible ? () => check.runOne('notifications') : undefined}
        >
          {t('help.notifications.allow')}
        </Button>
      )}
      {detail === 'denied' && <Again check={check} name="notifications" />}
    </>
  )
}

export const PowerEvidence = ({ item }: { item: ItemState }) => {
  const { t } = useTranslation('preShift')
  const detail = failedOf(item)
  if (item.type !== 'done') return null
  const known =
    detail === 'discarded' || detail === 'frozen' || detail === 'battery-low' || detail === 'no-wake-lock'
  return <p className={known ? 'sm' : 'sm t2'}>{t(known ? `help.power.${detail}` : 'help.power.ok')}</p>
}
