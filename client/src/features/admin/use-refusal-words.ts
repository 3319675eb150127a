import { useTranslation } from 'react-i18next'

/** What a closed word of control means, in words; the word itself where this screen knows none for it. */
export const useRefusalWords = (): ((reason: string) => string) => {
  const { t } = useTranslation('admin')
  const words: Record<string, string> = t('devices.refusals', { returnObjects: true })
  return (reason) => (Object.hasOwn(words, reason) ? words[reason] : undefined) ?? reason
}
