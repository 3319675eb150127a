import { NoticeId, PersonId, type SentNotice } from '@hearthline/shared'
import { expect, it } from 'vitest'
import { mergeSent, reading } from './sent-notices.ts'

const person = (last: number) => ({
  personId: PersonId.parse(`6b9a2c1e-5a52-4f0e-9a50-0d7f7b3f0a0${last}`),
  displayName: `Agent ${last}`,
})
const sent = (last: number, acknowledged: (number | null)[]): SentNotice => ({
  batchId: NoticeId.parse(`6b9a2c1e-5a52-4f0e-9a50-0d7f7b3f0b0${last}`),
  kind: 'broadcast',
  text: 'Hi',
  reason: null,
  at: last,
  from: person(9),
  team: null,
  recipients: acknowledged.map((acknowledgedAt, index) => ({ ...person(index), acknowledgedAt })),
})

it('knows who has read and who has not', () => {
  expect(reading(sent(1, [5, null, 7]))).toEqual({ read: 2, total: 3, waiting: ['Agent 1'] })
})

it('takes the fuller telling of each, newest first', () => {
  const fetched = [sent(1, [null, null]), sent(2, [5, 6])]
  const pushed = [sent(3, [null]), sent(2, [5, null]), sent(1, [4, null])]
  expect(mergeSent(fetched, pushed)).toEqual([sent(3, [null]), sent(2, [5, 6]), sent(1, [4, null])])
})
