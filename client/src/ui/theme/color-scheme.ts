import { create } from 'zustand'

export const schemes = ['auto', 'light', 'dark'] as const
export type Scheme = (typeof schemes)[number]

/** before-paint.js reads it, too. */
const storageKey = 'hearthline-scheme'
const systemDark = '(prefers-color-scheme: dark)'

const schemeOf = (text: string | null): Scheme => schemes.find((scheme) => scheme === text) ?? 'auto'

const readKept = (): Scheme => {
  try {
    return schemeOf(localStorage.getItem(storageKey))
  } catch {
    // Storage is blocked by the browser's settings: the choice lasts as long as the page.
    return 'auto'
  }
}

/** Light, dark, or as the computer has it. */
export const useColorScheme = create<{ scheme: Scheme }>()(() => ({ scheme: readKept() }))

const show = (): void => {
  const { scheme } = useColorScheme.getState()
  const shown = scheme === 'auto' ? (matchMedia(systemDark).matches ? 'dark' : 'light') : scheme
  // The name that Mantine's style sheets and ours hang on.
  document.documentElement.setAttribute('data-mantine-color-scheme', shown)
}

/** Shows the choice and keeps it in this browser, for its other tabs as well. */
export const setColorScheme = (scheme: Scheme): void => {
  useColorScheme.setState({ scheme })
  show()
  try {
    localStorage.setItem(storageKey, scheme)
  } catch {
    // Storage is blocked: the choice lasts as long as the page.
  }
}

/** Follows the computer and the choice of other tabs for as long as the page lives. */
export const followColorScheme = (): void => {
  show()
  matchMedia(systemDark).addEventListener('change', show)
  addEventListener('storage', ({ key, newValue }) => {
    if (key !== storageKey) return
    useColorScheme.setState({ scheme: schemeOf(newValue) })
    show()
  })
}
