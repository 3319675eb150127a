import { useTranslation } from 'react-i18next'
import type { LaneNote } from './lane.ts'

/** Times of day and lengths of time as lanes say them. */
export const useLaneWords = () => {
  const { t, i18n } = useTranslation('adminShifts')
  const language = i18n.language === 'en' ? 'en-GB' : i18n.language
  const time = (at: number, timeZone: string): string =>
    new Intl.DateTimeFormat(language, {
      timeZone,
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    }).format(at)
  const span = (ms: number): string => {
    const minutes = Math.max(1, Math.ceil(ms / 60_000))
    const rest = String(minutes % 60).padStart(2, '0')
    return minutes < 60
      ? t('span.minutes', { minutes })
      : t('span.hours', { hours: Math.floor(minutes / 60), minutes: rest })
  }
  const noteText = (note: LaneNote): string => {
    if (note === null) return ''
    switch (note.type) {
      case 'overtime':
      case 'grace':
      case 'early':
        return t(`note.${note.type}`, { left: span(note.leftMs) })
      case 'starts':
        return t('note.starts', { in: span(note.inMs) })
      case 'outside':
      case 'split':
      case 'other-zone':
      case 'off':
        return t(`note.${note.type}`)
      default:
        return note satisfies never
    }
  }
  return { time, span, noteText }
}
