import { describe, expect, it } from 'vitest'
import { transition } from './call-machine.ts'
import type { CallEvent, CallState, Connected } from './call-state.ts'
import { connectedState, inWords, legs, people, seated, states } from './testing/call-table.ts'

const { agent, customer, listener } = legs
const lineLost: Connected = { ...connectedState, agentLine: { signalling: 'lost', media: 'up' } }
const parked = { untilMs: 37_000, isGoodbye: false }
const mediaLost: Connected = { ...connectedState, agentLine: { signalling: 'up', media: 'lost' }, parked }
const bothLost: Connected = { ...connectedState, agentLine: { signalling: 'lost', media: 'lost' }, parked }
const listened = states.connected
const arriving: Connected = {
  ...connectedState,
  supervisors: [seated('listen', { sinceMs: null })],
}

const ended = (kind: string, fault: string) => ({ phase: 'ended', termination: { kind, fault } })
const ends = (kind: string, status: number) => [
  `end agent ${status} ${kind}`,
  `end customer ${status} ${kind}`,
  'journal leg-left',
  'journal leg-left',
  'journal call-ended',
  'close',
]

const rows: { rule: string; from: CallState; event: CallEvent; to: object; does: string[] }[] = [
  {
    rule: 'CALL-4: the agent hangs up',
    from: connectedState,
    event: { type: 'line-ended', legId: agent, end: 'hung-up' },
    to: ended('agent-hung-up', 'nobody'),
    does: ends('agent-hung-up', 480),
  },
  {
    rule: 'CALL-4: the customer hangs up',
    from: connectedState,
    event: { type: 'line-ended', legId: customer, end: 'hung-up' },
    to: ended('customer-hung-up', 'nobody'),
    does: ends('customer-hung-up', 480),
  },
  {
    rule: 'CALL-4: the carrier no longer knows the call',
    from: connectedState,
    event: { type: 'line-ended', legId: customer, end: 'gone' },
    to: ended('customer-line-lost', 'carrier'),
    does: ends('customer-line-lost', 480),
  },
  {
    rule: 'CALL-4: the agent’s browser no longer knows the call',
    from: connectedState,
    event: { type: 'line-ended', legId: agent, end: 'gone' },
    to: ended('agent-line-lost', 'agent'),
    does: ends('agent-line-lost', 480),
  },
  {
    rule: 'LINE-1: the connection breaks: the call goes on, the grace starts',
    from: connectedState,
    event: { type: 'line-lost', legId: agent, atMs: 7_000 },
    to: { phase: 'connected', agentLine: { signalling: 'lost', media: 'up' } },
    does: ['watch-silence agent', 'arm agent-line', 'journal agent-line'],
  },
  {
    rule: 'LINE-2: it returns in time',
    from: lineLost,
    event: { type: 'line-restored', legId: agent },
    to: { phase: 'connected', agentLine: { signalling: 'up', media: 'up' } },
    does: ['watch-silence agent', 'disarm agent-line', 'disarm repair', 'journal agent-line'],
  },
  {
    rule: 'LINE-2: it does not return',
    from: lineLost,
    event: { type: 'timer', timer: 'agent-line', atMs: 9_000 },
    to: ended('agent-line-lost', 'agent'),
    does: ends('agent-line-lost', 480),
  },
  {
    rule: 'LINE-4: lost media parks the customer and offers a fresh peer',
    from: connectedState,
    event: { type: 'leg-failed', legId: agent, atMs: 7_000 },
    to: { phase: 'connected', agentLine: { signalling: 'up', media: 'lost' } },
    does: [
      'hearing parked',
      'offer-browser agent',
      'arm agent-line',
      'journal agent-line',
      'arm park',
      'journal call-parked',
    ],
  },
  {
    rule: 'LINE-4: without a connection there is nothing to offer it over',
    from: lineLost,
    event: { type: 'leg-failed', legId: agent, atMs: 7_000 },
    to: { agentLine: { signalling: 'lost', media: 'lost' } },
    does: ['hearing parked', 'arm park', 'journal call-parked'],
  },
  {
    rule: 'LINE-4: the connection returns before the media: mend, keep the grace',
    from: bothLost,
    event: { type: 'line-restored', legId: agent },
    to: { agentLine: { signalling: 'up', media: 'lost' } },
    does: ['offer-browser agent', 'watch-silence agent'],
  },
  {
    rule: 'LINE-4: the fresh peer’s offer goes out',
    from: mediaLost,
    event: { type: 'sdp-made', step: 'offer-browser', legId: agent, sdp: 's', atMs: 0 },
    to: { phase: 'connected' },
    does: ['line-reinvite agent'],
  },
  {
    rule: 'LINE-4: the browser’s answer goes in',
    from: mediaLost,
    event: { type: 'line-renegotiated', legId: agent, sdp: 's' },
    to: { phase: 'connected' },
    does: ['accept-browser-answer agent'],
  },
  {
    rule: 'LINE-4: the browser refuses: again in a while',
    from: mediaLost,
    event: { type: 'line-renegotiated', legId: agent, sdp: null },
    to: { phase: 'connected' },
    does: ['arm repair'],
  },
  {
    rule: 'LINE-4: again',
    from: mediaLost,
    event: { type: 'timer', timer: 'repair', atMs: 9_000 },
    to: { phase: 'connected' },
    does: ['offer-browser agent'],
  },
  {
    rule: 'LINE-4: the media is back',
    from: mediaLost,
    event: { type: 'leg-connected', legId: agent },
    to: { agentLine: { signalling: 'up', media: 'up' } },
    does: [
      'hearing two-party',
      'disarm agent-line',
      'disarm repair',
      'journal agent-line',
      'disarm park',
      'disarm goodbye',
      'journal call-parked',
    ],
  },
  {
    rule: 'LINE-3: a browser brings a fresh peer',
    from: connectedState,
    event: { type: 'line-reinvited', legId: agent, offerSdp: 'o', silent: false },
    to: { phase: 'connected' },
    does: ['answer-browser agent'],
  },
  {
    rule: 'LINE-3: and gets its answer',
    from: connectedState,
    event: { type: 'sdp-made', step: 'answer-browser', legId: agent, sdp: 's', atMs: 0 },
    to: { phase: 'connected' },
    does: ['reinvite-accept agent'],
  },
  {
    rule: 'LINE-3: a browser without an offer is refused',
    from: connectedState,
    event: { type: 'line-reinvited', legId: agent, offerSdp: null, silent: false },
    to: { phase: 'connected' },
    does: ['reinvite-refuse agent'],
  },
  {
    rule: 'LINE-3: an offer that cannot be taken is refused and the old session stays',
    from: connectedState,
    event: { type: 'media-refused', step: 'answer-rtp', legId: customer, code: 'bad-sdp' },
    to: { phase: 'connected' },
    does: ['reinvite-refuse customer'],
  },
  {
    rule: 'LINE-3: a carrier moves its media',
    from: connectedState,
    event: { type: 'line-reinvited', legId: customer, offerSdp: 'o', silent: false },
    to: { phase: 'connected', customerSilent: false },
    does: ['answer-rtp customer'],
  },
  {
    rule: 'LINE-3: a carrier asks for our offer',
    from: connectedState,
    event: { type: 'line-reinvited', legId: customer, offerSdp: null, silent: false },
    to: { phase: 'connected' },
    does: ['offer-rtp customer'],
  },
  {
    rule: 'LINE-3: and answers it',
    from: connectedState,
    event: { type: 'line-late-answer', legId: customer, sdp: 's' },
    to: { phase: 'connected' },
    does: ['accept-rtp-answer customer'],
  },
  {
    rule: 'LINE-5: a silent customer is watched',
    from: connectedState,
    event: { type: 'leg-silent', legId: customer, silentMs: 5_000, atMs: 7_000 },
    to: { phase: 'connected' },
    does: ['arm customer-silence'],
  },
  {
    rule: 'LINE-5: heard again',
    from: connectedState,
    event: { type: 'leg-heard', legId: customer },
    to: { phase: 'connected' },
    does: ['disarm customer-silence'],
  },
  {
    rule: 'LINE-5: silent for too long',
    from: connectedState,
    event: { type: 'timer', timer: 'customer-silence', atMs: 9_000 },
    to: ended('customer-line-lost', 'carrier'),
    does: ends('customer-line-lost', 480),
  },
  {
    rule: 'LINE-5: a carrier that puts us on hold may be silent',
    from: connectedState,
    event: { type: 'line-reinvited', legId: customer, offerSdp: 'o', silent: true },
    to: { phase: 'connected', customerSilent: true },
    does: ['answer-rtp customer', 'disarm customer-silence'],
  },
  {
    rule: 'LINE-5: silence that was announced does not count',
    from: { ...connectedState, customerSilent: true },
    event: { type: 'leg-silent', legId: customer, silentMs: 5_000, atMs: 7_000 },
    to: { unheard: { customer: true } },
    does: [],
  },
  {
    rule: 'LINE-5: it counts once it is announced no more',
    from: { ...connectedState, customerSilent: true, unheard: { agent: false, customer: true } },
    event: { type: 'line-reinvited', legId: customer, offerSdp: 'o', silent: false },
    to: { customerSilent: false },
    does: ['answer-rtp customer', 'arm customer-silence'],
  },
  {
    rule: 'LINE-3: what a browser brings while its media is lost is not replaced by ours at once',
    from: mediaLost,
    event: { type: 'line-reinvited', legId: agent, offerSdp: 'o', silent: false },
    to: { parked },
    does: ['answer-browser agent', 'arm repair'],
  },
  {
    rule: 'LIS-1: a listener’s answer seats it',
    from: arriving,
    event: { type: 'sdp-made', step: 'answer-browser', legId: listener, sdp: 's', atMs: 7 },
    to: { supervisors: [{ legId: listener, sinceMs: 7 }] },
    does: ['hearing two-party', 'levels 200', 'line-accept listener', 'journal leg-joined'],
  },
  {
    rule: 'LIS-3: a listener goes',
    from: listened,
    event: { type: 'line-ended', legId: listener, end: 'hung-up' },
    to: { phase: 'connected', supervisors: [] },
    does: [
      'hearing two-party',
      'levels off',
      'end listener 480 ended-by-lead',
      'close-leg listener',
      'journal leg-left',
    ],
  },
  {
    rule: 'LIS-3: a listener whose media fails goes',
    from: listened,
    event: { type: 'leg-failed', legId: listener, atMs: 7_000 },
    to: { supervisors: [] },
    does: [
      'hearing two-party',
      'levels off',
      'end listener 480 ended-by-lead',
      'close-leg listener',
      'journal leg-left',
    ],
  },
  {
    rule: 'LIS-3: a listener that never sat is not said to have left',
    from: arriving,
    event: { type: 'line-cancelled', legId: listener },
    to: { supervisors: [] },
    does: ['end listener 480 ended-by-lead', 'close-leg listener'],
  },
  {
    rule: 'LIS-4: the call ends under a listener',
    from: listened,
    event: { type: 'line-ended', legId: agent, end: 'hung-up' },
    to: ended('agent-hung-up', 'nobody'),
    does: [
      'end agent 480 agent-hung-up',
      'end customer 480 agent-hung-up',
      'end listener 480 agent-hung-up',
      'journal leg-left',
      'journal leg-left',
      'journal leg-left',
      'journal call-ended',
      'close',
    ],
  },
  {
    rule: 'SEAL-2: a recording that breaks does not end the call',
    from: connectedState,
    event: { type: 'recording-failed' },
    to: { phase: 'connected', recording: 'failed' },
    does: [],
  },
]

