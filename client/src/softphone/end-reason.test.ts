import { expect, it } from 'vitest'
import { causeInReason, reasonOfEnd } from './end-reason.ts'

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
