import type { Clock, Timer } from '../../ports.ts'
import type { DigestServer } from './digest/digest-server.ts'
import { buildResponse } from './message/build.ts'
import type { SipRequest } from './message/message.ts'
import { type NameAddr, parseNameAddr } from './message/name-addr.ts'
import { parseDecimal, serialiseParams } from './message/text.ts'
import { serialiseUri } from './message/uri.ts'
import type { ServerTransaction } from './transaction/server-transaction.ts'
import type { Flow } from './transport/flow.ts'
import type { SipRefusal, SipRefusalReason } from './refusal.ts'
import type { Registration, RegistrationChange, SipLimits, SipLog } from './types.ts'

/** One user agent of a sign-in, reachable by its flow only: its contact is a name under `.invalid` (RFC 7118 §5). */
export interface Binding {
  aor: string
  flow: Flow
  /** Request-URI of what is sent to it. */
  contactUri: string
  /** Tells the user agents of one sign-in apart, over flows: +sip.instance, else the contact's user and host. */
  agentKey: string
  registeredAtMs: number
  expiresAtMs: number
  userAgent: string | null
}

export interface RegistrarOptions {
  clock: Clock
  log: SipLog
  limits: SipLimits
  digest: DigestServer
  onChange(change: RegistrationChange): void
  /** A user agent came, or came back on another flow. */
  onBound(binding: Binding): void
  onChallenge(): void
  /** A REGISTER that is refused for what it says, not only challenged. */
  onRefused(refused: SipRefusal): void
}

/** RFC 3261 §10.3 for WebSocket flows: the sign-in that the credentials belong to is the address of record, whatever To says. */
export interface Registrar {
  handle(transaction: ServerTransaction): void
  /** The sign-in that is registered on this flow. */
  bindingOn(flow: Flow): Binding | null
  newest(aor: string): Binding | null
  list(): Registration[]
  /** Removes the bindings of a sign-in; returns the flows that they had, on which nobody may register any more. */
  drop(aor: string): Flow[]
  flowClosed(flow: Flow): void
  dispose(): void
}

/** Windows of one sign-in; the oldest makes room. */
const maxBindingsPerAor = 5

interface Entry extends Binding {
  contactText: string
  expiry: Timer
}

