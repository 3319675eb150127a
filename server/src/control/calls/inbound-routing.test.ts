import { PersonId, SignInId, TeamId } from '@hearthline/shared'
import { describe, expect, it } from 'vitest'
import { chooseAgent, type RingableAgent } from './inbound-routing.ts'

const person = (digit: number) => PersonId.parse(`00000000-0000-4000-8000-00000000000${digit}`)
const west = TeamId.parse('10000000-0000-4000-8000-000000000001')
const east = TeamId.parse('10000000-0000-4000-8000-000000000002')
const agent = (digit: number, readySince: number, ...teamIds: TeamId[]): RingableAgent => ({
  personId: person(digit),
  signInId: SignInId.parse(`20000000-0000-4000-8000-00000000000${digit}`),
  teamIds,
  readySince,
})
const floor = [agent(1, 300, west), agent(2, 100, west), agent(3, 50, east), agent(4, 100, west)]

describe('inbound routing', () => {
  it.each([
    ['RECORD-7: who last spoke with them', [], person(1), west, person(1)],
    ['RECORD-7: also from another team', [], person(3), west, person(3)],
    ['RECORD-7: else the longest ready of the team', [], null, west, person(2)],
    ['RECORD-7: who was tried is skipped', [person(2)], null, west, person(4)],
    ['RECORD-7: who last spoke but was tried is skipped', [person(1)], person(1), west, person(2)],
    ['RECORD-7: who last spoke but is not ringable', [], person(9), west, person(2)],
    ['RECORD-7: nobody left', [person(1), person(2), person(4)], null, west, null],
    ['RECORD-7: a trunk without a team', [], null, null, null],
  ])('%s', (_rule, tried, last, team, expected) => {
    expect(chooseAgent(floor, tried, last, team)?.personId ?? null).toBe(expected)
  })
})
