/** One thing that the palette can do. `run` undefined: not now; `why` then says why. */
export interface PaletteItem {
  id: string
  group: 'actions' | 'call' | 'people' | 'pages'
  text: string
  /** Further words it is found by, unseen. */
  also?: string
  /** Beside the text: a masked number, a state, why it is not possible now. */
  note?: string
  keys?: readonly string[]
  run: (() => void) | undefined
}

const plain = (text: string): string => text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()

/** How well a text fits what was typed: 3 begins with it, 2 a word does, 1 has all of its words, 0 does not fit. */
export function fit(text: string, query: string): 0 | 1 | 2 | 3 {
  const words = plain(query)
    .split(/\s+/)
    .filter((word) => word !== '')
  if (words.length === 0) return 1
  const whole = plain(text)
  if (whole.startsWith(words.join(' '))) return 3
  if (!words.every((word) => whole.includes(word))) return 0
  const [first = ''] = words
  return whole.split(/[\s\-–·,:]+/).some((part) => part.startsWith(first)) ? 2 : 1
}

const groups = ['call', 'actions', 'people', 'pages'] as const
const shownPerGroup = 8

/** What is shown for a query: groups in their order, best fits first. People come already searched for. */
export function matching(items: readonly PaletteItem[], query: string): PaletteItem[] {
  return groups.flatMap((group) =>
    items
      .filter((item) => item.group === group)
      .map((item, index) => ({
        item,
        index,
        rank: group === 'people' || group === 'call' ? 1 : fit(`${item.text} ${item.also ?? ''}`, query),
      }))
      .filter(({ rank }) => rank > 0)
      .toSorted((one, other) => other.rank - one.rank || one.index - other.index)
      .slice(0, shownPerGroup)
      .map(({ item }) => item),
  )
}

/** What was typed, where it looks like a number to call; control decides whether it is one. */
export function numberIn(text: string): string | null {
  const typed = text.normalize('NFKC').trim()
  const digits = typed.replaceAll(/\D/g, '')
  return /^[+\d][\d\s().\-/]*$/.test(typed) && digits.length >= 3 && digits.length <= 20 ? typed : null
}
