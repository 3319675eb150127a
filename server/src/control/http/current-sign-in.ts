import type { IncomingMessage } from 'node:http'
import type { Result } from '@hearthline/shared'
import type { SignIns } from '../access/index.ts'
import type { CurrentSignIn } from '../ports.ts'
import type { Cookies } from './cookies.ts'

/** Whose request this is, by its cookie. Refusals: `not-signed-in`, `signed-out`. */
export function createCurrentSignIn(deps: {
  signIns: SignIns
  cookies: Cookies
  addressOf: (request: IncomingMessage) => string
}): (request: IncomingMessage) => Result<CurrentSignIn> {
  return (request) =>
    deps.signIns.current(deps.cookies.signIn(request.headers.cookie), deps.addressOf(request))
}
