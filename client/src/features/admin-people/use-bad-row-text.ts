import type { BadRow } from '@hearthline/shared'
import { useTranslation } from 'react-i18next'

const fields = ['userName', 'displayName', 'role', 'teams', 'site'] as const

/** What is said about a row that cannot be imported, in the language of the screen. */
export const useBadRowText = (): {
  fieldWord: (field: string | null) => string
  sentence: (row: BadRow) => string
} => {
  const { t } = useTranslation('adminPeople')
  return {
    fieldWord: (field) => {
      const known = fields.find((name) => name === field)
      return known === undefined ? (field ?? t('import.wholeRow')) : t(`import.fields.${known}`)
    },
    sentence: ({ fault, value, other }) => t(`import.whys.${fault}`, { value, line: other }),
  }
}
