import { PersonId, TeamId } from '@hearthline/shared'
import { describe, expect, it } from 'vitest'
import { type Target, transferRows } from './transfer-rows.ts'

const agent = (displayName: string, free: boolean): Target => ({
  type: 'agent',
  personId: PersonId.parse(crypto.randomUUID()),
  displayName,
  teams: ['North'],
  free,
})
const team = (name: string, freeAgents: number): Target => ({
  type: 'team',
  teamId: TeamId.parse(crypto.randomUUID()),
  name,
  freeAgents,
})
const names = (text: string, targets: readonly Target[]) => transferRows(text, targets).map((row) => row.name)

describe('transferRows', () => {
  it('puts who could answer first and keeps the order of the server among them', () => {
    expect(names('', [agent('Busy', false), agent('Ada', true), team('Late', 0), team('North', 2)])).toEqual([
      'Ada',
      'North',
      'Busy',
      'Late',
    ])
  })

  it.each([
    ['+1 202 555 0147', ['+12025550147']],
    ['202-555', ['202555']],
    ['12', []],
    ['Ada', []],
    ['555-CALL', []],
    ['', []],
  ])('%s offers the numbers %j', (text, offered) => {
    expect(names(text, [])).toEqual(offered)
  })

  it('asks control with the number as it was typed, so that its rules see all of it', () => {
    expect(transferRows(' +49 30 1234;ext=5 ', [])).toEqual([])
    expect(transferRows(' 030 1234567 ', [])[0]?.to).toEqual({ type: 'number', text: '030 1234567' })
  })
})
