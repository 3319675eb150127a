import { IconChevronDown, IconChevronUp } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { closeDesk, goReady } from '../../desk/index.ts'
import { useShortcut } from '../../keys/index.ts'
import { useConnection, useOwn, useOwnCall } from '../../realtime/index.ts'
import {
  partyOf,
  useAudio,
  useCallCommands,
  useOwner,
  usePhone,
  usePhoneCommands,
} from '../../softphone/index.ts'
import { IconButton } from '../../ui/components/button.tsx'
import { Announcer } from './announcer.tsx'
import { AudioSection } from './audio-section.tsx'
import { BarControls } from './bar-controls.tsx'
import { factAttributes } from './call-facts.ts'
import { type Panel, pressesOf } from './call-presses.ts'
import { coachesOf, coachMode } from './coach.ts'
import { useCoachChime } from './coach-notice.tsx'
import './dock.css'
import './call.css'
import { dockBody, dockStatus } from './dock-state.ts'
import { GonePanel } from './gone-panel.tsx'
import { HelpBar } from './help-part.tsx'
import { useHelpState } from './help-state.ts'
import { IdleBody } from './idle-body.tsx'
import { CallPanel, ElsewherePanel, fetchPanels, Part, WrapUpPanel } from './lazy-panels.tsx'
import { LineCard } from './line-card.tsx'
import { Notices } from './notices.tsx'
import { RingAheadCard, RingCard } from './ring-card.tsx'
import { StatusBar } from './status-bar.tsx'
import { useCallFacts, useCustomerNames } from './use-call-facts.ts'
import { useDockKey } from './use-dock-key.ts'

/** The softphone column of an agent: always there, never covered. Shows only what control or the phone has confirmed. */
export const Dock = () => {
  const { t } = useTranslation('dock')
  const connection = useConnection()
  const own = useOwn()
  const live = useOwnCall()
  const phone = usePhone()
  const owner = useOwner()
  const phoneCommands = usePhoneCommands()
  const { microphone, openMicrophone } = useAudio()
  const [audioOpen, setAudioOpen] = useState(false)
  const [shown, setShown] = useState(false)
  const [opened, setOpened] = useState<{ callId: string; panel: Panel } | null>(null)
  const party = partyOf(phone.call)
  const liveHere = live !== null && (party === null || party.callId === live.callId) ? live : null
  const facts = useCallFacts(liveHere)
  const commands = useCallCommands(liveHere?.recording === 'on')
  const names = useCustomerNames(live?.customer.displayName)
  const status = dockStatus(connection, own, phone, facts, owner)
  const body = dockBody(own, phone, owner)
  const help = useHelpState()
  const toggleAudio = (): void => setAudioOpen((open) => !open)
  // A panel belongs to its call: the next one begins without it.
  const callId = party?.callId ?? ''
  const panel = opened?.callId === callId && body === 'call' ? opened.panel : null
  const showPanel = (next: Panel | null): void => setOpened(next === null ? null : { callId, panel: next })
  const presses = pressesOf(facts, { ...commands, ...phoneCommands }, panel, showPanel, toggleAudio)
  const inCall = body === 'call'

  useDockKey()
  useShortcut('mute', presses.mute)
  useShortcut('hold', inCall ? presses.hold : undefined)
  useShortcut('keypad', inCall ? presses.keypad : undefined)
  useShortcut('transfer', inCall ? presses.transfer : undefined)
  useShortcut('add-party', inCall ? presses.add : undefined)
  useShortcut('pause-recording', inCall ? presses.pause : undefined)
  useShortcut('hang-up', phoneCommands.hangUp, { twice: true })
  useShortcut('call-or-answer', phoneCommands.answer)
  useShortcut('decline', phoneCommands.decline)
  useShortcut('audio', toggleAudio)
  useShortcut('help', help.toggle)
  useCoachChime()
  useEffect(() => closeDesk, [])
  // Not with the first load: nobody can be called before the agent is Ready.
  const mayCall = inCall || own?.state.type === 'ready' || own?.state.type === 'on-call'
  useEffect(() => {
    if (mayCall) fetchPanels()
  }, [mayCall])

  const becomeReady = async (): Promise<void> => {
    // Ready means that a customer would be heard: no microphone, no Ready. Its card says what to do.
    if (owner.type === 'here' && microphone.type !== 'on' && (await openMicrophone?.()) !== true) return
    await goReady()
  }
  const content = () => {
    switch (body) {
      case 'ring':
        return phone.call.type === 'incoming' ? <RingCard call={phone.call} /> : null
      case 'call':
        return (
          <Part>
            <CallPanel
              call={phone.call}
              live={liveHere}
              facts={facts}
              presses={presses}
              commands={commands}
              panel={panel}
              onPanel={showPanel}
              audio={audioOpen ? <AudioSection open onToggle={toggleAudio} /> : null}
              help={help}
            />
          </Part>
        )
      case 'ring-ahead':
        return own?.call == null ? null : <RingAheadCard call={own.call} />
      case 'gone':
        return <GonePanel live={live} facts={facts} names={names} onPull={phoneCommands.pullBack} />
      case 'elsewhere':
        return owner.type === 'here' ? null : (
          <Part>
            <ElsewherePanel
              owner={owner}
              live={live}
              facts={facts}
              names={names}
              onTake={phoneCommands.takePhone}
            />
          </Part>
        )
      case 'wrap-up':
        return own?.state.type === 'wrap-up' ? (
          <Part>
            <WrapUpPanel wrapUp={own.state} />
          </Part>
        ) : null
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
      data-coach={inCall ? coachMode(coachesOf(liveHere)) : 'none'}
      {...factAttributes(facts, owner)}
    >
      <div className="dock-bar">
        <StatusBar status={status} onReady={() => void becomeReady()} />
        {inCall && <BarControls facts={facts} presses={presses} help={help} hangUp={phoneCommands.hangUp} />}
        <IconButton
          className="dock-toggle"
          icon={shown ? IconChevronDown : IconChevronUp}
          label={shown ? t('close') : t('tabs.label')}
          aria-expanded={shown}
          onPress={() => setShown((is) => !is)}
        />
      </div>
      <div className="dock-body">
        <Notices refusal={body !== 'wrap-up'} facts={facts} />
        {content()}
        {!inCall && body !== 'elsewhere' && <HelpBar help={help} />}
        {!inCall && body !== 'wrap-up' && body !== 'elsewhere' && (
          <AudioSection open={audioOpen} onToggle={toggleAudio} />
        )}
        {/* What is open in a call needs the room. */}
        {body !== 'elsewhere' && !(inCall && (panel !== null || audioOpen)) && <LineCard />}
      </div>
      <Announcer status={status} />
    </div>
  )
}
