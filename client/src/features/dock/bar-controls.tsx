import {
  IconAlertOctagon,
  IconLifebuoy,
  IconMicrophone,
  IconMicrophoneOff,
  IconPhoneX,
  IconPlayerPause,
  type Icon as TablerIcon,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { ariaKeys, type ShortcutId } from '../../keys/index.ts'
import { Spinner } from '../../ui/components/button.tsx'
import { Icon } from '../../ui/components/icon.tsx'
import type { CallFacts, Confirmed } from './call-facts.ts'
import type { CallPresses } from './call-presses.ts'
import type { HelpState } from './help-state.ts'

const BarButton = ({
  icon,
  word,
  shortcut,
  state = 'off',
  look,
  onPress,
}: {
  icon: TablerIcon
  word: string
  shortcut: ShortcutId
  state?: Confirmed
  look: string
  onPress: (() => void) | undefined
}) => (
  <button
    type="button"
    className={`bar-button ${state === 'on' ? `on ${look}` : state === 'failed' ? 'fail' : look === 'bar-end' ? look : ''}`}
    aria-label={word}
    title={word}
    aria-pressed={look === 'bar-end' ? undefined : state === 'on'}
    aria-busy={state === 'pending'}
    aria-keyshortcuts={ariaKeys(shortcut)}
    disabled={onPress === undefined && state !== 'pending'}
    onClick={state === 'pending' ? undefined : onPress}
  >
    {state === 'pending' ? (
      <Spinner size={20} />
    ) : (
      <Icon of={state === 'failed' ? IconAlertOctagon : icon} size={20} />
    )}
  </button>
)

/** On a narrow window the dock is a bar: what a call needs at once stands in it, the rest is in the drawer above. */
export const BarControls = ({
  facts: { controls },
  presses,
  help,
  hangUp,
}: {
  facts: CallFacts
  presses: CallPresses
  help: HelpState
  hangUp: (() => void) | undefined
}) => {
  const { t } = useTranslation('dock')
  const muted = controls.mute.state !== 'off'
  return (
    <div className="bar-controls">
      <BarButton
        icon={muted ? IconMicrophoneOff : IconMicrophone}
        word={t(muted ? 'call.muted' : 'call.mute')}
        shortcut="mute"
        state={controls.mute.state}
        look="on-mute"
        onPress={presses.mute}
      />
      <BarButton
        icon={IconPlayerPause}
        word={t(`control.hold.${controls.hold.state}`)}
        shortcut="hold"
        state={controls.hold.state}
        look="on-hold"
        onPress={presses.hold}
      />
      <BarButton
        icon={IconLifebuoy}
        word={t('help.key')}
        shortcut="help"
        state={help.standing ? 'on' : 'off'}
        look="on-help"
        onPress={help.toggle}
      />
      <BarButton
        icon={IconPhoneX}
        word={t('call.hangUp')}
        shortcut="hang-up"
        look="bar-end"
        onPress={hangUp}
      />
    </div>
  )
}
