import type { LegId } from '@hearthline/shared'
import { describe, expect, it } from 'vitest'
import { transition } from './call-machine.ts'
import type { CallEvent, CallState, Connected, Effect } from './call-state.ts'
import { hearingIn } from './hearing-matrix.ts'
import {
  connectedState,
  inWords,
  legs,
  otherSeated,
  people,
  seated,
  takenOverState,
} from './testing/call-table.ts'

const { agent, customer, listener, newListener, otherLead } = legs
const modes = ['listen', 'whisper', 'barge'] as const
type Mode = (typeof modes)[number]

const inMode = (mode: Mode, changes: Partial<Connected> = {}): Connected => ({
  ...connectedState,
  supervisors: [seated(mode), otherSeated()],
  ...changes,
})

/** Plays events one after another; what was done, in words, and the matrices that were set. */
function play(from: CallState, events: readonly CallEvent[]) {
  const effects: Effect[] = []
  let state = from
  for (const event of events) {
    const result = transition(state, event)
    state = result.state
    effects.push(...result.effects)
  }
  const matrices = effects.flatMap((effect) =>
    effect.type === 'hearing' ? [hearingIn(effect.situation, effect.legs)] : [],
  )
  return { state, words: effects.map(inWords), matrices }
}
const earOf = (matrix: ReturnType<typeof hearingIn> | undefined, legId: LegId) => matrix?.[legId]

const connectionLost: CallEvent[] = [
  { type: 'line-lost', legId: listener, atMs: 7_000 },
  { type: 'timer', timer: 'supervisor-lines', atMs: 4_000 },
  { type: 'timer', timer: 'supervisor-lines', atMs: 8_000 },
]
const waysToGo: [string, CallEvent[]][] = [
  ['LIS-3: hangs up', [{ type: 'line-ended', legId: listener, end: 'hung-up' }]],
  ['SUP-9: the browser no longer knows the call', [{ type: 'line-ended', legId: listener, end: 'gone' }]],
  ['SUP-9: the browser died: its media failed', [{ type: 'leg-failed', legId: listener, atMs: 7_000 }]],
  ['SUP-9: the browser died: its connection did not return', connectionLost],
  ['SUP-9: is cut by control', [{ type: 'supervisor-cut', who: { personId: people.lead.personId } }]],
  ['DROP-5: is signed out', [{ type: 'supervisor-cut', who: { signInId: people.lead.signInId } }]],
]

