/** `4:05`, from an hour on `1:04:05`. Negative times count as zero. */
export const duration = (ms: number): string => {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const rest = String(seconds % 60).padStart(2, '0')
  const minutes = Math.floor(seconds / 60)
  return minutes < 60
    ? `${minutes}:${rest}`
    : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${rest}`
}

const formatters = new Map<string, Intl.DateTimeFormat>()
/** Intl formatters are slow to make and pure: one per language and shape. */
const formatter = (language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => {
  const key = `${language} ${JSON.stringify(options)}`
  const known = formatters.get(key)
  if (known !== undefined) return known
  // British order and 24 h for English: day before month, as the design writes dates.
  const made = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    hourCycle: 'h23',
    ...options,
  })
  formatters.set(key, made)
  return made
}

/** `19 Nov 12:14`; with another year `19 Nov 2025 12:14`. */
export const dayAndTime = (at: number, now: number, language: string, timeZone?: string): string => {
  const zone = timeZone === undefined ? {} : { timeZone }
  const year = formatter(language, { year: 'numeric', ...zone })
  const sameYear = year.format(at) === year.format(now)
  return formatter(language, {
    day: 'numeric',
    month: 'short',
    ...(sameYear ? {} : { year: 'numeric' }),
    hour: '2-digit',
    minute: '2-digit',
    ...zone,
  })
    .format(at)
    .replace(',', '')
}

/** `19 Nov 12:14:07`: for the facts of a call, where seconds matter. */
export const moment = (at: number, language: string, timeZone?: string): string =>
  formatter(language, {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    ...(timeZone === undefined ? {} : { timeZone }),
  })
    .format(at)
    .replace(',', '')

/** `17 Feb 2027`. */
export const day = (at: number, language: string, timeZone?: string): string =>
  formatter(language, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    ...(timeZone === undefined ? {} : { timeZone }),
  }).format(at)

/** `12:31:07`. */
export const clock = (at: number, language: string, timeZone?: string): string =>
  formatter(language, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    ...(timeZone === undefined ? {} : { timeZone }),
  }).format(at)

/** `08:30`. */
export const hourAndMinute = (at: number, language: string, timeZone?: string): string =>
  formatter(language, {
    hour: '2-digit',
    minute: '2-digit',
    ...(timeZone === undefined ? {} : { timeZone }),
  }).format(at)

/** `8.1 MB`, in steps of 1000. */
export const bytes = (count: number, language: string): string => {
  const [size, unit]: [number, string] =
    count < 1000 ? [count, 'B'] : count < 1_000_000 ? [count / 1000, 'kB'] : [count / 1_000_000, 'MB']
  return `${new Intl.NumberFormat(language, { maximumFractionDigits: size < 10 ? 1 : 0 }).format(size)} ${unit}`
}
