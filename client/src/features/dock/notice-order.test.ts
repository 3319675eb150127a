import { type Notice, NoticeId, PersonId } from '@hearthline/shared'
import { expect, it } from 'vitest'
import { shownNotices } from './notice-order.ts'

const notice = (kind: Notice['kind'], at: number): Notice => ({
  noticeId: NoticeId.parse(`6b9a2c1e-5a52-4f0e-9a50-0d7f7b3f0c${String(at).padStart(2, '0')}`),
  kind,
  from: { personId: PersonId.parse('6b9a2c1e-5a52-4f0e-9a50-0d7f7b3f0b01'), displayName: 'Priya Raman' },
  at,
  text: '',
  reason: null,
  callId: null,
})

it('shows what was done before what was said, the older first, three at a time', () => {
  const { shown, more } = shownNotices([
    notice('message', 1),
    notice('coaching-note', 2),
    notice('broadcast', 3),
    notice('taken-over', 4),
    notice('state-forced', 5),
  ])
  expect(shown.map(({ kind }) => kind)).toEqual(['taken-over', 'state-forced', 'message'])
  expect(more).toBe(2)
})

it('has nothing to show for nobody', () => {
  expect(shownNotices([])).toEqual({ shown: [], more: 0 })
})
