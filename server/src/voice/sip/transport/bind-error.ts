import type { SipBindErrorCode } from '../types.ts'

/** A listener could not be opened. `detail` is one line for the person who started the process. */
export class SipBindError extends Error {
  readonly code: SipBindErrorCode
  readonly detail: string

  constructor(code: SipBindErrorCode, detail: string) {
    super(detail)
    this.name = 'SipBindError'
    this.code = code
    this.detail = detail
  }
}

export function bindError(what: string, host: string, port: number, cause: unknown): SipBindError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
  if (code === 'EADDRINUSE')
    return new SipBindError('port-taken', `${what} ${host}:${port} is already in use`)
  return new SipBindError('bind-failed', `${what} ${host}:${port} cannot be opened (${code})`)
}
