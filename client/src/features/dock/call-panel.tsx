import type { LiveCall } from '@hearthline/shared'
import {
  IconAlertOctagon,
  IconAdjustmentsAlt,
  IconLifebuoy,
  IconMicrophone,
  IconMicrophoneOff,
  IconPhoneX,
  IconPointFilled,
} from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ariaKeys } from '../../keys/index.ts'
import { liveStore, serverNowMs, useClockOffset, useConnection } from '../../realtime/index.ts'
import { type PhoneCall, partyOf, useCallLog, usePhoneCommands } from '../../softphone/index.ts'
import { Alert, Chip } from '../../ui/components/alert.tsx'
import { Button } from '../../ui/components/button.tsx'
import { Icon } from '../../ui/components/icon.tsx'
import { Kbd } from '../../ui/components/kbd.tsx'
import { ScrollRegion } from '../../ui/components/scroll-region.tsx'
import { Timer } from '../../ui/components/timer.tsx'
import { clock } from '../../ui/format/time.ts'
import { type CoachEvent, coachEvents } from './coach.ts'
import { CoachNotice } from './coach-notice.tsx'
import { HelpPart } from './help-part.tsx'
import { type HelpState, helpButtonId } from './help-state.ts'
import { LevelMeter } from './level-meter.tsx'

/** Shown only as control has confirmed it: the red dot means that a file is being written. */
const RecordingChip = ({ live }: { live: LiveCall | null }) => {
  const { t } = useTranslation('dock')
  const offsetMs = useClockOffset()
  const connected = useConnection().type === 'live'
  if (live === null || (live.recording === 'off' && live.phase !== 'connected')) return null
  switch (live.recording) {
    case 'on':
      // The file is written without control, but nobody can tell us so now.
      if (!connected) return <Chip tone="idle">{t('call.recordingUnknown')}</Chip>
      return (
        <Chip tone="bad" icon={IconPointFilled} line>
          {t('call.recording')}{' '}
          {live.recordingSince !== null && <Timer since={live.recordingSince} offsetMs={offsetMs} />}
        </Chip>
      )
    case 'failed':
      return (
        <Chip tone="bad" icon={IconAlertOctagon} line>
          {t('call.recordingFailed')}
        </Chip>
      )
    case 'off':
      return (
        <Chip tone="idle" line>
          {t('call.notRecorded')}
        </Chip>
      )
    default:
      return live.recording satisfies never
  }
}

/** One press-and-hold-shaped control: off, on, or not possible now. */
const Control = ({
  icon,
  word,
  keys,
  aria,
  on,
  tone,
  onPress,
  ...rest
}: {
  icon: typeof IconMicrophone
  word: string
  keys: readonly string[]
  aria: string
  on: boolean
  tone?: 'mute' | 'rec' | 'help'
  onPress: (() => void) | undefined
  id?: string
  'aria-expanded'?: boolean
}) => (
  <button
    {...rest}
    type="button"
    className={['cb', on ? `on on-${tone ?? 'rec'}` : '', onPress === undefined ? 'dis' : '']
      .filter((name) => name !== '')
      .join(' ')}
    aria-pressed={on}
    aria-keyshortcuts={aria}
    disabled={onPress === undefined}
    onClick={onPress}
  >
    <Icon of={icon} size={20} />
    <span>{word}</span>
    <Kbd keys={keys} />
  </button>
)

/** Leads who came, changed how they take part, and left, since the panel of this call opened; server times. */
const useCoachEvents = (): readonly CoachEvent[] => {
  const [events, setEvents] = useState<readonly CoachEvent[]>(() => {
    const call = liveStore.getState().own?.call ?? null
    return call === null ? [] : coachEvents(null, call, serverNowMs())
  })
  useEffect(
    () =>
      liveStore.subscribe((now, before) => {
        const call = now.own?.call ?? null
        const last = before.own?.call ?? null
        if (call === null || call.supervisors === last?.supervisors) return
        const news = coachEvents(last, call, serverNowMs())
        if (news.length > 0) setEvents((all) => [...all, ...news])
      }),
    [],
  )
  return events
}

