import type { AgentState } from '@hearthline/shared'
import {
  IconBellRinging,
  IconCheck,
  IconCoffee,
  IconClock,
  IconPencil,
  IconPhone,
  IconPhoneOutgoing,
  IconPhoneX,
  IconPlayerPause,
  IconPlugConnectedX,
  IconPower,
  IconRefresh,
  IconSchool,
  IconToolsKitchen2,
  IconTool,
  IconUsers,
  type Icon as TablerIcon,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Icon } from './icon.tsx'

/** Everything an agent can be, as screens name it. Talking, calling and ringing are phases of the call. */
export type ShownState =
  | 'ready'
  | 'ringing'
  | 'calling'
  | 'on-call'
  | 'on-hold'
  | 'wrap-up'
  | 'break'
  | 'lunch'
  | 'training'
  | 'meeting'
  | 'technical'
  | 'missed-ring'
  | 'signed-in'
  | 'line-lost'
  | 'reconnecting'
  | 'unreachable'
  | 'offline'

export type Tone = 'ready' | 'live' | 'ring' | 'hold' | 'wrap' | 'coach' | 'warn' | 'bad' | 'idle'
/** Circle: can take a call. Square: with a customer. Diamond: away. Octagon: broken. Hollow: not here. */
type Shape = 'circle' | 'square' | 'diamond' | 'octagon' | 'hollow'

const looks: Record<ShownState, { shape: Shape; icon: TablerIcon; tone: Tone }> = {
  ready: { shape: 'circle', icon: IconCheck, tone: 'ready' },
  ringing: { shape: 'circle', icon: IconBellRinging, tone: 'ring' },
  calling: { shape: 'square', icon: IconPhoneOutgoing, tone: 'live' },
  'on-call': { shape: 'square', icon: IconPhone, tone: 'live' },
  'on-hold': { shape: 'square', icon: IconPlayerPause, tone: 'hold' },
  'wrap-up': { shape: 'square', icon: IconPencil, tone: 'wrap' },
  break: { shape: 'diamond', icon: IconCoffee, tone: 'idle' },
  lunch: { shape: 'diamond', icon: IconToolsKitchen2, tone: 'idle' },
  training: { shape: 'diamond', icon: IconSchool, tone: 'idle' },
  meeting: { shape: 'diamond', icon: IconUsers, tone: 'idle' },
  technical: { shape: 'diamond', icon: IconTool, tone: 'idle' },
  'missed-ring': { shape: 'diamond', icon: IconPhoneX, tone: 'idle' },
  'signed-in': { shape: 'diamond', icon: IconClock, tone: 'idle' },
  'line-lost': { shape: 'octagon', icon: IconPlugConnectedX, tone: 'bad' },
  reconnecting: { shape: 'octagon', icon: IconRefresh, tone: 'warn' },
  unreachable: { shape: 'octagon', icon: IconPlugConnectedX, tone: 'bad' },
  offline: { shape: 'hollow', icon: IconPower, tone: 'idle' },
}

export const toneOf = (state: ShownState): Tone => looks[state].tone

/** How a confirmed agent state is named on screens. */
export const shownState = (state: AgentState): ShownState => {
  switch (state.type) {
    case 'offline':
    case 'ready':
    case 'on-call':
    case 'wrap-up':
      return state.type
    case 'break':
    case 'not-ready':
      return state.reason
    default:
      return state satisfies never
  }
}

/** Shape and icon alone; put the word beside it (`StateLabel`), colour is never the only sign. */
export const StateMark = ({ state, size = 22 }: { state: ShownState; size?: number }) => {
  const { shape, icon: Shape, tone } = looks[state]
  return (
    <span
      className={`mk ${shape}`}
      aria-hidden
      style={{
        width: size,
        height: size,
        ['--m' as string]: `var(--${tone}-solid)`,
        ['--mo' as string]: `var(--${tone}-on)`,
      }}
    >
      <Shape className="ic" size={Math.round(size * 0.62)} stroke={size < 28 ? 2.4 : 2} />
    </span>
  )
}

/** The state's word in the language of the screen. */
export const useStateWord = (): ((state: ShownState) => string) => {
  const { t } = useTranslation()
  return (state) => t(`state.${state}`)
}

/** Shape, icon, colour and word. */
export const StateLabel = ({ state, size = 22 }: { state: ShownState; size?: number }) => {
  const word = useStateWord()
  return (
    <span className="row g8">
      <StateMark state={state} size={size} />
      <b className="b">{word(state)}</b>
    </span>
  )
}

/** A small icon in a soft square, as heads of cards and empty states carry. */
export const ToneTile = ({ tone, icon }: { tone: Tone; icon: TablerIcon }) => (
  <span className={`tile a-${tone}`}>
    <Icon of={icon} size={20} />
  </span>
)