describe.each(modes)('a supervisor in %s goes', (mode) => {
  it.each(waysToGo)('%s: in one step, the customer keeps the agent', (_way, events) => {
    const { state, words, matrices } = play(inMode(mode), events)
    expect(state).toMatchObject({
      phase: 'connected',
      agent: { legId: agent },
      supervisors: [{ legId: otherLead }],
    })
    expect(matrices).toHaveLength(1)
    expect(earOf(matrices[0], customer)).toEqual({ legs: [agent], prompt: null })
    expect(earOf(matrices[0], agent)).toEqual({ legs: [customer], prompt: null })
    expect(words.filter((word) => !word.startsWith('arm '))).toEqual([
      ...(mode === 'barge' ? ['record agent'] : []),
      'hearing two-party',
      'end listener 480 ended-by-lead',
      'close-leg listener',
      'journal leg-left',
    ])
  })

  it('LIS-2: a second leg of the same lead takes the place of the first, and listens at first', () => {
    const { state, words } = play(inMode(mode), [
      { type: 'supervisor-arrived', legId: newListener, ...people.lead, offerSdp: 'o' },
      { type: 'sdp-made', step: 'answer-browser', legId: newListener, sdp: 's', atMs: 7_000 },
    ])
    expect(state).toMatchObject({
      supervisors: [{ legId: otherLead }, { legId: newListener, mode: 'listen', sinceMs: 7_000 }],
    })
    expect(words).toEqual([
      ...(mode === 'barge' ? ['record agent'] : []),
      'hearing two-party',
      'end listener 480 ended-by-lead',
      'close-leg listener',
      'journal leg-left',
      'answer-browser newListener',
      'hearing two-party',
      'line-accept newListener',
      'journal leg-joined',
    ])
  })

  it('SUP-9: a connection that returns between the looks keeps the leg', () => {
    const { state } = play(inMode(mode), [
      ...connectionLost.slice(0, 2),
      { type: 'line-restored', legId: listener },
      ...connectionLost.slice(2),
    ])
    expect(state).toMatchObject({ supervisors: [{ legId: listener, mode, line: 'up' }, {}] })
  })

  it('SUP-10: the agent reloads: the customer is parked, then hears the agent again; the mode stays', () => {
    const { state, matrices } = play(inMode(mode), [
      { type: 'line-lost', legId: agent, atMs: 7_000 },
      { type: 'leg-failed', legId: agent, atMs: 7_000 },
      { type: 'line-restored', legId: agent },
      { type: 'leg-connected', legId: agent },
    ])
    expect(state).toMatchObject({ supervisors: [{ legId: listener, mode }, {}] })
    expect(matrices.map((matrix) => earOf(matrix, customer))).toEqual([
      { legs: mode === 'barge' ? [listener] : [], prompt: 'comfort' },
      { legs: mode === 'barge' ? [agent, listener] : [agent], prompt: null },
    ])
    expect(matrices.map((matrix) => earOf(matrix, agent)?.legs)).toEqual([
      [],
      mode === 'listen' ? [customer] : [customer, listener],
    ])
  })

  it('SUP-11: the agent does not come back: the call ends, unless the lead talks to the customer already', () => {
    const { state, words } = play(inMode(mode), [
      { type: 'line-lost', legId: agent, atMs: 7_000 },
      { type: 'timer', timer: 'agent-line', atMs: 66_000 },
    ])
    if (mode === 'barge') {
      expect(state).toMatchObject({ agent: { legId: listener }, takenOver: { atMs: 66_000 } })
      expect(words).toContain('journal call-taken-over')
    } else expect(state).toMatchObject({ phase: 'ended', termination: { kind: 'agent-line-lost' } })
  })

  it('END-1: the node stops while three supervisors are in the call: every leg ends with the same cause', () => {
    const third = seated('listen', { legId: newListener, ...people.next })
    const { state, words } = play({ ...inMode(mode), supervisors: [...inMode(mode).supervisors, third] }, [
      { type: 'end-requested', kind: 'voice-node-lost' },
    ])
    expect(state).toMatchObject({
      phase: 'ended',
      termination: { kind: 'voice-node-lost', fault: 'hearthline' },
    })
    expect(words).toEqual([
      ...['agent', 'customer', 'listener', 'otherLead', 'newListener'].map(
        (leg) => `end ${leg} 503 voice-node-lost`,
      ),
      ...Array.from({ length: 5 }, () => 'journal leg-left'),
      'journal call-ended',
      'close',
    ])
  })

  it('CALL-4: either side hangs up: the call ends for the supervisor, too', () => {
    for (const legId of [agent, customer]) {
      const { words } = play(inMode(mode), [{ type: 'line-ended', legId, end: 'hung-up' }])
      expect(words).toContain(`end listener 480 ${legId === agent ? 'agent' : 'customer'}-hung-up`)
    }
  })
})

