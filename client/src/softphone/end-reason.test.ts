import { expect, it } from 'vitest'
import type { Mirror } from '../i18n/mirror.ts'
import { call as english } from '../i18n/en/call.ts'
import { call as chinese } from '../i18n/zh-CN/call.ts'
import { causeInReason, type EndReason, reasonOfEnd } from './end-reason.ts'

it.each([
  ['Hearthline;cause=486;text="busy"', 'busy'],
  ['hearthline; cause=480 ; text="no-answer"', 'no-answer'],
  ['Hearthline;text="voice-node-lost"', 'voice-node-lost'],
  ['Hearthline;cause=486;text="rm -rf"', null],
  ['Hearthline;cause=486', null],
  ['SIP;cause=200;text="taken-over"', 'taken-over'],
  ['SIP;cause=603;text="ended-by-lead"', 'ended-by-lead'],
  ['SIP;cause=200;text="Call completed elsewhere"', null],
  ['Q.850;cause=17;text="busy"', null],
  ['', null],
  [null, null],
])('%s → %s', (header, kind) => {
  expect(causeInReason(header)).toBe(kind)
})

it.each([
  ['the socket broke', { by: 'local', status: null, reason: null, cause: 'connection' }, 'line-lost'],
  ['no answer of the node', { by: 'system', status: null, reason: null, cause: 'timeout' }, 'line-timeout'],
  ['ICE failed', { by: 'local', status: null, reason: null, cause: 'media' }, 'audio-path'],
  ['the ticket was turned down', { by: 'remote', status: 403, reason: null, cause: 'rejected' }, 'refused'],
] as const)('%s', (_name, end, failure) => {
  expect(reasonOfEnd(end, 'outgoing')).toEqual({ type: 'phone', failure })
})

it('an agent whose call was taken over is told so, not that anybody hung up', () => {
  const end = {
    by: 'remote',
    status: null,
    reason: 'SIP;cause=200;text="taken-over"',
    cause: 'hung-up',
  } as const
  expect(reasonOfEnd(end, 'connected')).toEqual({ type: 'taken-over' })
})

const statuses = Array.from({ length: 400 }, (_, at) => at + 300)
type Words = Pick<Mirror<typeof english>, 'termination' | 'phone'>
const sentenceOf = (words: Words, reason: EndReason): string => {
  if (reason.type === 'termination') return words.termination[reason.kind]
  if (reason.type === 'phone') return words.phone[reason.failure]
  throw new Error(`no sentence of a status: ${reason.type}`)
}

it.each([
  ['English', english, /^[A-Z].{15,}\.$/],
  ['Chinese', chinese, /^[\p{Script=Han}].{4,}。$/u],
] as const)('PHONE-30: every final status has a sentence in %s', (_name, words, sentence) => {
  for (const status of statuses) {
    const end = { by: 'remote', status, reason: null, cause: 'rejected' } as const
    expect(sentenceOf(words, reasonOfEnd(end, 'outgoing')), String(status)).toMatch(sentence)
  }
})

it.each([
  [300, 'rejected'],
  [400, 'rejected'],
  [401, 'refused'],
  [403, 'refused'],
  [404, 'unallocated'],
  [407, 'refused'],
  [408, 'no-answer'],
  [410, 'unallocated'],
  [415, 'no-codec'],
  [480, 'no-answer'],
  [481, 'line-lost'],
  [484, 'unallocated'],
  [486, 'busy'],
  [487, 'no-answer'],
  [488, 'no-codec'],
  [499, 'rejected'],
  [500, 'trunk-unavailable'],
  [503, 'trunk-unavailable'],
  [513, 'trunk-unavailable'],
  [580, 'trunk-unavailable'],
  [600, 'busy'],
  [603, 'declined'],
  [604, 'unallocated'],
  [606, 'no-codec'],
  [607, 'declined'],
  [699, 'rejected'],
])('PHONE-30: %d is %s, whatever the SIP library calls it', (status, word) => {
  for (const cause of ['rejected', 'media', 'timeout', 'other'] as const) {
    const reason = reasonOfEnd({ by: 'remote', status, reason: null, cause }, 'outgoing')
    expect('kind' in reason ? reason.kind : 'failure' in reason ? reason.failure : reason.type).toBe(word)
  }
})

it('PHONE-30: the reason that the voice node gives beside a status counts first', () => {
  const end = {
    by: 'remote',
    status: 480,
    reason: 'Hearthline;cause=480;text="unallocated"',
    cause: 'rejected',
  } as const
  expect(reasonOfEnd(end, 'outgoing')).toEqual({ type: 'termination', kind: 'unallocated' })
})

it.each(['transferred', 'rejoined', 'consult-left'] as const)(
  'PHONE-31: a leg that is out by %s is left, and no end of the call',
  (how) => {
    const end = {
      by: 'remote',
      status: null,
      reason: `SIP;cause=200;text="${how}"`,
      cause: 'hung-up',
    } as const
    expect(reasonOfEnd(end, 'connected')).toEqual({ type: 'left', how })
  },
)
