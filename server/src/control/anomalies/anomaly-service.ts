import {
  AnomalyId,
  ok,
  refuse,
  type Anomaly,
  type AnomalyAction,
  type AnomalyKind,
  type DeviceId,
  type Page,
  type PersonId,
  type Result,
  type SiteId,
} from '@hearthline/shared'
import type { Devices, SignInAlarm, SignInFacts } from '../access/index.ts'
import type { PeopleService } from '../people/index.ts'
import type { PolicyBook } from '../policies/index.ts'
import type { Audit, Clock, Editor, Log, RandomSource, Transact } from '../ports.ts'
import { isImpossible, kilometresBetween } from './journey.ts'
import type { AnomalyQuery, AnomalyRepository, PastSignIns, StoredAnomaly } from './ports.ts'

/** The same oddity is told once in so long. */
const standsMs = 12 * 60 * 60_000
/** How long a sign-in that was allowed by hand may pass. */
const allowedMs = 15 * 60_000

const noFacts: Anomaly['facts'] = {
  network: null,
  lastAddress: null,
  site: null,
  lastSite: null,
  kilometres: null,
  minutes: null,
  otherDevice: null,
}

/** What looks odd about sign-ins: cards for the administrator, and what policy does about them (rules ACCESS-44 to 46). */
export interface Anomalies extends SignInAlarm {
  page(query: AnomalyQuery): Page<Anomaly>
  /** Refusals: `not-found`, `request-decided`, `own-request`. */
  close(anomalyId: AnomalyId, request: { note: string; allow: boolean }, editor: Editor): Result<Anomaly>
  openCount(): number
  /** Told after each commit. @returns the end of the subscription. */
  whenChanged(listener: () => void): () => void
  /** The device was suspended because its profile was copied. */
  keyReused(suspended: { deviceId: DeviceId; personId: PersonId; address: string | null }): void
}

interface Finding {
  kind: AnomalyKind
  facts: Partial<Anomaly['facts']>
}

const strictness = { card: 0, 'step-up': 1, lock: 2 } as const
const stricter = (left: AnomalyAction | null, right: AnomalyAction): AnomalyAction =>
  left === null || strictness[right] > strictness[left] ? right : left