const CallEvents = ({ live }: { live: LiveCall | null }) => {
  const { t, i18n } = useTranslation('dock')
  const log = useCallLog()
  const coached = useCoachEvents()
  const offsetMs = useClockOffset()
  const entries: { atMs: number; text: string }[] = log.map(({ atMs, what }) => ({
    atMs,
    text: t(`call.log.${what}`),
  }))
  for (const { atMs, name, what } of coached)
    entries.push({ atMs: atMs - offsetMs, text: t(`call.log.${what}`, { name }) })
  if (live?.recordingSince !== null && live?.recordingSince !== undefined)
    entries.push({ atMs: live.recordingSince - offsetMs, text: t('call.log.recording') })
  return (
    <ScrollRegion className="dock-foot call-events" label={t('call.title')}>
      <h2 className="sec">{t('call.title')}</h2>
      <ol className="col g6">
        {entries
          .toSorted((one, other) => one.atMs - other.atMs)
          .slice(-5)
          .map(({ atMs, text }) => (
            <li key={`${atMs} ${text}`} className="row g10 sm">
              <span className="num t2">{clock(atMs, i18n.language)}</span>
              <span className="el">{text}</span>
            </li>
          ))}
      </ol>
    </ScrollRegion>
  )
}

/** The call: who, what is recorded, both levels, mute, audio, hang up, and what happened so far. */
export const CallPanel = ({
  call,
  live,
  audioOpen,
  onAudio,
  help,
}: {
  call: PhoneCall
  /** Control's view of the same call; null while it has none. */
  live: LiveCall | null
  audioOpen: boolean
  onAudio: () => void
  help: HelpState
}) => {
  const { t } = useTranslation('dock')
  const { t: common } = useTranslation()
  const { toggleMute, hangUp } = usePhoneCommands()
  const party = partyOf(call)
  const customer = live?.customer ?? party?.customer ?? null
  const name = customer?.displayName ?? customer?.maskedNumber ?? common('unknownCustomer')
  const muted = 'muted' in call && call.muted
  // Over on the wire: control's word, and with it wrap-up, comes next.
  const over = call.type === 'ended'
  const ending = call.type === 'ending' || over
  return (
    <>
      <section className="dock-part col g12" aria-label={name}>
        <div className="row top g8">
          <div className="f1">
            <h2 className="call-name el" title={name}>
              {call.type === 'placing' ? t('detail.asking') : name}
            </h2>
            <p className="sm t2 num">{customer?.displayName === null ? '' : customer?.maskedNumber}</p>
          </div>
          <RecordingChip live={live} />
        </div>
        <div className="levels xs t2">
          <span>{t('call.you')}</span>
          <LevelMeter side="mine" label={t('call.levelYou')} steps={42} tone="ready" />
          <span className="el">{customer?.displayName?.split(' ')[0] ?? t('call.customer')}</span>
          <LevelMeter side="theirs" label={t('call.levelCustomer')} steps={42} tone="live" />
        </div>
        {live?.recording === 'failed' && (
          <Alert tone="bad" urgent>
            {t('call.recordingFailedText')}
          </Alert>
        )}
        {live?.agentLine === 'lost' && (
          <Alert tone="bad" urgent>
            {t('line.agentLost')}
          </Alert>
        )}
        <CoachNotice live={live} />
        {muted && (
          <p className="sm c-bad row g8">
            <Icon of={IconMicrophoneOff} size={16} />
            {t('call.mutedNote', { name: customer?.displayName?.split(' ')[0] ?? t('call.customer') })}
          </p>
        )}
        <div className="ctl ctl-three">
          <Control
            icon={muted ? IconMicrophoneOff : IconMicrophone}
            word={muted ? t('call.muted') : t('call.mute')}
            keys={['Alt', 'M']}
            aria={ariaKeys('mute')}
            on={muted}
            tone="mute"
            onPress={toggleMute}
          />
          <Control
            icon={IconAdjustmentsAlt}
            word={t('audio.key')}
            keys={['Alt', 'U']}
            aria={ariaKeys('audio')}
            on={audioOpen}
            onPress={onAudio}
          />
          <Control
            id={helpButtonId}
            icon={IconLifebuoy}
            word={t('help.key')}
            keys={['Alt', 'G']}
            aria={ariaKeys('help')}
            aria-expanded={help.open}
            on={help.standing}
            tone="help"
            onPress={help.toggle}
          />
        </div>
        <Button
          look="end"
          size="xl"
          full
          icon={IconPhoneX}
          pending={ending}
          onPress={hangUp}
          aria-keyshortcuts={ariaKeys('hang-up')}
        >
          {over ? (
            t('call.closing')
          ) : (
            <>
              {ending ? t('call.hangingUp') : t('call.hangUp')} <Kbd keys={['Alt', 'X', t('call.twice')]} />
            </>
          )}
        </Button>
        <HelpPart help={help} />
      </section>
      <div className="dock-gap" />
      <CallEvents live={live} />
    </>
  )
}
