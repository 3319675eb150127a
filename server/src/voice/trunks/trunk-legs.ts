import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js'
import type { Clock } from '../../ports.ts'
import type { CallArrivals, CustomerLines, DialRequest, Line, LineEvent, VoiceLog } from '../ports.ts'
import type { IncomingInvite, OutgoingInvite, SipStack } from '../sip/index.ts'
import { arrivedLine, calledLine } from '../sip-line.ts'
import type { ResolvedTrunk, TrunkBook } from './trunk-book.ts'
import type { TrunkWatch } from './trunk-health.ts'

export interface TrunkLegsDeps {
  clock: Clock
  log: VoiceLog
  book: TrunkBook
  watch: Pick<TrunkWatch, 'isDown'>
  stack: SipStack
  /** Host part of our own identity towards carriers. */
  domain: string
  /** Two capital letters; reads the numbers that a carrier sends without their country. */
  defaultCountry: string
}

/** Customer legs over trunks: dialling out, and calls that come in. */
export interface TrunkLegs extends CustomerLines {
  take(invite: IncomingInvite, arrivals: CallArrivals): void
}

/**
 * How long a trunk may say nothing above 100 before the next one is tried. Long enough for slow carriers (post-dial delay
 * of international calls), far below timer B (32 s); short for a trunk that OPTIONS found dead.
 */
const firstWordMs = { up: 12_000, down: 4_000 } as const

export function createTrunkLegs(deps: TrunkLegsDeps): TrunkLegs {
  const { book, watch, stack, clock, log } = deps

  const dial = (request: DialRequest, onEvent: (event: LineEvent) => void): Line => {
    const { trunkId } = request
    const trunk = book.get(trunkId)
    if (trunk === null || trunk.address === null || !trunk.config.enabled)
      return deadLine(clock, () => onEvent({ type: 'line-failed', failure: { kind: 'transport' } }))
    let hasSpoken = false
    const line = calledLine(stack, inviteFor(request, trunk, trunk.address, deps.domain), (event) => {
      hasSpoken = true
      patience.cancel()
      onEvent(event)
    })
    const patience = clock.setTimer(watch.isDown(trunkId) ? firstWordMs.down : firstWordMs.up, () => {
      if (hasSpoken) return
      log.warn({ callId: request.callId, trunkId }, 'a trunk says nothing to an INVITE')
      line.end({ kind: 'trunk-unavailable', status: 408 })
      onEvent({ type: 'line-failed', failure: { kind: 'timeout' } })
    })
    return {
      ...line,
      end: (cause) => {
        patience.cancel()
        line.end(cause)
      },
    }
  }

  return {
    dial,
    orderByHealth: (trunkIds) => {
      const usable = trunkIds.filter((trunkId) => book.get(trunkId)?.config.enabled === true)
      return usable.toSorted((one, other) => Number(watch.isDown(one)) - Number(watch.isDown(other)))
    },
    take: (invite, arrivals) => {
      if (invite.source.kind !== 'trunk') return
      const trunk = book.all().find(({ config }) => config.trunkId === trunkIdOf(invite))
      if (trunk === undefined) {
        // Taken away between the stack's check and now.
        invite.reject(403)
        return
      }
      const outcome = arrivals.receive(
        {
          trunkId: trunk.config.trunkId,
          customerNumber: invite.anonymous ? null : readNumber(invite.fromUser, deps.defaultCountry),
          calledNumber:
            readNumber(invite.requestUser, deps.defaultCountry) ?? invite.requestUser.slice(0, 80),
        },
        arrivedLine(invite),
      )
      if (outcome === 'full') invite.reject(503, undefined, [{ name: 'Retry-After', value: '5' }])
    },
  }
}

const trunkIdOf = (invite: IncomingInvite): string | null =>
  invite.source.kind === 'trunk' ? invite.source.trunk.id : null

function inviteFor(
  request: DialRequest,
  { config }: ResolvedTrunk,
  address: string,
  domain: string,
): OutgoingInvite {
  const { host, port, transport, credentials } = config
  const hostPart = host.includes(':') ? `[${host}]` : host
  const identity = `sip:${request.callerId}@${domain}`
  return {
    target: {
      kind: 'uri',
      uri: `sip:${request.number}@${hostPart}:${port}${transport === 'tcp' ? ';transport=tcp' : ''}`,
      transport,
      address,
      port,
    },
    // Made here from the ticket alone: nothing that an agent's browser sent reaches a carrier.
    from: { uri: identity },
    to: { uri: `sip:${request.number}@${hostPart}` },
    assertedIdentity: identity,
    offerSdp: request.offerSdp,
    ...(credentials === null ? {} : { credentials }),
  }
}

const nothing = (): void => undefined

/** A leg that could not even be tried; it says so a turn later, as every leg does. */
function deadLine(clock: Clock, fail: () => void): Line {
  const timer = clock.setTimer(0, fail)
  return {
    progress: nothing,
    accept: nothing,
    end: () => timer.cancel(),
    acceptReinvite: nothing,
    refuseReinvite: nothing,
    reinvite: nothing,
  }
}

/** The E.164 number behind what a carrier wrote; null for anything that is none. */
export function readNumber(text: string | null, defaultCountry: string): string | null {
  if (text === null || text.length > 40) return null
  const country = isSupportedCountry(defaultCountry) ? defaultCountry : undefined
  const parsed = parsePhoneNumberFromString(text, country === undefined ? {} : { defaultCountry: country })
  return parsed !== undefined && /^\+\d{3,15}$/.test(parsed.number) ? parsed.number : null
}
