import { IconCheck, IconChevronDown, IconChevronUp } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { closeDesk, goReady, useDeskStore } from '../../desk/index.ts'
import { useShortcut } from '../../keys/index.ts'
import { useConnection, useOwn, useOwnCall } from '../../realtime/index.ts'
import { type DialTarget, partyOf, useAudio, usePhone, usePhoneCommands } from '../../softphone/index.ts'
import { Alert } from '../../ui/components/alert.tsx'
import { Button, IconButton } from '../../ui/components/button.tsx'
import { Announcer } from './announcer.tsx'
import { AudioSection } from './audio-section.tsx'
import { CallPanel } from './call-panel.tsx'
import { coachesOf, coachMode } from './coach.ts'
import { useCoachChime } from './coach-notice.tsx'
import './dock.css'
import { DialPad } from './dial-pad.tsx'
import { dockBody, dockStatus } from './dock-state.ts'
import { HelpBar } from './help-part.tsx'
import { useHelpState } from './help-state.ts'
import { LineCard } from './line-card.tsx'
import { Notices } from './notices.tsx'
import { RecentTab } from './recent-tab.tsx'
import { RingAheadCard, RingCard } from './ring-card.tsx'
import { StatusBar } from './status-bar.tsx'
import { WrapUpPanel } from './wrap-up-panel.tsx'

const ReadyPrompt = ({ onReady }: { onReady: () => void }) => {
  const { t } = useTranslation('dock')
  const own = useOwn()
  const pending = useDeskStore((desk) => desk.pending)
  const state = own?.state
  if (state?.type !== 'not-ready' && state?.type !== 'break') return null
  const missed = state.type === 'not-ready' && state.reason === 'missed-ring'
  const lost = state.type === 'not-ready' && state.reason === 'line-lost'
  return (
    <div className="col g8">
      {(missed || lost) && <Alert tone="idle">{missed ? t('missedRing') : t('lineLost')}</Alert>}
      <Button look="primary" size="lg" full icon={IconCheck} pending={pending === 'ready'} onPress={onReady}>
        {t('ready')}
      </Button>
      {!missed && !lost && <p className="xs t2">{t('readyHint')}</p>}
    </div>
  )
}

const IdleBody = ({ onReady }: { onReady: () => void }) => {
  const { t } = useTranslation('dock')
  const [tab, setTab] = useState<'dial' | 'recent'>('dial')
  const own = useOwn()
  const { line } = usePhone()
  const { place } = usePhoneCommands()
  const ready = own?.state.type === 'ready'
  const dial: ((to: DialTarget) => void) | undefined = ready ? place : undefined
  const blocked = !ready ? t('number.notReady') : line === 'registered' ? null : t('number.noLine')
  return (
    <div className="dock-part dock-scroll col g12">
      <ReadyPrompt onReady={onReady} />
      <div className="seg dock-tabs" role="tablist" aria-label={t('tabs.label')}>
        {(['dial', 'recent'] as const).map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`dock-tab-${name}`}
            aria-selected={tab === name}
            aria-controls="dock-tab-panel"
            tabIndex={tab === name ? 0 : -1}
            onClick={() => setTab(name)}
            onKeyDown={(event) => {
              if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return
              const other = name === 'dial' ? 'recent' : 'dial'
              setTab(other)
              document.getElementById(`dock-tab-${other}`)?.focus()
            }}
          >
            {t(`tabs.${name}`)}
          </button>
        ))}
      </div>
      <div id="dock-tab-panel" role="tabpanel" aria-labelledby={`dock-tab-${tab}`}>
        {tab === 'dial' ? (
          <DialPad blocked={blocked} onDial={dial && ((text) => dial({ type: 'number', text }))} />
        ) : (
          <RecentTab onDial={dial} />
        )}
      </div>
    </div>
  )
}

