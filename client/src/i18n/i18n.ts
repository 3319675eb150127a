import { use as addPlugin, type i18n as I18n } from 'i18next'
import { initReactI18next } from 'react-i18next'
import type { texts as english } from './en/index.ts'

export const languages = ['en', 'zh-CN'] as const
export type Language = (typeof languages)[number]

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common'
    resources: typeof english
    returnNull: false
  }
}

const storageKey = 'hearthline-language'
const isLanguage = (text: string | null): text is Language => languages.some((language) => language === text)

/** The kept choice, else the first of the browser's languages that we speak, else English. */
export const detectLanguage = (kept: string | null, preferred: readonly string[]): Language => {
  if (isLanguage(kept)) return kept
  for (const tag of preferred) {
    const primary = tag.toLowerCase().split('-')[0]
    if (primary === 'zh') return 'zh-CN'
    if (primary === 'en') return 'en'
  }
  return 'en'
}

const load = async (language: Language) =>
  language === 'en' ? (await import('./en/index.ts')).texts : (await import('./zh-CN/index.ts')).texts

const readKept = (): string | null => {
  try {
    return localStorage.getItem(storageKey)
  } catch {
    // Storage is blocked by the browser's settings: the choice lasts as long as the page.
    return null
  }
}

/** Loads one language and makes `useTranslation` work. Call once, before the first render. */
export const startI18n = async (): Promise<void> => {
  const language = detectLanguage(readKept(), navigator.languages)
  await addPlugin(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: { [language]: await load(language) },
    defaultNS: 'common',
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  })
  document.documentElement.lang = language
}

/** Loads the language if it is new here, switches every text, and keeps the choice. */
export const setLanguage = async (i18n: I18n, language: Language): Promise<void> => {
  if (!i18n.hasResourceBundle(language, 'common')) {
    for (const [namespace, bundle] of Object.entries(await load(language))) {
      i18n.addResourceBundle(language, namespace, bundle)
    }
  }
  await i18n.changeLanguage(language)
  document.documentElement.lang = language
  try {
    localStorage.setItem(storageKey, language)
  } catch {
    // Storage is blocked: the choice lasts as long as the page.
  }
}
