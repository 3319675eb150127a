import { useTranslation } from 'react-i18next'
import type { KnownEnding } from '../../app/session.ts'

/** Why somebody was signed out, and the reason that was given, as one text. */
export const useEndingWords = (): ((ending: KnownEnding) => string) => {
  const { t } = useTranslation('signIn')
  return (ending) =>
    [
      t(`ended.${ending.reason}`),
      ending.note === null || ending.note === ''
        ? ''
        : t('ended.reason', { note: ending.note.replace(/[.。]+$/, '') }),
    ]
      .filter((part) => part !== '')
      .join(' ')
}
