import { PersonId, TeamId } from '@hearthline/shared'
import { describe, expect, it } from 'vitest'
import { everything, type Filter, isUsed, logQueryOf } from './filter.ts'

const now = new Date(2026, 10, 19, 12, 31).getTime()
const lead = {
  personId: PersonId.parse('6b9a2c1e-5a52-4f0e-9a50-0d7f7b3f0b01'),
  displayName: 'Priya Raman',
}
const teamId = TeamId.parse('6b9a2c1e-5a52-4f0e-9a50-0d7f7b3f0d01')
const localDay = (year: number, month: number, day: number): number =>
  new Date(year, month - 1, day).getTime()

describe('the filters of the log', () => {
  it.each<[string, Partial<Filter>, ReturnType<typeof logQueryOf>]>([
    ['nothing chosen asks for everything', {}, {}],
    ['a lead', { lead }, { leadId: lead.personId }],
    ['an agent', { agent: lead }, { agentId: lead.personId }],
    ['a team and a mode', { teamId, mode: 'whisper' }, { teamId, mode: 'whisper' }],
    ['today', { span: 'today' }, { from: localDay(2026, 11, 19) }],
    ['the last seven days, today with them', { span: 'week' }, { from: localDay(2026, 11, 13) }],
    ['the last thirty days', { span: 'month' }, { from: localDay(2026, 10, 21) }],
    [
      'whole days of the own choice',
      { span: 'own', from: '2026-11-01', until: '2026-11-02' },
      { from: localDay(2026, 11, 1), until: localDay(2026, 11, 3) - 1 },
    ],
    ['half a choice', { span: 'own', until: '2026-11-02' }, { until: localDay(2026, 11, 3) - 1 }],
    ['no date at all', { span: 'own', from: 'soon', until: '' }, {}],
  ])('%s', (_name, change, query) => {
    expect(logQueryOf({ ...everything, ...change }, now)).toEqual(query)
    expect(isUsed({ ...everything, ...change })).toBe(Object.keys(change).length > 0)
  })
})
