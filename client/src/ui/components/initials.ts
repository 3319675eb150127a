const letters = (text: string): string[] =>
  [...new Intl.Segmenter().segment(text)].map((part) => part.segment)

/** `Dana Whitlock` is DW, `周牧` is 牧 (the given name's end), `Cher` is C. */
export const initialsOf = (name: string): string => {
  const words = name
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '')
  const first = letters(words[0] ?? '')
  const last = letters(words.at(-1) ?? '')
  if (words.length === 1) {
    const ideographs = /\p{Script=Han}/u.test(name)
    return (ideographs ? first.at(-1) : first[0])?.toUpperCase() ?? ''
  }
  return `${first[0] ?? ''}${last[0] ?? ''}`.toUpperCase()
}
