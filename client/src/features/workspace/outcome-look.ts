import type { Disposition } from '@hearthline/shared'
import {
  IconBan,
  IconCalendarEvent,
  IconClockPause,
  IconFileText,
  IconGavel,
  IconHandStop,
  IconHeart,
  IconHeartHandshake,
  IconMessageExclamation,
  IconPhoneOff,
  IconPhoneX,
  IconScale,
  IconUserX,
  type Icon as TablerIcon,
} from '@tabler/icons-react'
import type { Tone } from '../../ui/components/state-mark.tsx'

const looks: Record<Disposition, { tone: Tone; icon: TablerIcon }> = {
  'promise-to-pay': { tone: 'ready', icon: IconHeartHandshake },
  hardship: { tone: 'wrap', icon: IconFileText },
  'call-back-later': { tone: 'live', icon: IconCalendarEvent },
  'refuses-to-pay': { tone: 'idle', icon: IconHandStop },
  'disputes-debt': { tone: 'warn', icon: IconScale },
  'stop-calling': { tone: 'bad', icon: IconBan },
  complaint: { tone: 'bad', icon: IconMessageExclamation },
  'has-attorney': { tone: 'warn', icon: IconGavel },
  bereavement: { tone: 'idle', icon: IconHeart },
  'wrong-person': { tone: 'hold', icon: IconUserX },
  'not-in-service': { tone: 'idle', icon: IconPhoneX },
  'no-contact': { tone: 'idle', icon: IconPhoneOff },
  unfinished: { tone: 'hold', icon: IconClockPause },
}

export const toneOfOutcome = (outcome: Disposition): Tone => looks[outcome].tone
export const iconOfOutcome = (outcome: Disposition): TablerIcon => looks[outcome].icon
