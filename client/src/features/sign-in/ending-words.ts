import { useTranslation } from 'react-i18next'
import type { KnownEnding } from '../../app/session.ts'
import { readSteeringNote } from '../../app/steering-note.ts'

/** Why somebody was signed out, and the reason that was given, as one text. */
export const useEndingWords = (): ((ending: KnownEnding) => string) => {
  const { t } = useTranslation('signIn')
  const given = (ending: KnownEnding): string => {
    const note = ending.note ?? ''
    if (ending.reason !== 'by-lead') return note
    const { reason, words } = readSteeringNote(note)
    return [reason === null ? '' : t(`ended.steeringReason.${reason}`), words]
      .filter((part) => part !== '')
      .join(': ')
  }
  return (ending) => {
    const note = given(ending)
    return [
      t(`ended.${ending.reason}`),
      note === '' ? '' : t('ended.reason', { note: note.replace(/[.。]+$/, '') }),
    ]
      .filter((part) => part !== '')
      .join(' ')
  }
}
