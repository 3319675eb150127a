import { isToken, parseDecimal } from './text.ts'

export type StartLine =
  | { kind: 'request'; method: string; uri: string }
  | { kind: 'response'; status: number; reasonPhrase: string }
  | { kind: 'bad-request'; method: string; detail: string }
  | { kind: 'bad-version'; method: string }
  | { kind: 'nonsense' }

/** RFC 3261 §7.1 and §7.2: exactly one space between the parts, none around them. */
export function readStartLine(line: string): StartLine {
  return line.startsWith('SIP/') ? readStatusLine(line) : readRequestLine(line)
}

function readStatusLine(line: string): StartLine {
  if (!line.startsWith('SIP/2.0 ')) return { kind: 'nonsense' }
  const space = line.indexOf(' ', 8)
  const status = parseDecimal(line.slice(8, space === -1 ? line.length : space), 699)
  if (status === null || status < 100) return { kind: 'nonsense' }
  return { kind: 'response', status, reasonPhrase: space === -1 ? '' : line.slice(space + 1) }
}

function readRequestLine(line: string): StartLine {
  const first = line.indexOf(' ')
  const method = line.slice(0, first === -1 ? line.length : first)
  const trimmed = line.trimEnd()
  const last = trimmed.lastIndexOf(' ')
  if (first === -1 || last <= first || !isToken(method)) return { kind: 'nonsense' }
  const version = trimmed.slice(last + 1).toUpperCase()
  if (!version.startsWith('SIP/')) return { kind: 'nonsense' }
  if (version !== 'SIP/2.0') return { kind: 'bad-version', method }
  if (trimmed.length !== line.length)
    return { kind: 'bad-request', method, detail: 'space after the version' }
  const uri = line.slice(first + 1, last)
  // RFC 4475 §3.1.2.7 and §3.1.2.9: white space inside, or brackets around, the Request-URI.
  if (uri.includes(' ') || uri.includes('\t'))
    return { kind: 'bad-request', method, detail: 'space in the Request-URI' }
  if (uri.startsWith('<')) return { kind: 'bad-request', method, detail: 'brackets around the Request-URI' }
  return { kind: 'request', method, uri }
}
