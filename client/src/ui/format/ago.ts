import { useTranslation } from 'react-i18next'
import { useNow } from '../components/timer.tsx'
import { dayAndTime } from './time.ts'

/** `now`, `4 min ago`, and from an hour on the day and time. Re-renders by itself. */
export const useAgo = (): ((at: number) => string) => {
  const { t, i18n } = useTranslation()
  const now = useNow(10_000)
  return (at) => {
    const minutes = Math.floor((now - at) / 60_000)
    if (minutes < 1) return t('now')
    return minutes < 60 ? t('minutesAgo', { count: minutes }) : dayAndTime(at, now, i18n.language)
  }
}
