import {
  MarkerId,
  ok,
  refuse,
  type CallId,
  type Marker,
  type PersonId,
  type PersonRef,
  type Problem,
  type Result,
} from '@hearthline/shared'
import type { CallState, Directory } from '../calls/index.ts'
import type { NewsDesk } from '../news.ts'
import type { Audit, Clock, RandomSource } from '../ports.ts'
import type { Lead } from '../reach.ts'
import type { PauseStore } from '../recordings/index.ts'
import type { CallReach } from './call-reach.ts'
import type { MarkerStore, SpanStore, StoredMarker } from './ports.ts'

/** More than anybody marks in one call by hand. */
const mostMarkers = 200

/** Places in a call that leads have marked, and what supervision itself left there (SUPERVISION-10). */
export interface Markers {
  /** In order of time. @param lead null for an administrator, who reads all. */
  ofCall(lead: Lead | null, callId: CallId): Result<{ items: Marker[] }>
  /** Refusals: those of reach; `invalid-request` for a moment that the call did not have. */
  add(lead: Lead, callId: CallId, what: { text: string; at?: number | undefined }): Result<Marker>
  /** Takes an own one back; anybody else's does not exist. */
  remove(lead: Lead, markerId: MarkerId): Result<null>
}

export function createMarkers(deps: {
  reach: CallReach
  find(callId: CallId): Result<CallState>
  markers: MarkerStore
  spans: Pick<SpanStore, 'ofCall'>
  /** Where the recording was paused, and by whom. */
  pauses: Pick<PauseStore, 'ofCall'>
  directory: Pick<Directory, 'displayName'>
  news: NewsDesk
  audit: Audit
  clock: Clock
  random: RandomSource
}): Markers {
  const { reach, markers, spans, directory, news, audit, clock } = deps
  const refOf = (personId: PersonId): PersonRef => ({
    personId,
    displayName: directory.displayName(personId) ?? '',
  })
  const shown = ({ markerId, at, byId, text }: StoredMarker): Marker => ({
    markerId,
    kind: text === '' ? 'bookmark' : 'note',
    at,
    untilAt: null,
    by: refOf(byId),
    text,
  })
  const change = (lead: Lead, callId: CallId, step: string, act: () => void) =>
    news.commit(() => {
      act()
      audit.append({
        action: `supervision.${step}`,
        actorId: lead.personId,
        subjectId: callId,
        address: lead.address,
        outcome: 'done',
      })
      news.tell({ type: 'markers', callId })
    })

  return {
    ofCall: (lead, callId) => {
      const found = lead === null ? deps.find(callId) : reach.any(lead, callId, 'supervision.markers')
      if (!found.ok) return found
      const items: Marker[] = [
        ...markers.ofCall(callId).map(shown),
        ...spans.ofCall(callId).map(({ mode, startedAt, endedAt, leadId }) => ({
          markerId: null,
          kind: mode,
          at: startedAt,
          untilAt: endedAt,
          by: refOf(leadId),
          text: '',
        })),
        ...deps.pauses.ofCall(callId).flatMap(({ byId, reason, startedAt, endedAt }) =>
          byId === null
            ? []
            : {
                markerId: null,
                kind: 'recording-paused' as const,
                at: startedAt,
                untilAt: endedAt,
                by: refOf(byId),
                text: reason,
              },
        ),
        ...markers.helpOfCall(callId).map(({ agentId, note, askedAt, endedAt }) => ({
          markerId: null,
          kind: 'help' as const,
          at: askedAt,
          untilAt: endedAt,
          by: refOf(agentId),
          text: note,
        })),
      ]
      return ok({ items: items.toSorted((one, other) => one.at - other.at) })
    },
    add: (lead, callId, { text, at }) => {
      const found = reach.any(lead, callId, 'supervision.marked')
      if (!found.ok) return found
      const nowMs = clock.nowMs()
      const moment = at ?? nowMs
      const { startedAt, endedAt } = found.value
      if (moment < startedAt || moment > (endedAt ?? nowMs)) return refuse(notWithin)
      if (markers.count(callId) >= mostMarkers) return refuse(tooMany)
      const marker = {
        markerId: MarkerId.parse(deps.random.uuid()),
        callId,
        byId: lead.personId,
        at: moment,
        text,
        createdAt: nowMs,
      }
      change(lead, callId, 'marked', () => markers.insert(marker))
      return ok(shown(marker))
    },
    remove: (lead, markerId) => {
      const marker = markers.find(markerId)
      if (marker?.byId !== lead.personId) return refuse(noMarker)
      const { callId } = marker
      if (!reach.any(lead, callId, 'supervision.marker-removed').ok) return refuse(noMarker)
      change(lead, callId, 'marker-removed', () => markers.remove(markerId))
      return ok(null)
    },
  }
}

const notWithin: Problem = {
  code: 'invalid-request',
  detail: 'The call was not running at that moment.',
  field: 'at',
}
const tooMany: Problem = {
  code: 'invalid-request',
  detail: `A call takes ${mostMarkers} markers.`,
}
const noMarker: Problem = { code: 'not-found', detail: 'There is no such marker of yours.' }
