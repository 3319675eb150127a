import { use as addPlugin, type i18n as I18n } from 'i18next'
import { initReactI18next } from 'react-i18next'
import type { texts as english } from './en/index.ts'
import type { texts as lateEnglish } from './en/late.ts'

export const languages = ['en', 'zh-CN'] as const
export type Language = (typeof languages)[number]

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common'
    resources: typeof english & typeof lateEnglish
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

const loadLate = async (language: Language) =>
  language === 'en' ? (await import('./en/late.ts')).texts : (await import('./zh-CN/late.ts')).texts

const addTexts = (i18n: I18n, language: Language, texts: Record<string, unknown>): void => {
  for (const [namespace, bundle] of Object.entries(texts)) i18n.addResourceBundle(language, namespace, bundle)
}

const languageOf = (i18n: I18n): Language => (isLanguage(i18n.language) ? i18n.language : 'en')

/** A namespace of late.ts: there once all of them are. */
const lateMark = 'keySheet'

/** Loads the texts of the later pages in the language of the screen, once each. Rejects when the download fails. */
export const loadLateTexts = async (i18n: I18n): Promise<void> => {
  const language = languageOf(i18n)
  if (!i18n.hasResourceBundle(language, lateMark)) addTexts(i18n, language, await loadLate(language))
}

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
  if (!i18n.hasResourceBundle(language, 'common')) addTexts(i18n, language, await load(language))
  // A page that is open with late texts must find them in the other language too.
  if (i18n.hasResourceBundle(languageOf(i18n), lateMark) && !i18n.hasResourceBundle(language, lateMark)) {
    addTexts(i18n, language, await loadLate(language))
  }
  await i18n.changeLanguage(language)
  document.documentElement.lang = language
  try {
    localStorage.setItem(storageKey, language)
  } catch {
    // Storage is blocked: the choice lasts as long as the page.
  }
}
