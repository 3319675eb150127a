import type {
  AccessRequest,
  AccessRequestState,
  DeviceId,
  OwnAccessRequest,
  PersonId,
} from '@hearthline/shared'
import type { PeopleService } from '../people/index.ts'
import type { Clock } from '../ports.ts'
import type { StoredAccessRequest } from './ports.ts'

/** A request as the browser that asked, and as those who decide, see it. */
export interface RequestViews {
  stateNow(request: StoredAccessRequest): AccessRequestState
  own(request: StoredAccessRequest): OwnAccessRequest
  shown(request: StoredAccessRequest): AccessRequest
}

export function createRequestViews(deps: {
  people: Pick<PeopleService, 'find'>
  deviceName(deviceId: DeviceId): string | null
  clock: Clock
}): RequestViews {
  const { people, clock } = deps

  const stateNow = (request: StoredAccessRequest): AccessRequestState =>
    request.state === 'waiting' && request.expiresAt <= clock.nowMs() ? 'lapsed' : request.state

  const personRef = (personId: PersonId | null) =>
    personId === null ? null : { personId, displayName: people.find(personId)?.displayName ?? '' }

  const own = (request: StoredAccessRequest): OwnAccessRequest => ({
    requestId: request.requestId,
    kind: request.kind,
    state: stateNow(request),
    requestedAt: request.requestedAt,
    expiresAt: request.expiresAt,
    decidedBy: personRef(request.decidedBy)?.displayName ?? null,
    reason: request.reason,
    grantEndsAt: request.grantEndsAt,
  })

  const shown = (request: StoredAccessRequest): AccessRequest => {
    const person = people.find(request.personId)
    return {
      ...own(request),
      person: {
        personId: request.personId,
        displayName: person?.displayName ?? '',
        role: person?.role ?? 'agent',
        teams: person?.teams ?? [],
      },
      address: request.address,
      lastAddress: request.lastAddress,
      deviceName: deps.deviceName(request.deviceId) ?? '',
      note: request.note,
      decidedBy: personRef(request.decidedBy),
    }
  }

  return { stateNow, own, shown }
}
