import { array, assert, constantFrom, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { transition } from './call-machine.ts'
import type { CallEvent, CallState, Effect } from './call-state.ts'
import { everyEvent, inWords, legs, people, seated, states, takenOverState } from './testing/call-table.ts'
import {
  consult,
  consulting,
  controlEvents,
  controlStates,
  dialled,
  paused,
  pressed,
} from './testing/control-table.ts'

const leg = legs.consult
const complete = pressed({ type: 'complete' })
const leaverGoes = ['end agent 480 transferred', 'close-leg agent', 'journal leg-left']
const said = ['journal call-transferred', 'journal controls-changed']
const timers = ['agent-line', 'repair', 'supervisor-lines', 'park', 'goodbye', 'anchor'].map(
  (timer) => `disarm ${timer}`,
)
const toNext = { phase: 'connected', agent: { ...people.next, legId: leg }, aside: null, takenOver: null }
const toOutside = { phase: 'outside', party: { legId: leg } }

const rows: { rule: string; from: CallState; event: CallEvent; to: object; does: string[] }[] = [
  {
    rule: 'CTL-11: complete: the customer hears the colleague before the agent goes',
    from: consulting('connected'),
    event: complete,
    to: toNext,
    does: ['answer agent ok', 'hearing two-party', 'record consult', ...leaverGoes, ...said],
  },
  {
    rule: 'CTL-11: out of three-way the customer does not lose the colleague for a moment',
    from: consulting('connected', { speaking: 'all' }),
    event: complete,
    to: toNext,
    does: ['answer agent ok', 'record consult', 'hearing two-party', ...leaverGoes, ...said],
  },
  {
    rule: 'CTL-11: out of a swap',
    from: consulting('connected', { speaking: 'customer' }),
    event: complete,
    to: toNext,
    does: ['answer agent ok', 'record nobody', 'hearing two-party', 'record consult', ...leaverGoes, ...said],
  },
  {
    rule: 'CTL-11: a paused recording goes on',
    from: consulting('connected', {}, { recordingPause: paused.recordingPause }),
    event: complete,
    to: { ...toNext, recordingPause: null },
    does: [
      'answer agent ok',
      'hearing two-party',
      'record consult',
      'pause-recording false',
      'disarm recording-pause',
      ...leaverGoes,
      ...said,
    ],
  },
  {
    rule: 'CTL-11: who has taken over may transfer, too',
    from: { ...takenOverState, aside: consult('connected') },
    event: pressed({ type: 'complete' }, legs.listener),
    to: toNext,
    does: [
      'answer listener ok',
      'hearing two-party',
      'record consult',
      'levels off',
      'end listener 480 transferred',
      'close-leg listener',
      'journal leg-left',
      ...said,
    ],
  },
  {
    rule: 'CTL-11: a colleague whose connection is gone takes the call with its grace',
    from: consulting('connected', { signalling: 'lost' }),
    event: complete,
    to: { ...toNext, agentLine: { signalling: 'lost', media: 'up' } },
    does: [
      'answer agent ok',
      'hearing two-party',
      'record consult',
      ...leaverGoes,
      ...said,
      'watch-silence consult',
      'arm agent-line',
      'journal agent-line',
    ],
  },
  {
    rule: 'CTL-11: before the answer there is nobody to take it',
    from: consulting('ringing'),
    event: complete,
    to: { aside: { step: 'ringing' } },
    does: ['answer agent not-in-this-state'],
  },
  {
    rule: 'CTL-13: blind: the answer is the transfer',
    from: consulting('joining', { blind: true }),
    event: { type: 'sdp-taken', step: 'accept-browser-answer', legId: leg },
    to: toNext,
    does: [
      'disarm consult-ring',
      'journal leg-joined',
      'hearing two-party',
      'record consult',
      ...leaverGoes,
      ...said,
    ],
  },
  {
    rule: 'CTL-13: blind to a number: nobody of the house is left',
    from: consulting('joining', { ...dialled, blind: true }),
    event: { type: 'sdp-taken', step: 'accept-rtp-answer', legId: leg },
    to: toOutside,
    does: [
      'disarm consult-ring',
      'journal leg-joined',
      'record nobody',
      'hearing two-party',
      'record consult',
      ...leaverGoes,
      ...said,
      ...timers,
    ],
  },
  {
    rule: 'CTL-14: to a number outside: the leads leave with the agent',
    from: consulting('connected', dialled, { supervisors: [seated('listen')] }),
    event: complete,
    to: toOutside,
    does: [
      'answer agent ok',
      'record nobody',
      'hearing two-party',
      'record consult',
      'levels off',
      ...leaverGoes,
      'end listener 480 transferred',
      'close-leg listener',
      'journal leg-left',
      ...said,
      ...timers,
    ],
  },
  {
    rule: 'CTL-17: who hangs up in three-way leaves the call to the other two',
    from: consulting('connected', { speaking: 'all' }),
    event: { type: 'line-ended', legId: legs.agent, end: 'hung-up' },
    to: toNext,
    does: ['record consult', 'hearing two-party', ...leaverGoes, ...said],
  },
  {
    rule: 'CTL-17: so does one who does not come back in time',
    from: consulting('connected', { speaking: 'all' }, { agentLine: { signalling: 'lost', media: 'up' } }),
    event: { type: 'timer', timer: 'agent-line', atMs: 99_000 },
    to: toNext,
    does: [
      'record consult',
      'hearing two-party',
      ...leaverGoes,
      ...said,
      'disarm agent-line',
      'disarm repair',
      'journal agent-line',
    ],
  },
  {
    rule: 'CTL-17: in a private consult call a hang-up ends the call for all',
    from: consulting('connected'),
    event: { type: 'line-ended', legId: legs.agent, end: 'hung-up' },
    to: { phase: 'ended', termination: { kind: 'agent-hung-up' } },
    does: [
      'end agent 480 agent-hung-up',
      'end customer 480 agent-hung-up',
      'end consult 480 agent-hung-up',
      'journal leg-left',
      'journal leg-left',
      'journal leg-left',
      'journal consult-ended',
      'journal call-ended',
      'close',
    ],
  },
  {
    rule: 'CTL-14: the number outside hangs up',
    from: states.outside,
    event: { type: 'line-ended', legId: leg, end: 'hung-up' },
    to: { phase: 'ended', termination: { kind: 'agent-hung-up' } },
    does: [
      'end consult 480 agent-hung-up',
      'end customer 480 agent-hung-up',
      'journal leg-left',
      'journal leg-left',
      'journal call-ended',
      'close',
    ],
  },
  {
    rule: 'CTL-14: the customer hangs up',
    from: states.outside,
    event: { type: 'line-ended', legId: legs.customer, end: 'hung-up' },
    to: { phase: 'ended', termination: { kind: 'customer-hung-up' } },
    does: [
      'end consult 480 customer-hung-up',
      'end customer 480 customer-hung-up',
      'journal leg-left',
      'journal leg-left',
      'journal call-ended',
      'close',
    ],
  },
  {
    rule: 'CTL-14: either carrier moves its media',
    from: states.outside,
    event: { type: 'line-reinvited', legId: leg, offerSdp: 'offer', silent: false },
    to: { phase: 'outside' },
    does: ['answer-rtp consult'],
  },
  {
    rule: 'CTL-14: a party from whom no RTP comes is waited for',
    from: states.outside,
    event: { type: 'leg-silent', legId: leg, silentMs: 3_000, atMs: 9_000 },
    to: { phase: 'outside' },
    does: ['arm customer-silence'],
  },
]

const eventsIn = (effects: readonly Effect[]) =>
  effects.flatMap((effect) => (effect.type === 'journal' ? [effect.event] : []))

describe('a transfer', () => {
  it.each(rows)('$rule', ({ from, event, to, does }) => {
    const result = transition(from, event)
    expect(result.refusal).toBeNull()
    expect(result.state).toMatchObject(to)
    expect(result.effects.map(inWords)).toEqual(does)
  })

  it('CTL-11: control is told from whom to whom', () => {
    const given = transition(consulting('connected'), complete)
    expect(eventsIn(given.effects)).toContainEqual({
      type: 'call-transferred',
      callId: states.connected.call.callId,
      from: people.agent,
      to: { type: 'agent', ...people.next },
      blind: false,
    })
    const out = transition(consulting('connected', dialled), complete)
    expect(eventsIn(out.effects)).toContainEqual({
      type: 'call-transferred',
      callId: states.connected.call.callId,
      from: people.agent,
      to: { type: 'outside', maskedNumber: '••88' },
      blind: false,
    })
  })

  it('CTL-11: a lead who listens and now has the call does not listen any more', () => {
    const { state, effects } = transition(
      consulting('connected', {}, { supervisors: [seated('listen', people.next)] }),
      complete,
    )
    expect(state).toMatchObject({ ...toNext, supervisors: [] })
    expect(effects.map(inWords)).toContain('end listener 480 ended-by-lead')
  })

  it('CALL-6, CTL-9: whatever happens in a consult call, everybody who came has left and every ring has ended', () => {
    assert(
      property(
        constantFrom(...controlStates),
        array(constantFrom(...everyEvent(), ...controlEvents), { maxLength: 40 }),
        (from, events) => {
          let state: CallState = from
          const seatedNow = new Set<string>([from.agent.legId, from.call.customerLegId])
          for (const { legId } of from.supervisors) seatedNow.add(legId)
          const aside = from.aside?.kind === 'consult' ? from.aside : null
          if (aside?.step === 'connected') seatedNow.add(leg)
          let rings = aside?.route.kind === 'ring' && !['preparing', 'connected'].includes(aside.step) ? 1 : 0
          let consults = aside === null ? 0 : 1
          let ended = 0
          for (const event of [...events, { type: 'end-requested', kind: 'revoked' } as const]) {
            const asked = event.type === 'consult-asked'
            const result = transition(state, event)
            state = result.state
            if (asked && result.refusal === null) consults += 1
            for (const told of eventsIn(result.effects)) {
              if (told.type === 'leg-joined') {
                seatedNow.add(told.legId)
                if (told.role === 'consult' && told.personId !== null) rings -= 1
              }
              if (told.type === 'leg-left') seatedNow.delete(told.legId)
              if (told.type === 'agent-ringing') rings += 1
              if (told.type === 'agent-ring-ended') rings -= 1
              if (told.type === 'consult-ended' || told.type === 'call-transferred') consults -= 1
              if (told.type === 'call-ended') ended += 1
            }
          }
          expect([...seatedNow]).toEqual([])
          expect({ rings, consults, ended }).toEqual({ rings: 0, consults: 0, ended: 1 })
        },
      ),
      { numRuns: 3_000 },
    )
  })
})
