import type { MonitorMode } from '@hearthline/shared'
import { describe, expect, it } from 'vitest'
import { transition } from './call-machine.ts'
import type { CallEvent, CallState, Connected, Supervisor } from './call-state.ts'
import {
  connectedState,
  inWords,
  legs,
  otherSeated,
  people,
  seated,
  states,
  takenOverState,
} from './testing/call-table.ts'

const { agent, customer, listener } = legs
const { lead } = people

const inMode = (mode: Supervisor['mode'], changes: Partial<Connected> = {}): Connected => ({
  ...connectedState,
  supervisors: [seated(mode), otherSeated()],
  ...changes,
})
const ask = (mode: MonitorMode, personId = lead.personId): CallEvent => ({
  type: 'mode-asked',
  personId,
  mode,
  atMs: 6_000,
})
const lostLine: Partial<Connected> = {
  agentLine: { signalling: 'lost', media: 'lost' },
  parked: { untilMs: 37_000, isGoodbye: false },
}

const leadIn = (mode: MonitorMode) => ({ supervisors: [{ legId: listener, mode, modeSinceMs: 6_000 }, {}] })
const takenOver = {
  agent: { ...lead, legId: listener },
  takenOver: { from: people.agent, joinedMs: 1_000, atMs: 6_000 },
  supervisors: [{ legId: legs.otherLead }],
}
const agentGoes = [
  'end agent 480 taken-over',
  'close-leg agent',
  'journal leg-left',
  'journal leg-mode',
  'journal call-taken-over',
]

const switches: { rule: string; from: CallState; event: CallEvent; to: object; does: string[] }[] = [
  {
    rule: 'SUP-4: listen to whisper: in the agent’s ear, in no recorded side',
    from: inMode('listen'),
    event: ask('whisper'),
    to: leadIn('whisper'),
    does: ['hearing two-party', 'journal leg-mode'],
  },
  {
    rule: 'SUP-3: whisper to barge: on record only after the customer hears it',
    from: inMode('whisper'),
    event: ask('barge'),
    to: leadIn('barge'),
    does: ['hearing two-party', 'record agent+listener', 'journal leg-mode'],
  },
  {
    rule: 'SUP-3: barge to whisper: off the record before the customer ceases to hear it',
    from: inMode('barge'),
    event: ask('whisper'),
    to: leadIn('whisper'),
    does: ['record agent', 'hearing two-party', 'journal leg-mode'],
  },
  {
    rule: 'SUP-4: barge to listen',
    from: inMode('barge'),
    event: ask('listen'),
    to: leadIn('listen'),
    does: ['record agent', 'hearing two-party', 'journal leg-mode'],
  },
  {
    rule: 'SUP-4: whisper to listen',
    from: inMode('whisper'),
    event: ask('listen'),
    to: leadIn('listen'),
    does: ['hearing two-party', 'journal leg-mode'],
  },
  {
    rule: 'SUP-3: a call that is not recorded has no sides to change',
    from: inMode('listen', { recording: 'failed' }),
    event: ask('barge'),
    to: leadIn('barge'),
    does: ['hearing two-party', 'journal leg-mode'],
  },
  {
    rule: 'SUP-10: barge while the agent’s line is lost: the customer hears the lead in place of the prompt',
    from: inMode('listen', lostLine),
    event: ask('barge'),
    to: leadIn('barge'),
    does: ['hearing parked', 'record agent+listener', 'journal leg-mode'],
  },
  {
    rule: 'SUP-7: take over from listen: the lead is in place before the agent goes',
    from: inMode('listen'),
    event: ask('take-over'),
    to: takenOver,
    does: ['record nobody', 'hearing two-party', 'record listener', ...agentGoes],
  },
  {
    rule: 'SUP-7: take over from whisper',
    from: inMode('whisper'),
    event: ask('take-over'),
    to: takenOver,
    does: ['record nobody', 'hearing two-party', 'record listener', ...agentGoes],
  },
  {
    rule: 'SUP-7: take over from barge: the lead’s voice stays on record throughout',
    from: inMode('barge'),
    event: ask('take-over'),
    to: takenOver,
    does: ['record listener', 'hearing two-party', ...agentGoes],
  },
  {
    rule: 'SUP-7: take over while the agent’s line is lost: the grace ends, the line is up',
    from: inMode('listen', lostLine),
    event: ask('take-over'),
    to: { ...takenOver, agentLine: { signalling: 'up', media: 'up' } },
    does: [
      'record nobody',
      'hearing two-party',
      'record listener',
      ...agentGoes,
      'disarm agent-line',
      'disarm repair',
      'journal agent-line',
      'disarm park',
      'disarm goodbye',
      'journal call-parked',
    ],
  },
  {
    rule: 'SUP-12: take over by a lead whose own connection is gone: the grace of an agent begins',
    from: { ...connectedState, supervisors: [seated('barge', { line: 'overdue' }), otherSeated()] },
    event: ask('take-over'),
    to: { ...takenOver, agentLine: { signalling: 'lost', media: 'up' } },
    does: [
      'record listener',
      'hearing two-party',
      ...agentGoes,
      'watch-silence listener',
      'arm agent-line',
      'journal agent-line',
    ],
  },
]

/** Asked again or already so: done, and nobody is told a second time. */
const repeated: [string, CallState, CallEvent][] = [
  ...(['listen', 'whisper', 'barge'] as const).map((mode): [string, CallState, CallEvent] => [
    mode,
    inMode(mode),
    ask(mode),
  ]),
  ['take-over', takenOverState, ask('take-over')],
  [
    'listen under another lead who has taken over',
    { ...takenOverState, supervisors: [otherSeated()] },
    ask('listen', people.otherLead.personId),
  ],
]

