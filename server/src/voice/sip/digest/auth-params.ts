import { closingQuote, isSpace, unquote } from '../message/text.ts'

/**
 * `Digest name=value, name="value"` as a map of lower-case names to unquoted values. null: another scheme, a broken quote, or
 * a name given twice. Linear.
 */
export function parseAuthParams(text: string): ReadonlyMap<string, string> | null {
  if (text.slice(0, 7).toLowerCase() !== 'digest ') return null
  const params = new Map<string, string>()
  let at = 7
  while (at < text.length) {
    while (at < text.length && (isSpace(text.charCodeAt(at)) || text.charCodeAt(at) === 44)) at++
    if (at >= text.length) break
    const equals = text.indexOf('=', at)
    if (equals === -1) return null
    const name = text.slice(at, equals).trim().toLowerCase()
    let valueAt = equals + 1
    while (isSpace(text.charCodeAt(valueAt))) valueAt++
    let end: number
    let value: string
    if (text.charCodeAt(valueAt) === 34) {
      const close = closingQuote(text, valueAt)
      if (close === -1) return null
      end = close + 1
      value = unquote(text.slice(valueAt, end))
    } else {
      const comma = text.indexOf(',', valueAt)
      end = comma === -1 ? text.length : comma
      value = text.slice(valueAt, end).trim()
    }
    if (name === '' || params.has(name)) return null
    params.set(name, value)
    at = end
  }
  return params
}
