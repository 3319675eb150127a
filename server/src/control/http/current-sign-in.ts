import type { IncomingMessage } from 'node:http'
import { refuse, type Result } from '@hearthline/shared'
import type { SignIns } from '../access/index.ts'
import type { Audit, Clock, CurrentSignIn, NetworkFence } from '../ports.ts'
import type { Cookies } from './cookies.ts'

/** A cookie that is used from elsewhere is a row in the trail, but a flood of them is one row a minute. */
const auditEveryMs = 60_000

/**
 * Whose request this is, by its cookie. Refusals: `signed-out`, and `not-signed-in`, also for a cookie that comes from
 * where its person may not be (rule ACCESS-24): the sign-in itself stays, since its owner may still be where they were.
 * A cookie alone is no activity: who proves the key besides is active (http/gate.ts, realtime/).
 */
export function createCurrentSignIn(deps: {
  signIns: Pick<SignIns, 'peek'>
  cookies: Cookies
  fence: Pick<NetworkFence, 'ruleFor'>
  addressOf: (request: IncomingMessage) => string
  audit: Audit
  clock: Clock
}): (request: IncomingMessage) => Result<CurrentSignIn> {
  const notedAt = new Map<string, number>()

  const note = ({ person, signIn, address }: CurrentSignIn) => {
    const nowMs = deps.clock.nowMs()
    for (const [key, atMs] of notedAt) if (atMs + auditEveryMs <= nowMs) notedAt.delete(key)
    if (notedAt.has(signIn.signInId)) return
    notedAt.set(signIn.signInId, nowMs)
    deps.audit.append({
      action: 'access.request-network',
      actorId: person.personId,
      subjectId: signIn.signInId,
      address,
      outcome: 'refused',
      reason: 'network',
    })
  }

  return (request) => {
    const current = deps.signIns.peek(deps.cookies.signIn(request.headers.cookie), deps.addressOf(request))
    if (!current.ok) return current
    const { person, address } = current.value
    if (deps.fence.ruleFor(person.personId, address) !== null) return current
    note(current.value)
    return refuse({ code: 'not-signed-in', detail: 'Sign in first.' })
  }
}