describe('a supervisor who has taken over', () => {
  const watched: Connected = { ...takenOverState, supervisors: [otherSeated()] }

  it.each([
    [
      'SUP-12: hangs up: the call ends',
      { type: 'line-ended', legId: listener, end: 'hung-up' },
      'agent-hung-up',
    ],
    [
      'SUP-12: has gone: the call ends',
      { type: 'line-ended', legId: listener, end: 'gone' },
      'agent-line-lost',
    ],
    [
      'SUP-12: does not return in time',
      { type: 'timer', timer: 'agent-line', atMs: 9_000 },
      'agent-line-lost',
    ],
    [
      'SUP-12: the customer hangs up',
      { type: 'line-ended', legId: customer, end: 'hung-up' },
      'customer-hung-up',
    ],
    ['END-3: control ends the call', { type: 'end-requested', kind: 'revoked' }, 'revoked'],
  ] as const satisfies [string, CallEvent, string][])('%s', (_rule, event, kind) => {
    const { state, words } = play(watched, [event])
    expect(state).toMatchObject({ phase: 'ended', termination: { kind } })
    expect(words.slice(0, 3)).toEqual(
      ['listener', 'customer', 'otherLead'].map((leg) => `end ${leg} 480 ${kind}`),
    )
    expect(words.filter((word) => word === 'journal leg-left')).toHaveLength(3)
  })

  it('SUP-12: leaves as a supervisor, not as an agent', () => {
    const { effects } = transition(watched, { type: 'end-requested', kind: 'ended-by-lead' })
    const left = effects.flatMap((effect) =>
      effect.type === 'journal' && effect.event.type === 'leg-left' ? [effect.event] : [],
    )
    expect(left.map(({ role, personId }) => [role, personId])).toEqual([
      ['supervisor', people.lead.personId],
      ['customer', null],
      ['supervisor', people.otherLead.personId],
    ])
  })

  it.each([
    [
      'SUP-8: end-listening does nothing',
      { type: 'supervisor-cut', who: { personId: people.lead.personId } },
    ],
    [
      'SUP-8: nor does the end of the sign-in as such',
      { type: 'supervisor-cut', who: { signInId: people.lead.signInId } },
    ],
    ['SUP-7: the BYE of the agent that crossed ours', { type: 'line-ended', legId: agent, end: 'hung-up' }],
    ['SUP-7: media of the agent that fails late', { type: 'leg-failed', legId: agent, atMs: 7_000 }],
    [
      'SUP-7: SDP that was being made for the agent',
      { type: 'sdp-made', step: 'offer-browser', legId: agent, sdp: 's', atMs: 1 },
    ],
    [
      'SUP-7: SDP for the agent that came to nothing',
      { type: 'media-refused', step: 'offer-browser', legId: agent, code: 'no-leg' },
    ],
    ['SUP-7: an answer of the agent’s browser', { type: 'line-renegotiated', legId: agent, sdp: 's' }],
    [
      'SUP-7: a re-INVITE of the agent’s browser',
      { type: 'line-reinvited', legId: agent, offerSdp: 'o', silent: false },
    ],
  ] as const satisfies [string, CallEvent][])('%s', (_rule, event) => {
    const { state, effects, refusal } = transition(takenOverState, event)
    expect(state).toBe(takenOverState)
    expect(effects).toEqual([])
    expect(refusal).not.toBeNull()
  })

  it('SUP-12: whose media fails: the customer is parked, the browser is mended', () => {
    const { state, words, matrices } = play(watched, [{ type: 'leg-failed', legId: listener, atMs: 7_000 }])
    expect(state).toMatchObject({ agentLine: { media: 'lost' } })
    expect(earOf(matrices[0], customer)).toEqual({ legs: [], prompt: 'comfort' })
    expect(words).toEqual([
      'hearing parked',
      'offer-browser listener',
      'arm agent-line',
      'journal agent-line',
      'arm park',
      'journal call-parked',
    ])
  })

  it('SUP-12: comes back with a new leg: it speaks in the old one’s place at once', () => {
    const { state, words, matrices } = play(
      { ...watched, agentLine: { signalling: 'lost', media: 'lost' } },
      [
        { type: 'supervisor-arrived', legId: newListener, ...people.lead, offerSdp: 'o' },
        { type: 'sdp-made', step: 'answer-browser', legId: newListener, sdp: 's', atMs: 7_000 },
      ],
    )
    expect(state).toMatchObject({
      agent: { legId: newListener, personId: people.lead.personId },
      takenOver: { from: people.agent, joinedMs: 7_000, atMs: 2_000 },
      agentLine: { signalling: 'up', media: 'up' },
      supervisors: [{ legId: otherLead }],
    })
    expect(earOf(matrices[0], customer)).toEqual({ legs: [newListener], prompt: null })
    expect(words).toEqual([
      'answer-browser newListener',
      'record nobody',
      'hearing two-party',
      'record newListener',
      'end listener 480 taken-over',
      'close-leg listener',
      'line-accept newListener',
      'journal leg-left',
      'journal leg-joined',
      'journal leg-mode',
      'disarm agent-line',
      'disarm repair',
      'journal agent-line',
    ])
  })
})

describe('the levels that a lead watches', () => {
  it('TALK-7: are asked for with the first lead in the call, and no more after the last', () => {
    const { words } = play(connectedState, [
      { type: 'supervisor-arrived', legId: listener, ...people.lead, offerSdp: 'o' },
      { type: 'sdp-made', step: 'answer-browser', legId: listener, sdp: 's', atMs: 7_000 },
      { type: 'supervisor-arrived', legId: otherLead, ...people.otherLead, offerSdp: 'o' },
      { type: 'sdp-made', step: 'answer-browser', legId: otherLead, sdp: 's', atMs: 7_000 },
      { type: 'mode-asked', personId: people.lead.personId, mode: 'take-over', atMs: 8_000 },
      { type: 'line-ended', legId: otherLead, end: 'hung-up' },
    ])
    expect(words.filter((word) => word.startsWith('levels'))).toEqual(['levels 200'])
    const { words: after } = play(inMode('barge', { supervisors: [seated('barge')] }), [
      { type: 'line-ended', legId: listener, end: 'hung-up' },
    ])
    expect(after.filter((word) => word.startsWith('levels'))).toEqual(['levels off'])
  })
})
