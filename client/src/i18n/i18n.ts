import { use as addPlugin, type i18n as I18n } from 'i18next'
import { initReactI18next } from 'react-i18next'
import type { texts as english } from './en/index.ts'
import type { texts as entryEnglish } from './en/entry.ts'
import type { texts as lateEnglish } from './en/late.ts'
import type { dockPanels as dockPanelsEnglish } from './en/dock-panels.ts'
import type { callBacks as callBacksEnglish } from './en/call-backs.ts'
import type { palette as paletteEnglish } from './en/palette.ts'
import type { preShift as preShiftEnglish } from './en/pre-shift.ts'
import type { steering as steeringEnglish } from './en/steering.ts'

export const languages = ['en', 'zh-CN'] as const
export type Language = (typeof languages)[number]

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common'
    resources: typeof english &
      typeof entryEnglish &
      typeof lateEnglish & {
        steering: typeof steeringEnglish
        dockPanels: typeof dockPanelsEnglish
        preShift: typeof preShiftEnglish
        callBacks: typeof callBacksEnglish
        palette: typeof paletteEnglish
      }
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

/** Texts that load with the first screen that needs them; `mark` is a namespace of the bundle: there once all are. */
const bundles = {
  entry: {
    mark: 'signIn',
    load: async (language: Language): Promise<Record<string, unknown>> =>
      language === 'en' ? (await import('./en/entry.ts')).texts : (await import('./zh-CN/entry.ts')).texts,
  },
  late: {
    mark: 'keySheet',
    load: async (language: Language): Promise<Record<string, unknown>> =>
      language === 'en' ? (await import('./en/late.ts')).texts : (await import('./zh-CN/late.ts')).texts,
  },
  steering: {
    mark: 'steering',
    load: async (language: Language): Promise<Record<string, unknown>> =>
      language === 'en' ? import('./en/steering.ts') : import('./zh-CN/steering.ts'),
  },
  dockPanels: {
    mark: 'dockPanels',
    load: async (language: Language): Promise<Record<string, unknown>> =>
      language === 'en' ? import('./en/dock-panels.ts') : import('./zh-CN/dock-panels.ts'),
  },
  preShift: {
    mark: 'preShift',
    load: async (language: Language): Promise<Record<string, unknown>> =>
      language === 'en' ? import('./en/pre-shift.ts') : import('./zh-CN/pre-shift.ts'),
  },
  callBacks: {
    mark: 'callBacks',
    load: async (language: Language): Promise<Record<string, unknown>> =>
      language === 'en' ? import('./en/call-backs.ts') : import('./zh-CN/call-backs.ts'),
  },
  palette: {
    mark: 'palette',
    load: async (language: Language): Promise<Record<string, unknown>> =>
      language === 'en' ? import('./en/palette.ts') : import('./zh-CN/palette.ts'),
  },
} as const
export type TextBundle = keyof typeof bundles

const addTexts = (i18n: I18n, language: Language, texts: Record<string, unknown>): void => {
  for (const [namespace, bundle] of Object.entries(texts)) i18n.addResourceBundle(language, namespace, bundle)
}

const languageOf = (i18n: I18n): Language => (isLanguage(i18n.language) ? i18n.language : 'en')

/** Loads a bundle in the language of the screen, once. Rejects when the download fails. */
export const loadTexts = async (i18n: I18n, name: TextBundle): Promise<void> => {
  const language = languageOf(i18n)
  const { mark, load: loadBundle } = bundles[name]
  if (!i18n.hasResourceBundle(language, mark)) addTexts(i18n, language, await loadBundle(language))
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
  // A page that is open must find its texts in the other language too.
  const before = languageOf(i18n)
  for (const { mark, load: loadBundle } of Object.values(bundles)) {
    if (i18n.hasResourceBundle(before, mark) && !i18n.hasResourceBundle(language, mark)) {
      addTexts(i18n, language, await loadBundle(language))
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
