import {
  IconAdjustmentsAlt,
  IconDialpad,
  IconLifebuoy,
  IconMicrophone,
  IconMicrophoneOff,
  IconPhoneOutgoing,
  IconPlayerPause,
  IconPlayerRecordFilled,
  IconUserPlus,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { ariaKeys } from '../../keys/index.ts'
import { useClockOffset } from '../../realtime/index.ts'
import { useNow } from '../../ui/components/timer.tsx'
import { duration } from '../../ui/format/time.ts'
import { type CallFacts, whyNot } from './call-facts.ts'
import type { CallPresses, Panel } from './call-presses.ts'
import { Control } from './control-button.tsx'
import { type HelpState, helpButtonId } from './help-state.ts'

const HoldTime = ({ since }: { since: number }) => {
  const now = useNow() + useClockOffset()
  return duration(now - since)
}

/** Until when the recording stays paused: it goes on by itself. */
const PauseTime = ({ until }: { until: number }) => {
  const { t } = useTranslation('dock')
  const now = useNow() + useClockOffset()
  return t('control.back', { time: duration(until - now) })
}

/** Every control of the call. What is not possible now is dashed, and its key line says why. */
export const ControlGrid = ({
  facts,
  talking,
  presses,
  panel,
  help,
  audioOpen,
  cutOff,
}: {
  facts: CallFacts
  /** Somebody has answered. */
  talking: boolean
  presses: CallPresses
  /** Which panel is open under the grid. */
  panel: Panel | null
  help: HelpState
  audioOpen: boolean
  /** The line is gone: the first row alone, and off. */
  cutOff: boolean
}) => {
  const { t } = useTranslation('dock')
  const why = (control: Parameters<typeof whyNot>[0], onPress: (() => void) | undefined): string | null => {
    if (onPress !== undefined) return null
    return t(`control.why.${whyNot(control, facts, talking) ?? 'waiting'}`)
  }
  const { hold, mute, recordingPause: pause, consult } = facts.controls
  const muted = mute.state !== 'off'
  const unplugged = facts.trouble === 'microphone-gone'
  return (
    <div className="ctl">
      <Control
        icon={muted ? IconMicrophoneOff : IconMicrophone}
        word={t(mute.state === 'on' ? 'call.muted' : mute.state === 'pending' ? 'call.muting' : 'call.mute')}
        keys={['Alt', 'M']}
        aria={ariaKeys('mute')}
        state={unplugged ? 'failed' : mute.state}
        tone="mute"
        why={why('mute', presses.mute)}
        {...(unplugged ? { line: t('control.fix') } : {})}
        onPress={unplugged ? presses.audio : presses.mute}
      />
      <Control
        icon={IconPlayerPause}
        word={t(`control.hold.${hold.state}`)}
        keys={['Alt', 'H']}
        aria={ariaKeys('hold')}
        state={hold.state}
        tone="hold"
        why={why('hold', presses.hold)}
        {...(hold.state === 'on' && hold.sinceMs !== null
          ? { line: <HoldTime since={hold.sinceMs} /> }
          : hold.state === 'failed'
            ? { line: t('control.again') }
            : {})}
        onPress={presses.hold}
      />
      <Control
        icon={IconDialpad}
        word={t('control.keypad')}
        keys={['Alt', 'K']}
        aria={ariaKeys('keypad')}
        state={panel === 'keypad' ? 'on' : 'off'}
        aria-expanded={panel === 'keypad'}
        why={why('keypad', presses.keypad)}
        onPress={presses.keypad}
      />
      <Control
        icon={IconPhoneOutgoing}
        word={t('control.transfer')}
        keys={['Alt', 'T']}
        aria={ariaKeys('transfer')}
        state={
          consult.doing === 'consult' || consult.doing === 'complete'
            ? 'pending'
            : panel === 'transfer' || consult.running !== null
              ? 'on'
              : 'off'
        }
        aria-expanded={panel === 'transfer' || consult.running !== null}
        why={why('transfer', presses.transfer)}
        onPress={presses.transfer}
      />
      {!cutOff && (
        <>
          <Control
            icon={IconUserPlus}
            word={t('control.add')}
            keys={['Alt', 'A']}
            aria={ariaKeys('add-party')}
            state={panel === 'add' || consult.running?.speaking === 'all' ? 'on' : 'off'}
            aria-expanded={panel === 'add'}
            why={why('add', presses.add)}
            onPress={presses.add}
          />
          <Control
            icon={pause.state === 'on' ? IconPlayerPause : IconPlayerRecordFilled}
            word={t(`control.pause.${pause.state}`)}
            short={t(`control.pauseShort.${pause.state}`)}
            recording={facts.recording === 'on'}
            keys={['Alt', 'R']}
            aria={ariaKeys('pause-recording')}
            state={pause.state}
            aria-expanded={panel === 'pause'}
            why={why('pause', presses.pause)}
            {...(pause.state === 'on' && pause.untilMs !== null
              ? { line: <PauseTime until={pause.untilMs} /> }
              : pause.state === 'failed'
                ? { line: t('control.again') }
                : {})}
            onPress={presses.pause}
          />
          <Control
            id={helpButtonId}
            icon={IconLifebuoy}
            word={t('help.key')}
            keys={['Alt', 'G']}
            aria={ariaKeys('help')}
            aria-expanded={help.open}
            state={help.standing ? 'on' : 'off'}
            tone="help"
            onPress={help.toggle}
          />
          <Control
            icon={IconAdjustmentsAlt}
            word={t('audio.key')}
            keys={['Alt', 'U']}
            aria={ariaKeys('audio')}
            state={audioOpen ? 'on' : 'off'}
            aria-expanded={audioOpen}
            onPress={presses.audio}
          />
        </>
      )}
    </div>
  )
}