/** F6 goes to the dock from anywhere: an incoming call takes no focus by itself. */
const useDockKey = (): void => {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.code !== 'F6' || event.altKey || event.ctrlKey || event.metaKey) return
      const dock = document.getElementById('dock')
      const first = dock?.querySelector<HTMLElement>('button:not([disabled]), input:not([disabled])')
      if (first === null || first === undefined) return
      event.preventDefault()
      first.focus()
    }
    addEventListener('keydown', onKeyDown)
    return () => removeEventListener('keydown', onKeyDown)
  }, [])
}

/** The softphone column of an agent: always there, never covered. Shows only what control or the phone has confirmed. */
export const Dock = () => {
  const { t } = useTranslation('dock')
  const connection = useConnection()
  const own = useOwn()
  const live = useOwnCall()
  const phone = usePhone()
  const commands = usePhoneCommands()
  const { microphone, openMicrophone } = useAudio()
  const [audioOpen, setAudioOpen] = useState(false)
  const [shown, setShown] = useState(false)
  const status = dockStatus(connection, own, phone)
  const body = dockBody(own, phone)
  const help = useHelpState()
  const toggleAudio = (): void => setAudioOpen((open) => !open)

  useDockKey()
  useShortcut('mute', commands.toggleMute)
  useShortcut('hang-up', commands.hangUp, { twice: true })
  useShortcut('call-or-answer', commands.answer)
  useShortcut('decline', commands.decline)
  useShortcut('audio', toggleAudio)
  useShortcut('help', help.toggle)
  useCoachChime()
  useEffect(() => closeDesk, [])

  const becomeReady = async (): Promise<void> => {
    // Ready means that a customer would be heard: no microphone, no Ready. Its card says what to do.
    if (microphone.type !== 'on' && (await openMicrophone?.()) !== true) return
    await goReady()
  }
  const party = partyOf(phone.call)
  const liveHere = live !== null && (party === null || party.callId === live.callId) ? live : null
  const content = () => {
    switch (body) {
      case 'ring':
        return phone.call.type === 'incoming' ? <RingCard call={phone.call} /> : null
      case 'call':
        return (
          <CallPanel
            call={phone.call}
            live={liveHere}
            audioOpen={audioOpen}
            onAudio={toggleAudio}
            help={help}
          />
        )
      case 'ring-ahead':
        return own?.call == null ? null : <RingAheadCard call={own.call} />
      case 'gone':
        return (
          <div className="dock-part dock-scroll">
            <Alert tone="bad" urgent>
              {t('line.gone')}
            </Alert>
          </div>
        )
      case 'wrap-up':
        return own?.state.type === 'wrap-up' ? <WrapUpPanel wrapUp={own.state} /> : null
      case 'idle':
        return <IdleBody onReady={() => void becomeReady()} />
      default:
        return body satisfies never
    }
  }
  return (
    <div
      className="dock-root"
      data-agent-state={own?.state.type ?? 'unknown'}
      data-shown-state={status.state}
      data-phone-state={phone.call.type}
      data-line={phone.line}
      data-call-id={party?.callId ?? live?.callId ?? ''}
      data-open={shown}
      data-coach={body === 'call' ? coachMode(coachesOf(liveHere)) : 'none'}
    >
      <div className="dock-bar">
        <StatusBar status={status} onReady={() => void becomeReady()} />
        <IconButton
          className="dock-toggle"
          icon={shown ? IconChevronDown : IconChevronUp}
          label={shown ? t('close') : t('tabs.label')}
          aria-expanded={shown}
          onPress={() => setShown((is) => !is)}
        />
      </div>
      <div className="dock-body">
        <Notices refusal={body !== 'wrap-up'} />
        {content()}
        {body !== 'call' && <HelpBar help={help} />}
        {body === 'call' ? (
          audioOpen && <AudioSection open onToggle={toggleAudio} allowKey={false} />
        ) : body === 'wrap-up' ? null : (
          <AudioSection open={audioOpen} onToggle={toggleAudio} allowKey />
        )}
        <LineCard />
      </div>
      <Announcer status={status} />
    </div>
  )
}
