import { ok, supervisionRoutes } from '@hearthline/shared'
import type { CurrentSignIn } from '../../ports.ts'
import type { CallEnding, Markers, Monitor, MonitoringLog, SpanScope } from '../../supervision/index.ts'
import { bind, type BoundRoute } from '../bind.ts'
import { leadOf } from '../lead.ts'

/** A lead's teams; an administrator reads all. */
const scopeOf = ({ person }: CurrentSignIn): SpanScope =>
  person.role === 'administrator' ? { type: 'all' } : { type: 'teams', teamIds: person.ledTeamIds }

const askerOf = (current: CurrentSignIn) => ({
  ...leadOf(current),
  signInId: current.signIn.signInId,
  draining: current.signIn.draining,
})

/** Legs of supervisors, what they leave in calls, and the log of it. */
export function bindSupervisionRoutes(deps: {
  monitor: Monitor
  ending: CallEnding
  markers: Markers
  log: MonitoringLog
}): BoundRoute[] {
  const { monitor, ending, markers, log } = deps
  return [
    bind(supervisionRoutes.monitor, ({ params, current }) => monitor.listen(askerOf(current), params.callId)),
    bind(supervisionRoutes.setMode, ({ params, body, current }) =>
      monitor.setMode(askerOf(current), params.callId, body.mode),
    ),
    bind(supervisionRoutes.endCall, ({ params, body, current }) =>
      ending.end(leadOf(current), params.callId, body),
    ),
    bind(supervisionRoutes.markers, ({ params, current }) =>
      markers.ofCall(current.person.role === 'administrator' ? null : leadOf(current), params.callId),
    ),
    bind(supervisionRoutes.addMarker, ({ params, body, current }) =>
      markers.add(leadOf(current), params.callId, body),
    ),
    bind(supervisionRoutes.removeMarker, ({ params, current }) =>
      markers.remove(leadOf(current), params.markerId),
    ),
    bind(supervisionRoutes.log, async ({ query, current }) =>
      ok(await log.page(scopeOf(current), query, query)),
    ),
    bind(supervisionRoutes.exportLog, ({ query, current }) => {
      const { fileName, csv } = log.exported(scopeOf(current), query, leadOf(current))
      return ok({
        status: 200,
        headers: {
          'Content-Type': 'text/csv; charset=utf-8',
          'Content-Disposition': `attachment; filename="${fileName}"`,
        },
        body: csv,
      })
    }),
  ]
}
