import { useTranslation } from 'react-i18next'
import { day, dayAndTime, hourAndMinute } from '../../ui/format/time.ts'

/** Writes times of a zone as `08:30`, and with the day when that is not today's there. */
export const useClockOf = () => {
  const { i18n } = useTranslation()
  return (timeZone: string, now: number) => {
    // A zone that this browser does not know would throw: its own is better than nothing.
    const zone = isKnown(timeZone) ? timeZone : undefined
    return (at: number): string => {
      const today = day(at, i18n.language, zone) === day(now, i18n.language, zone)
      return today ? hourAndMinute(at, i18n.language, zone) : dayAndTime(at, now, i18n.language, zone)
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
