import type { MonitorMode } from '@hearthline/shared'
import {
  IconAdjustmentsAlt,
  IconMicrophone,
  IconMicrophoneOff,
  IconPhoneX,
  IconPlayerStopFilled,
} from '@tabler/icons-react'
import { useCallback, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ariaKeys, shortcuts, useShortcut } from '../../keys/index.ts'
import { type Listening, useListeningCommands, useMeter, type Seat } from '../../softphone/index.ts'
import { Alert } from '../../ui/components/alert.tsx'
import { Button, IconButton } from '../../ui/components/button.tsx'
import { Icon } from '../../ui/components/icon.tsx'
import { Kbd } from '../../ui/components/kbd.tsx'
import { AudioChoices } from './audio-choices.tsx'
import type { Names } from './call-names.ts'
import { TalkButton } from './talk-button.tsx'
import { useLegReason } from './use-leg-reason.ts'

const OwnLevel = ({ label, live }: { label: string; live: boolean }) => {
  const bars = useRef<HTMLSpanElement>(null)
  const value = useRef<HTMLMeterElement>(null)
  const show = useCallback((level: number) => {
    if (bars.current === null || value.current === null) return
    const lit = Math.round(level * bars.current.children.length)
    value.current.value = level
    for (const [index, bar] of [...bars.current.children].entries())
      bar.toggleAttribute('data-on', index < lit)
  }, [])
  useMeter('mine', show)
  return (
    <>
      <meter ref={value} className="vh" min={0} max={1} value={0} aria-label={label} />
      <span ref={bars} className={`meter own-meter ${live ? 'is-live' : ''}`} aria-hidden>
        {Array.from({ length: 40 }, (_, step) => (
          <i key={step} />
        ))}
      </span>
    </>
  )
}

type Shown = 'none' | 'rest' | 'asking' | 'failed' | 'off' | 'on'

const shownOf = (leg: Listening): Shown => {
  if (leg.type !== 'listening') return 'none'
  const { microphone, mode } = leg
  switch (microphone.type) {
    case 'none':
      return 'none'
    case 'asking':
      return 'asking'
    case 'failed':
      return 'failed'
    case 'ready':
      if (mode === 'listen') return 'rest'
      return microphone.held || microphone.stays ? 'on' : 'off'
    default:
      return microphone satisfies never
  }
}

/** As tests and screen readers find it: captured or not, and whether sound leaves now. */
export const microphoneWord = (leg: Listening): 'off' | 'ready' | 'live' => {
  const shown = shownOf(leg)
  return shown === 'on' ? 'live' : shown === 'off' || shown === 'rest' ? 'ready' : 'off'
}

const TalkControls = ({ seat }: { seat: Seat }) => {
  const { t } = useTranslation('liveCall')
  const { talk, stayOn } = useListeningCommands()
  const { microphone, mode } = seat
  const stays = microphone.type === 'ready' && microphone.stays
  const held = microphone.type === 'ready' && microphone.held
  const speaker = mode === 'take-over'
  useShortcut('mute', speaker && stayOn !== undefined ? () => stayOn(!stays) : undefined)
  return (
    <div className="row g8 wrap">
      <TalkButton held={held} onTalk={talk} />
      <label className={`btn live-stay ${stays ? 'on' : ''}`}>
        <input
          type="checkbox"
          role="switch"
          aria-checked={stays}
          checked={stays}
          disabled={stayOn === undefined}
          onChange={({ currentTarget }) => stayOn?.(currentTarget.checked)}
        />
        {t('microphone.stay')}
      </label>
      {speaker && (
        <Button
          full
          look={stays ? 'danger' : 'default'}
          icon={stays ? IconMicrophoneOff : IconMicrophone}
          onPress={stayOn && (() => stayOn(!stays))}
          aria-keyshortcuts={ariaKeys('mute')}
        >
          {stays ? t('microphone.mute') : t('microphone.unmute')} <Kbd keys={shortcuts.mute.keys} />
        </Button>
      )}
    </div>
  )
}

/** Leaves the call; the customer stays with the agent unless the lead is the one who has the call. */
const LeaveButton = ({ mode }: { mode: MonitorMode }) => {
  const { t } = useTranslation('liveCall')
  const { stop } = useListeningCommands()
  const tookOver = mode === 'take-over'
  useShortcut('hang-up', tookOver ? stop : undefined, { twice: true })
  return tookOver ? (
    <Button
      look="end"
      full
      size="lg"
      icon={IconPhoneX}
      onPress={stop}
      aria-keyshortcuts={ariaKeys('hang-up')}
    >
      {t('hangUp')} <Kbd keys={['Alt', 'X', t('twice')]} />
    </Button>
  ) : (
    <Button full icon={IconPlayerStopFilled} onPress={stop}>
      {t(mode === 'listen' ? 'stop' : 'leave')}
    </Button>
  )
}

/** The lead's own microphone: whether it is captured, whether it is on, and who would hear it. */
export const MicrophoneCard = ({ leg, names }: { leg: Listening; names: Names }) => {
  const { t } = useTranslation('liveCall')
  const reasonText = useLegReason()
  const { openMicrophone } = useListeningCommands()
  const [audioOpen, setAudioOpen] = useState(false)
  const shown = shownOf(leg)
  const seat = leg.type === 'listening' ? leg : null
  const speaking = seat !== null && seat.mode !== 'listen'
  const running = leg.type === 'asking' || leg.type === 'joining' || leg.type === 'listening'
  const text = (): string => {
    if (shown === 'on' && seat !== null && seat.mode !== 'listen')
      return t(`microphone.heard.${seat.mode}`, names)
    return shown === 'on' ? '' : shown === 'failed' ? '' : t(`microphone.${shown}Text`)
  }
  return (
    <section
      className={`card p16 col g12 microphone-card ${speaking ? 'speaking' : ''} ${shown === 'on' ? 'is-live' : ''}`}
      aria-label={t('microphone.card')}
    >
      <div className="row g12">
        <span className="microphone-mark">
          <Icon of={shown === 'on' ? IconMicrophone : IconMicrophoneOff} size={22} />
        </span>
        <div className="f1">
          <h2 className="h2" aria-live="polite">
            {t(`microphone.${shown}`)}
          </h2>
          <p className={`sm ${shown === 'on' ? 'c-coach' : 't2'}`}>{text()}</p>
        </div>
        <IconButton
          icon={IconAdjustmentsAlt}
          label={t('microphone.audio')}
          aria-expanded={audioOpen}
          onPress={() => setAudioOpen(!audioOpen)}
        />
      </div>
      {speaking && seat.microphone.type === 'failed' && (
        <Alert tone="bad" urgent>
          {reasonText({ type: 'phone', failure: seat.microphone.failure })}{' '}
          {openMicrophone !== undefined && (
            <button type="button" className="link" onClick={openMicrophone}>
              {t('microphone.again')}
            </button>
          )}
        </Alert>
      )}
      {speaking && (
        <>
          <OwnLevel label={t('microphone.level')} live={shown === 'on'} />
          <TalkControls seat={seat} />
        </>
      )}
      {audioOpen && <AudioChoices />}
      {running && <LeaveButton mode={seat?.mode ?? 'listen'} />}
    </section>
  )
}