export function createRegistrar(options: RegistrarOptions): Registrar {
  const { clock, limits } = options
  const byAor = new Map<string, Entry[]>()
  const byFlow = new Map<string, Entry>()
  /** Flows whose sign-in was dropped, with that sign-in, until they close. */
  const dropped = new Map<string, string>()
  let disposed = false

  const tell = (entry: Entry, state: RegistrationChange['state']): void => {
    const { aor, flow, userAgent } = entry
    options.log.info({ aor, state, flow: flow.id }, 'registration')
    options.onChange({ aor, state, flowId: flow.id, userAgent, address: flow.remoteAddress })
  }

  const remove = (entry: Entry, state: 'unregistered' | 'flow-lost'): void => {
    const entries = byAor.get(entry.aor)
    const at = entries?.indexOf(entry) ?? -1
    if (entries === undefined || at === -1) return
    entries.splice(at, 1)
    entry.expiry.cancel()
    if (entries.length === 0) byAor.delete(entry.aor)
    if (byFlow.get(entry.flow.id) === entry) byFlow.delete(entry.flow.id)
    tell(entry, state)
  }

  const bind = (
    aor: string,
    contact: NameAddr,
    request: SipRequest,
    flow: Flow,
    expiresSeconds: number,
  ): void => {
    const agentKey = keyOf(contact)
    const nowMs = clock.nowMs()
    const entries = byAor.get(aor) ?? []
    const before = entries.find((each) => each.agentKey === agentKey)
    const contactUri = contact.uri === null ? contact.uriText : serialiseUri(contact.uri)
    const entry: Entry = {
      aor,
      flow,
      agentKey,
      contactUri,
      contactText: `<${contactUri}>${paramsWithoutExpires(contact)}`,
      registeredAtMs: before?.flow.id === flow.id ? before.registeredAtMs : nowMs,
      expiresAtMs: nowMs + expiresSeconds * 1000,
      userAgent: request.headers.get('User-Agent')?.slice(0, 200) ?? null,
      expiry: clock.setTimer(expiresSeconds * 1000, () => remove(entry, 'unregistered')),
    }
    if (before !== undefined) {
      before.expiry.cancel()
      entries.splice(entries.indexOf(before), 1)
      if (byFlow.get(before.flow.id) === before) byFlow.delete(before.flow.id)
    }
    entries.push(entry)
    byAor.set(aor, entries)
    byFlow.set(flow.id, entry)
    const [oldest] = entries
    if (entries.length > maxBindingsPerAor && oldest !== undefined) remove(oldest, 'unregistered')
    if (before?.flow.id !== flow.id) {
      tell(entry, 'registered')
      options.onBound(entry)
    }
  }

  const succeed = (transaction: ServerTransaction, aor: string): void => {
    const headers: (readonly [string, string])[] = []
    for (const entry of byAor.get(aor) ?? []) {
      const left = Math.max(0, Math.round((entry.expiresAtMs - clock.nowMs()) / 1000))
      headers.push(['Contact', `${entry.contactText};expires=${left}`])
    }
    headers.push(['Date', new Date(clock.nowMs()).toUTCString()])
    transaction.respond(buildResponse(transaction.request, 200, { headers, toTag: 'reg' }))
  }

  const challenge = (transaction: ServerTransaction, stale: boolean): void => {
    options.onChallenge()
    const values = options.digest.challenge(transaction.flow.id, stale)
    const headers = values.map((value) => ['WWW-Authenticate', value] as const)
    transaction.respond(buildResponse(transaction.request, 401, { headers, toTag: 'reg' }))
  }

  const forbid = (transaction: ServerTransaction, reason: SipRefusalReason, aor: string): void => {
    options.onRefused({ reason, aor, address: transaction.flow.remoteAddress })
    refuse(transaction, 403)
  }

  const register = (transaction: ServerTransaction, aor: string): void => {
    const { request, flow } = transaction
    const here = byFlow.get(flow.id)
    // A connection speaks for one sign-in; another one opens its own.
    if (here !== undefined && here.aor !== aor) return forbid(transaction, 'other-sign-in', here.aor)
    const contacts = request.headers.list('Contact')
    if (contacts.length === 0) return succeed(transaction, aor)
    const header = request.headers.get('Expires')
    const asked =
      header === undefined ? null : (parseDecimal(header, 4_294_967_295) ?? limits.maxExpiresSeconds)
    const [first] = contacts
    if (first !== undefined && first.startsWith('*')) {
      if (contacts.length > 1 || asked !== 0) return refuse(transaction, 400)
      for (const entry of byAor.get(aor)?.slice() ?? []) remove(entry, 'unregistered')
      return succeed(transaction, aor)
    }
    // A flow is one user agent and has one contact (RFC 5626 §4.2); several would be several ways to the same tab.
    const contact = contacts.length === 1 && first !== undefined ? parseNameAddr(first) : null
    if (contact === null || contact.uri === null || contact.uri.scheme === 'tel')
      return refuse(transaction, 400)
    const own = contact.params.get('expires')
    const wanted = own === undefined || own === null ? asked : parseDecimal(own, 4_294_967_295)
    const seconds = Math.min(wanted ?? limits.defaultExpiresSeconds, limits.maxExpiresSeconds)
    if (seconds === 0) {
      const entry = byAor.get(aor)?.find((each) => each.agentKey === keyOf(contact))
      if (entry !== undefined) remove(entry, 'unregistered')
    } else if (seconds < limits.minExpiresSeconds) {
      return refuse(transaction, 423, [['Min-Expires', String(limits.minExpiresSeconds)]])
    } else bind(aor, contact, request, flow, seconds)
    succeed(transaction, aor)
  }

  return {
    handle: (transaction) => {
      const droppedAor = dropped.get(transaction.flow.id)
      if (droppedAor !== undefined) return forbid(transaction, 'dropped', droppedAor)
      const verdict = options.digest.verify(transaction.flow.id, transaction.request)
      if (verdict.ok) return register(transaction, verdict.aor)
      if (verdict.refusal !== 'no-credentials' && verdict.refusal !== 'stale-nonce') {
        const reason = verdict.refusal === 'malformed' ? 'digest' : verdict.refusal
        options.onRefused({ reason, aor: verdict.aor, address: transaction.flow.remoteAddress })
        options.log.debug({ flow: transaction.flow.id, refusal: verdict.refusal }, 'registration refused')
      }
      challenge(transaction, verdict.stale)
    },
    bindingOn: (flow) => byFlow.get(flow.id) ?? null,
    newest: (aor) => byAor.get(aor)?.at(-1) ?? null,
    list: () =>
      [...byAor.values()].flat().map(({ aor, flow, userAgent, registeredAtMs, expiresAtMs }) => ({
        aor,
        flowId: flow.id,
        userAgent,
        address: flow.remoteAddress,
        registeredAtMs,
        expiresAtMs,
      })),
    drop: (aor) => {
      const entries = [...(byAor.get(aor) ?? [])]
      for (const entry of entries) {
        dropped.set(entry.flow.id, aor)
        remove(entry, 'unregistered')
      }
      return entries.map((entry) => entry.flow)
    },
    flowClosed: (flow) => {
      options.digest.forgetFlow(flow.id)
      dropped.delete(flow.id)
      const entry = byFlow.get(flow.id)
      if (entry !== undefined && !disposed) remove(entry, 'flow-lost')
    },
    dispose: () => {
      disposed = true
      for (const entries of byAor.values()) for (const entry of entries) entry.expiry.cancel()
      byAor.clear()
      byFlow.clear()
      dropped.clear()
    },
  }
}

function refuse(
  transaction: ServerTransaction,
  status: number,
  headers: readonly (readonly [name: string, value: string])[] = [],
): void {
  transaction.respond(buildResponse(transaction.request, status, { headers, toTag: 'reg' }))
}

function keyOf(contact: NameAddr): string {
  const instance = contact.params.get('+sip.instance')
  if (instance !== undefined && instance !== null) return instance
  if (contact.uri === null || contact.uri.scheme === 'tel') return contact.uriText
  return `${contact.uri.userInfo ?? ''}@${contact.uri.host}`
}

function paramsWithoutExpires(contact: NameAddr): string {
  const params = new Map(contact.params)
  params.delete('expires')
  return serialiseParams(params)
}
