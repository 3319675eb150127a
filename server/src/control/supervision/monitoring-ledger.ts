import { SpanId } from '@hearthline/shared'
import type { Directory, MonitoringLedger } from '../calls/index.ts'
import type { Audit, RandomSource } from '../ports.ts'
import type { SpanStore } from './ports.ts'

/**
 * Writes who listened to whom: a span for each stretch in one mode, and a row of the trail for each step, with what the
 * agent was told as its reason (SUPERVISION-8).
 */
export function createMonitoringLedger(deps: {
  spans: SpanStore
  directory: Pick<Directory, 'disclosure'>
  audit: Audit
  random: RandomSource
}): MonitoringLedger {
  const { spans, directory, audit, random } = deps
  return {
    entered: ({ callId, teamId, agentId }, { legId, personId, mode }, atMs) => {
      const disclosure = directory.disclosure(teamId)
      spans.close(legId, atMs)
      spans.insert({
        spanId: SpanId.parse(random.uuid()),
        callId,
        legId,
        leadId: personId,
        agentId,
        teamId,
        mode,
        disclosure,
        startedAt: atMs,
        endedAt: null,
      })
      audit.append({
        action: `supervision.${mode}`,
        actorId: personId,
        subjectId: callId,
        address: null,
        outcome: 'done',
        reason: disclosure,
      })
    },
    left: ({ callId, teamId }, { legId, personId }, atMs) => {
      spans.close(legId, atMs)
      audit.append({
        action: 'supervision.left',
        actorId: personId,
        subjectId: callId,
        address: null,
        outcome: 'done',
        reason: directory.disclosure(teamId),
      })
    },
  }
}