const other = people.otherLead.personId
const refusals: [string, string, CallState, CallEvent][] = [
  [
    'SUP-5: a second lead whispers while one whispers',
    'supervisor-speaking',
    inMode('whisper'),
    ask('whisper', other),
  ],
  [
    'SUP-5: a second lead whispers while one barges',
    'supervisor-speaking',
    inMode('barge'),
    ask('whisper', other),
  ],
  [
    'SUP-5: a second lead barges while one barges',
    'supervisor-speaking',
    inMode('barge'),
    ask('barge', other),
  ],
  [
    'SUP-5: a second lead takes over while one whispers',
    'supervisor-speaking',
    inMode('whisper'),
    ask('take-over', other),
  ],
  [
    'SUP-5: a second lead whispers to one who has taken over',
    'supervisor-speaking',
    { ...takenOverState, supervisors: [otherSeated()] },
    ask('whisper', other),
  ],
  [
    'SUP-5: a second lead takes over from one who has taken over',
    'supervisor-speaking',
    { ...takenOverState, supervisors: [otherSeated()] },
    ask('take-over', other),
  ],
  ['SUP-8: back to listen after take-over', 'taken-over', takenOverState, ask('listen')],
  ['SUP-8: back to whisper after take-over', 'taken-over', takenOverState, ask('whisper')],
  ['SUP-8: back to barge after take-over', 'taken-over', takenOverState, ask('barge')],
  ['SUP-6: who has no leg here', 'not-listening', connectedState, ask('whisper')],
  [
    'SUP-6: whose leg is not answered yet',
    'not-listening',
    { ...connectedState, supervisors: [seated('listen', { sinceMs: null })] },
    ask('barge'),
  ],
  ['SUP-6: the agent of the call', 'not-listening', connectedState, ask('barge', people.agent.personId)],
  ['SUP-6: a call that is not answered yet', 'not-in-this-phase', states.dialling, ask('listen')],
  ['SUP-6: a call that is over', 'after-the-end', states.ended, ask('barge')],
]

describe('a supervisor switches modes', () => {
  it.each(switches)('$rule', ({ from, event, to, does }) => {
    const result = transition(from, event)
    expect(result.refusal).toBeNull()
    expect(result.state).toMatchObject(to)
    expect(result.effects.map(inWords)).toEqual(does)
  })

  it.each(repeated)('SUP-4: asked for again: %s', (_mode, from, event) => {
    expect(transition(from, event)).toEqual({ state: from, effects: [], refusal: null })
  })

  it.each(refusals)('%s: %s', (_rule, refusal, from, event) => {
    expect(transition(from, event)).toEqual({ state: from, effects: [], refusal })
  })

  it('SUP-5: two leads barge at once: the first has it, the second is told, and may once the first listens', () => {
    const both: Connected = { ...connectedState, supervisors: [seated('listen'), otherSeated()] }
    const first = transition(both, ask('barge'))
    const second = transition(first.state, ask('barge', other))
    expect([first.refusal, second.refusal]).toEqual([null, 'supervisor-speaking'])
    const freed = transition(second.state, ask('listen'))
    expect(transition(freed.state, ask('barge', other)).state).toMatchObject({
      supervisors: [{ mode: 'listen' }, { mode: 'barge' }],
    })
  })

  it.each([
    ['media', { signalling: 'up', media: 'lost' }],
    ['connection', { signalling: 'lost', media: 'up' }],
  ] as const)(
    'SUP-14: from one who has taken over and whose %s is lost another lead takes over, and nothing else',
    (_what, agentLine) => {
      const alone: Connected = { ...takenOverState, agentLine, supervisors: [otherSeated()] }
      for (const mode of ['whisper', 'barge'] as const)
        expect(transition(alone, ask(mode, other)).refusal).toBe('supervisor-speaking')
      const { state, effects, refusal } = transition(alone, ask('take-over', other))
      expect(refusal).toBeNull()
      expect(state).toMatchObject({
        agent: { ...people.otherLead, legId: legs.otherLead },
        takenOver: { from: people.agent },
        agentLine: { signalling: 'up', media: 'up' },
        supervisors: [],
      })
      const { callId } = connectedState.call
      const said = effects.flatMap((effect) => (effect.type === 'journal' ? [effect.event] : []))
      expect(said).toEqual([
        { type: 'leg-left', callId, legId: listener, role: 'supervisor', personId: lead.personId },
        { type: 'leg-mode', callId, legId: legs.otherLead, personId: other, mode: 'take-over' },
        { type: 'call-taken-over', callId, legId: legs.otherLead, by: people.otherLead, from: lead },
        { type: 'agent-line', callId, state: 'up' },
      ])
      expect(effects.map(inWords)).toContain('end listener 480 taken-over')
      expect(effects.filter(({ type }) => type === 'disarm')).toHaveLength(2)
    },
  )

  it('SUP-7: what is said of a take-over names both, and the leg that speaks', () => {
    const { effects } = transition(inMode('whisper'), ask('take-over'))
    const said = effects.flatMap((effect) => (effect.type === 'journal' ? [effect.event] : []))
    const { callId } = connectedState.call
    expect(said).toEqual([
      { type: 'leg-left', callId, legId: agent, role: 'agent', personId: people.agent.personId },
      { type: 'leg-mode', callId, legId: listener, personId: lead.personId, mode: 'take-over' },
      { type: 'call-taken-over', callId, legId: listener, by: lead, from: people.agent },
    ])
    const hearing = effects.find((effect) => effect.type === 'hearing')
    expect(hearing).toEqual({
      type: 'hearing',
      situation: 'two-party',
      legs: [
        { legId: listener, seat: 'agent' },
        { legId: customer, seat: 'customer' },
        { legId: legs.otherLead, seat: 'listen' },
      ],
    })
  })
})
