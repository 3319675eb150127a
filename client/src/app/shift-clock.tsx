import type { Me } from '@hearthline/shared'
import { IconClock } from '@tabler/icons-react'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Chip } from '../ui/components/alert.tsx'
import { useNow } from '../ui/components/timer.tsx'
import { dayAndTime, hourAndMinute } from '../ui/format/time.ts'
import { loadSession, serverNow } from './session.ts'
import { shiftClock } from './shift-clock-state.ts'

/** When the shift ends, in its own zone. Asks control once more when the window closes: overtime may have been granted. */
export const ShiftClock = ({ me }: { me: Me }) => {
  const { t, i18n } = useTranslation()
  // Only to be drawn again: the time itself is the server's.
  useNow(10_000)
  const now = serverNow()
  const state = shiftClock(me, now)
  const endsAt = me.shift?.endsAt ?? null
  useEffect(() => {
    if (endsAt === null) return undefined
    const leftMs = endsAt - serverNow()
    // setTimeout takes 2^31 ms at most; nobody's window is that long.
    if (leftMs <= 0 || leftMs > 86_400_000 * 7) return undefined
    const timer = setTimeout(() => void loadSession(), leftMs + 1_000)
    return () => clearTimeout(timer)
  }, [endsAt])
  if (state === null) return null
  const zone = 'timeZone' in state ? state.timeZone : undefined
  const clock = (at: number) => hourAndMinute(at, i18n.language, zone)
  switch (state.type) {
    case 'open':
      return (
        <span
          className="sm t2 num nw"
          title={`${dayAndTime(state.endsAt, now, i18n.language, state.timeZone)}, ${state.timeZone}`}
        >
          {t('shift.ends', { time: clock(state.endsAt) })}
        </span>
      )
    case 'soon':
      return (
        <output>
          <Chip tone="warn" icon={IconClock} big>
            {t('shift.endsSoon', { count: state.minutes })}
          </Chip>
        </output>
      )
    case 'over':
      return (
        <output title={t('shift.overCall')}>
          <Chip tone="bad" icon={IconClock} big>
            {t('shift.over', { time: clock(state.signedOutAt) })}
          </Chip>
        </output>
      )
    case 'until':
      return (
        <output title={t('shift.overCall')}>
          <Chip tone="warn" icon={IconClock} big>
            {t('shift.until', { time: clock(state.signedOutAt) })}
          </Chip>
        </output>
      )
    default:
      return state satisfies never
  }
}