export function createAnomalies(deps: {
  cards: AnomalyRepository
  past: PastSignIns
  people: Pick<PeopleService, 'find' | 'sites'>
  deviceName(deviceId: DeviceId): string | null
  policies: PolicyBook
  /** Of access, which is made later: asked when something happens. */
  devices: () => Pick<Devices, 'suspend' | 'allowStepUp'>
  audit: Audit
  clock: Clock
  random: RandomSource
  transact: Transact
  log: Log
}): Anomalies {
  const { cards, past, people, policies, devices, audit, clock, random, transact, log } = deps
  const listeners = new Set<() => void>()

  const tell = () => {
    for (const listener of listeners) {
      try {
        listener()
      } catch (error) {
        log.error({ err: error }, 'a listener to anomalies failed')
      }
    }
  }
  const siteOf = (siteId: SiteId | null) =>
    siteId === null ? null : (people.sites().find((site) => site.siteId === siteId) ?? null)
  const personRef = (personId: PersonId) => ({
    personId,
    displayName: people.find(personId)?.displayName ?? '',
  })
  const shown = ({ personId, deviceId, closedBy, ...card }: StoredAnomaly): Anomaly => ({
    ...card,
    person: personRef(personId),
    device: deviceId === null ? null : { deviceId, name: deps.deviceName(deviceId) ?? '' },
    closedBy: closedBy === null ? null : personRef(closedBy),
  })

  const findingsOf = ({ personId, deviceId, address, network, shift }: SignInFacts): Finding[] => {
    const nowMs = clock.nowMs()
    const last = past.last(personId)
    const findings: Finding[] = []
    if (shift.type === 'closed' || (shift.type === 'open' && shift.by !== 'window'))
      findings.push({ kind: 'outside-shift', facts: { network: network?.name ?? null } })
    if (last === null || network === null) return findings
    if (!past.cameFrom(personId, address, network.siteId))
      findings.push({ kind: 'new-address', facts: { network: network.name, lastAddress: last.address } })
    const site = siteOf(network.siteId)
    const lastSite = siteOf(last.siteId)
    if (site?.position && lastSite?.position && site.siteId !== lastSite.siteId) {
      const kilometres = kilometresBetween(lastSite.position, site.position)
      const elapsedMs = nowMs - last.lastActiveAt
      if (isImpossible(kilometres, elapsedMs, policies.current().travelKmPerHour))
        findings.push({
          kind: 'impossible-travel',
          facts: {
            site: site.name,
            lastSite: lastSite.name,
            lastAddress: last.address,
            kilometres: Math.round(kilometres),
            minutes: Math.max(0, Math.round(elapsedMs / 60_000)),
          },
        })
    }
    const other = past.live(personId).find((one) => one.deviceId !== deviceId)
    if (other)
      findings.push({
        kind: 'two-devices',
        facts: { otherDevice: deps.deviceName(other.deviceId), lastAddress: other.address },
      })
    return findings
  }

  /** Inside a dbTransaction. A card that stands already is not told again, but may get stricter. */
  const raise = (
    finding: Finding,
    of: { personId: PersonId; deviceId: DeviceId; address: string },
  ): AnomalyAction => {
    const nowMs = clock.nowMs()
    const { kind } = finding
    const taken = policies.current().anomalies[kind]
    const standing = cards.standing({ ...of, kind }, nowMs - standsMs)
    if (standing?.state === 'closed') {
      // Somebody has looked at this very oddity: it locks nobody out again.
      return taken === 'lock' ? 'card' : taken
    }
    if (standing !== null) {
      if (strictness[taken] > strictness[standing.taken]) cards.setTaken(standing.anomalyId, taken)
      return taken
    }
    const anomalyId = AnomalyId.parse(random.uuid())
    cards.insert({
      anomalyId,
      kind,
      at: nowMs,
      ...of,
      facts: { ...noFacts, ...finding.facts },
      taken,
      state: 'open',
      closedBy: null,
      closedAt: null,
      note: '',
    })
    audit.append({
      action: 'access.anomaly',
      actorId: of.personId,
      subjectId: anomalyId,
      address: of.address,
      outcome: 'done',
      reason: kind,
    })
    return taken
  }

  return {
    judge: (facts) => {
      const { personId, deviceId, address } = facts
      const of = { personId, deviceId, address }
      const lastAtMs = past.last(personId)?.signedInAt ?? 0
      // Something asked for a step-up since the last sign-in that passed.
      const pending = cards.steppedUpSince(personId, lastAtMs)
      const findings = findingsOf(facts)
      const taken = findings.length === 0 ? [] : transact(() => findings.map((one) => raise(one, of)))
      if (taken.length > 0) tell()
      const action = taken.reduce<AnomalyAction | null>(stricter, pending ? 'step-up' : null)
      if (action === 'lock') devices().suspend(deviceId, 'anomaly', address)
      return action
    },
    keyReused: ({ deviceId, personId, address }) => {
      transact(() => raise({ kind: 'key-reused', facts: {} }, { personId, deviceId, address: address ?? '' }))
      tell()
    },
    page: (query) => {
      const { items, total } = cards.page(query)
      return { items: items.map(shown), total }
    },
    close: (anomalyId, { note, allow }, editor) => {
      const card = cards.find(anomalyId)
      if (card === null) return refuse({ code: 'not-found', detail: 'There is no such card.' })
      const refused = (code: 'own-request' | 'request-decided', detail: string) => {
        noteClosed(anomalyId, editor, code)
        return refuse({ code, detail })
      }
      if (card.personId === editor.personId)
        return refused('own-request', 'This is about yourself: another administrator has to look at it.')
      const closed = transact(() => {
        const end = { closedBy: editor.personId, closedAt: clock.nowMs(), note }
        if (!cards.close(anomalyId, end)) return false
        if (allow && card.deviceId !== null) devices().allowStepUp(card.deviceId, clock.nowMs() + allowedMs)
        noteClosed(anomalyId, editor, null, allow ? 'allowed' : null)
        return true
      })
      if (!closed) return refused('request-decided', 'Somebody else has closed this card.')
      tell()
      return ok(shown(cards.find(anomalyId) ?? card))
    },
    openCount: () => cards.open(),
    whenChanged: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }

  function noteClosed(
    anomalyId: AnomalyId,
    editor: Editor,
    refusal: string | null,
    detail: string | null = null,
  ) {
    audit.append({
      action: 'access.anomaly-closed',
      actorId: editor.personId,
      subjectId: anomalyId,
      address: editor.address,
      outcome: refusal === null ? 'done' : 'refused',
      reason: refusal ?? detail,
    })
  }
}
