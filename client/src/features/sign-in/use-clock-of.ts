import { useTranslation } from 'react-i18next'
import { day, dayAndTime } from '../../ui/format/time.ts'

/** Writes times of a zone as `08:30`, and with the day when that is not today's there. */
export const useClockOf = () => {
  const { i18n } = useTranslation()
  return (timeZone: string, now: number) => {
    // A zone that this browser does not know would throw: its own is better than nothing.
    const zone = isKnown(timeZone) ? timeZone : undefined
    return (at: number): string => {
      const whole = dayAndTime(at, now, i18n.language, zone)
      const today = day(at, i18n.language, zone) === day(now, i18n.language, zone)
      return today ? (whole.split(/(?=\d{2}:\d{2}$)/).at(-1) ?? whole) : whole
    }
  }
}

const isKnown = (timeZone: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