describe('a connected call', () => {
  it.each(rows)('$rule', ({ from, event, to, does }) => {
    const result = transition(from, event)
    expect(result.refusal).toBeNull()
    expect(result.state).toMatchObject(to)
    expect(result.effects.map(inWords)).toEqual(does)
  })

  const refusals: [string, CallState, CallEvent][] = [
    ['a second loss', lineLost, { type: 'line-lost', legId: agent, atMs: 7_000 }],
    ['a return without a loss', connectedState, { type: 'line-restored', legId: agent }],
    ['a connection that is up already', connectedState, { type: 'leg-connected', legId: agent }],
    ['a ring timeout', connectedState, { type: 'timer', timer: 'ring', atMs: 9_000 }],
    ['a late 180', connectedState, { type: 'line-progressed', legId: customer, status: 180, sdp: null }],
    ['nobody to cut', connectedState, { type: 'supervisor-cut', who: { personId: people.lead.personId } }],
    [
      'a lost room, told by a request first',
      connectedState,
      { type: 'media-refused', step: 'answer-rtp', legId: customer, code: 'worker-gone' },
    ],
  ]
  it.each(refusals)('CALL-2: %s changes nothing', (_what, state, event) => {
    const result = transition(state, event)
    expect(result.state).toBe(state)
    expect(result.refusal).not.toBeNull()
  })

  it('LINE-5: what was silent already counts', () => {
    const { effects } = transition(connectedState, {
      type: 'leg-silent',
      legId: customer,
      silentMs: 5_000,
      atMs: 7_000,
    })
    expect(effects).toEqual([{ type: 'arm', timer: 'customer-silence', delayMs: 25_000 }])
  })
})
