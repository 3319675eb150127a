import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js'
import type { TrunkId } from '@hearthline/shared'
import type { Clock, Timer } from '../../ports.ts'
import { TrunkRoute } from '../../protocol/ticket.ts'
import type { TrunkConfig } from '../../protocol/voice-link.ts'
import type { CallArrivals, CustomerLines, DialRequest, Line, LineEvent, VoiceLog } from '../ports.ts'
import type { IncomingInvite, OutgoingInvite, SipStack, TrunkAddress } from '../sip/index.ts'
import { arrivedLine, calledLine } from '../sip-line.ts'
import { createChannels, endsLine, freeing } from './channels.ts'
import type { ResolvedTrunk, TrunkBook } from './trunk-book.ts'
import type { TrunkWatch } from './trunk-health.ts'
import { addressOf, hostPart, trunkUri } from './trunk-target.ts'

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
 * How long a trunk may leave an INVITE without any answer at all before the next one is tried: over UDP four sendings
 * (timer A). And how long it may be busy routing, after 100 and before 180: slow international ways take up to ten seconds,
 * and to give one up there could ring the same phone twice.
 */
const firstWordMs = 4_000
const routingMs = 12_000

export function createTrunkLegs(deps: TrunkLegsDeps): TrunkLegs {
  const { book, watch, stack, clock, log } = deps
  const channels = createChannels(book)

  const dial = (request: DialRequest, onEvent: (event: LineEvent) => void): Line => {
    const { callId, route } = request
    const { trunkId } = route
    const failed = (kind: 'transport' | 'timeout'): void =>
      onEvent({ type: 'line-failed', failure: { kind } })
    const trunk = book.get(trunkId)
    const target = trunk === null ? null : addressOf(trunk)
    const isUsable = trunk?.config.enabled === true && !channels.isFull(trunkId) && isDialable(route)
    if (trunk === null || target === null || !isUsable) return deadLine(clock, () => failed('transport'))
    const free = channels.take(trunkId)
    let hasSpoken = false
    let patience: Timer | null = null
    const wait = (delayMs: number): void => {
      patience?.cancel()
      patience = clock.setTimer(delayMs, () => {
        log.warn({ callId, trunkId, delayMs }, 'a trunk says nothing to an INVITE')
        free()
        line.end({ kind: 'trunk-unavailable', status: 408 })
        failed('timeout')
      })
    }
    const line = calledLine(
      stack,
      inviteFor(request, trunk, target, deps.domain),
      (event) => {
        hasSpoken = true
        patience?.cancel()
        if (endsLine(event)) free()
        onEvent(event)
      },
      () => {
        if (!hasSpoken) wait(routingMs)
      },
    )
    wait(firstWordMs)
    return freeing(line, () => {
      patience?.cancel()
      free()
    })
  }

  const isUsable = (trunkId: TrunkId): boolean =>
    book.get(trunkId)?.config.enabled === true && !channels.isFull(trunkId)

  return {
    dial,
    orderByHealth: (routes) =>
      routes
        .filter(({ trunkId }) => isUsable(trunkId))
        .toSorted((one, other) => Number(watch.isDown(one.trunkId)) - Number(watch.isDown(other.trunkId))),
    sendsDigitsByInfo: (trunkId) => book.get(trunkId)?.config.digits === 'info',
    take: (invite, arrivals) => {
      const { source } = invite
      if (source.kind !== 'trunk') return
      // Several accounts of one PBX share its address: the user of the contact that we registered tells them apart.
      const config = book.rungAs(source.trunk.id, invite.requestUser)
      if (config === null) {
        // Taken away between the stack's check and now.
        invite.reject(403)
        return
      }
      const { trunkId } = config
      if (channels.isFull(trunkId)) {
        log.warn({ trunkId }, 'a trunk has more calls than its limit')
        invite.reject(486)
        return
      }
      const free = channels.take(trunkId)
      const arrived = arrivedLine(invite)
      const outcome = arrivals.receive(
        {
          trunkId,
          customerNumber: invite.anonymous ? null : readNumber(invite.fromUser, deps.defaultCountry),
          calledNumber: calledNumberOf(invite, config, deps.defaultCountry),
        },
        {
          line: freeing(arrived.line, free),
          offerSdp: arrived.offerSdp,
          listen: (onEvent) =>
            arrived.listen((event) => {
              if (endsLine(event)) free()
              onEvent(event)
            }),
        },
      )
      if (outcome === 'full') {
        free()
        invite.reject(503, undefined, [{ name: 'Retry-After', value: '5' }])
      }
    },
  }
}

/** A PBX rings the contact that we registered, and says in To which number was called. */
function calledNumberOf(invite: IncomingInvite, config: TrunkConfig, country: string): string {
  const isOurContact = config.register && invite.requestUser === config.credentials?.username
  const asked = readNumber(invite.requestUser, country)
  const said = isOurContact ? readNumber(invite.toUser, country) : null
  return said ?? asked ?? invite.requestUser.slice(0, 80)
}

/** What control seals is of this shape; whatever else came here would be written into the head of a message. */
const isDialable = (route: TrunkRoute): boolean => TrunkRoute.safeParse(route).success

function inviteFor(
  { route, offerSdp }: DialRequest,
  trunk: ResolvedTrunk,
  address: TrunkAddress,
  domain: string,
): OutgoingInvite {
  const { host, credentials } = trunk.config
  const identity = `sip:${route.callerId}@${domain}`
  return {
    target: { kind: 'uri', uri: trunkUri(trunk, route.dialled), ...address },
    // Made here from the ticket alone: nothing that an agent's browser sent reaches a carrier.
    from: { uri: identity },
    to: { uri: `sip:${route.dialled.replaceAll('#', '%23')}@${hostPart(host)}` },
    assertedIdentity: identity,
    offerSdp,
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
    answerControl: nothing,
    sendDigit: nothing,
  }
}

/** The E.164 number behind what a carrier wrote; null for anything that is none. */
export function readNumber(text: string | null, defaultCountry: string): string | null {
  if (text === null || text.length > 40) return null
  const country = isSupportedCountry(defaultCountry) ? defaultCountry : undefined
  const parsed = parsePhoneNumberFromString(text, country === undefined ? {} : { defaultCountry: country })
  return parsed !== undefined && /^\+\d{3,15}$/.test(parsed.number) ? parsed.number : null
}
