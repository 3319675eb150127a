const browsers = [
  ['Edge', /Edg\/(\d+)/],
  ['Opera', /OPR\/(\d+)/],
  ['Firefox', /Firefox\/(\d+)/],
  ['Chrome', /Chrom(?:e|ium)\/(\d+)/],
  ['Safari', /Version\/(\d+).*Safari/],
] as const

const systems = [
  ['Windows', /Windows NT/],
  ['Android', /Android/],
  ['iOS', /iPhone|iPad/],
  ['macOS', /Mac OS X/],
  ['ChromeOS', /CrOS/],
  ['Linux', /Linux|X11/],
] as const

/** A name that a person recognises, e.g. `Chrome 145 on Linux`. A label, never a credential. */
export const browserName = (userAgent: string): string => {
  const browser = browsers
    .map(([name, pattern]) => ({ name, match: pattern.exec(userAgent) }))
    .find((b) => b.match)
  const system = systems.find(([, pattern]) => pattern.test(userAgent))
  const first = browser === undefined ? 'Browser' : `${browser.name} ${browser.match?.[1] ?? ''}`.trim()
  return system === undefined ? first : `${first} on ${system[0]}`
}
