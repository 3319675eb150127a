import { HelpId, type HelpRequest, PersonId } from '@hearthline/shared'
import { expect, it } from 'vitest'
import { unanswered } from './unanswered-help.ts'

const person = (last: number) => ({
  personId: PersonId.parse(`6b9a2c1e-5a52-4f0e-9a50-0d7f7b3f0a0${last}`),
  displayName: `Agent ${last}`,
})
const help = (last: number, askedAt: number, claimed = false): HelpRequest => ({
  helpId: HelpId.parse(`6b9a2c1e-5a52-4f0e-9a50-0d7f7b3f0b0${last}`),
  agent: person(last),
  callId: null,
  reason: 'policy',
  note: '',
  askedAt,
  claimed: claimed ? { by: person(9), at: askedAt + 1 } : null,
})

it('is who has waited longest of those whom nobody claimed, and how many others wait', () => {
  expect(unanswered([])).toBeNull()
  expect(unanswered([help(1, 5, true)])).toBeNull()
  expect(unanswered([help(1, 5, true), help(2, 9), help(3, 7)])).toEqual({ help: help(3, 7), more: 1 })
})
