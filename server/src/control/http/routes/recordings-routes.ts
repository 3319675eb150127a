import { recordingRoutes } from '@hearthline/shared'
import type { CurrentSignIn } from '../../ports.ts'
import type { RecordingAsker, RecordingService } from '../../recordings/index.ts'
import { bind, type BoundRoute } from '../bind.ts'
import { callScopeOf } from './calls-routes.ts'

const askerOf = (current: CurrentSignIn): RecordingAsker => ({
  personId: current.person.personId,
  signInId: current.signIn.signInId,
  address: current.address,
  scope: callScopeOf(current),
})

export function bindRecordingRoutes(recordings: RecordingService): BoundRoute[] {
  return [
    bind(recordingRoutes.get, ({ params, current }) => recordings.get(askerOf(current), params.recordingId)),
    bind(recordingRoutes.open, ({ params, body, current }) =>
      recordings.open(askerOf(current), params.recordingId, body),
    ),
    bind(recordingRoutes.audio, ({ params, query, visit, current }) =>
      recordings.audio(askerOf(current), params.recordingId, query.grant, visit),
    ),
    bind(recordingRoutes.peaks, ({ params, query, current }) =>
      recordings.peaks(askerOf(current), params.recordingId, query.grant, query.buckets),
    ),
  ]
}
