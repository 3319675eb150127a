import { describe, expect, it } from 'vitest'
import { transition } from './call-machine.ts'
import type { CallEvent, CallState, Connected, Effect } from './call-state.ts'
import { hearingIn } from './hearing-matrix.ts'
import { connectedState, inWords, legs, people, seated, takenOverState } from './testing/call-table.ts'

const { agent, customer, newAgent, newListener } = legs
const returned: CallEvent = { type: 'agent-returned', legId: newAgent, ...people.agent, offerSdp: 'o' }
const answered: CallEvent = {
  type: 'sdp-made',
  step: 'answer-browser',
  legId: newAgent,
  sdp: 's',
  atMs: 8_000,
}
const coming: Connected = {
  ...connectedState,
  rejoining: { legId: newAgent, ...people.agent, offerSdp: 'o' },
}
const parked: Partial<Connected> = {
  agentLine: { signalling: 'lost', media: 'lost' },
  unheard: { agent: true, customer: false },
  parked: { untilMs: 37_000, isGoodbye: false },
}

function play(from: CallState, events: readonly CallEvent[]) {
  const effects: Effect[] = []
  let state = from
  for (const event of events) {
    const result = transition(state, event)
    state = result.state
    effects.push(...result.effects)
  }
  return { state, effects, words: effects.map(inWords) }
}

describe('the speaker’s phone comes back', () => {
  it('REJOIN-1: until the media plane has answered the new leg the old one stays', () => {
    const { state, words } = play(connectedState, [returned])
    expect(state).toMatchObject({ agent: { legId: agent }, rejoining: { legId: newAgent } })
    expect(words).toEqual(['answer-browser newAgent'])
  })

  it('REJOIN-2: the new leg takes the seat, then the old one is told; nothing is on record twice', () => {
    const { state, words } = play(coming, [answered])
    expect(state).toMatchObject({ agent: { legId: newAgent }, rejoining: null })
    expect(words).toEqual([
      'record nobody',
      'hearing two-party',
      'record newAgent',
      'line-accept newAgent',
      'end agent 480 rejoined',
      'close-leg agent',
      'journal leg-left',
      'journal leg-joined',
      'journal agent-rejoined',
    ])
  })

  it('REJOIN-3: out of the parking place: the clocks stop, the line is up, on whatever sign-in', () => {
    const { state, effects, words } = play(
      { ...coming, ...parked, rejoining: { ...people.next, legId: newAgent, offerSdp: 'o' } },
      [answered],
    )
    expect(state).toMatchObject({
      agent: { signInId: people.next.signInId },
      parked: null,
      agentLine: { signalling: 'up', media: 'up' },
      unheard: { agent: false },
    })
    expect(words.slice(-7)).toEqual([
      'journal agent-rejoined',
      'disarm agent-line',
      'disarm repair',
      'journal agent-line',
      'disarm park',
      'disarm goodbye',
      'journal call-parked',
    ])
    const matrix = effects.flatMap((each) =>
      each.type === 'hearing' ? [hearingIn(each.situation, each.legs)] : [],
    )
    expect(matrix[0]?.[customer]).toEqual({ legs: [newAgent], prompt: null })
  })

  it('REJOIN-3: what was held is still held, a lead who whispers still whispers', () => {
    const hold: Connected['aside'] = { kind: 'hold', sinceMs: 1_000 }
    const { state, words } = play({ ...coming, ...parked, aside: hold, supervisors: [seated('whisper')] }, [
      answered,
    ])
    expect(state).toMatchObject({ aside: hold, supervisors: [{ mode: 'whisper' }] })
    expect(words).toContain('hearing held')
  })

  it('REJOIN-4: a lead who has taken over comes back as a supervisor who has', () => {
    const { state, effects } = play(takenOverState, [
      { type: 'agent-returned', legId: newAgent, ...people.lead, offerSdp: 'o' },
      answered,
    ])
    expect(state).toMatchObject({
      agent: { ...people.lead, legId: newAgent },
      takenOver: { from: people.agent, joinedMs: 8_000, atMs: 2_000 },
    })
    const said = effects.flatMap((each) => (each.type === 'journal' ? [each.event] : []))
    expect(said).toMatchObject([
      { type: 'leg-left', role: 'supervisor' },
      { type: 'leg-joined', role: 'supervisor', mode: 'listen' },
      { type: 'leg-mode', mode: 'take-over' },
      { type: 'agent-rejoined', agent: people.lead },
    ])
  })

  it('REJOIN-1: of two that come the later one is awaited', () => {
    const { state, words } = play(coming, [{ ...returned, legId: newListener }])
    expect(state).toMatchObject({ rejoining: { legId: newListener } })
    expect(words).toEqual(['end newAgent 480 rejoined', 'close-leg newAgent', 'answer-browser newListener'])
  })

  it('REJOIN-1: somebody else’s leg is turned away', () => {
    const { state, words } = play(connectedState, [{ ...returned, ...people.next }])
    expect(state).toEqual(connectedState)
    expect(words).toEqual(['end newAgent 403 rejected'])
  })

  it.each([
    [
      'cannot be answered',
      488,
      { type: 'media-refused', step: 'answer-browser', legId: newAgent, code: 'no-common-codec' },
    ],
    [
      'finds no media',
      503,
      { type: 'media-refused', step: 'answer-browser', legId: newAgent, code: 'no-port' },
    ],
    ['is withdrawn', 480, { type: 'line-cancelled', legId: newAgent }],
    ['loses its connection', 480, { type: 'line-lost', legId: newAgent, atMs: 8_000 }],
  ] as const satisfies [string, number, CallEvent][])(
    'REJOIN-5: a leg that %s leaves everything as it was: %i',
    (_what, status, event) => {
      const { state, words } = play(coming, [event])
      expect(state).toEqual(connectedState)
      expect(words[0]).toMatch(new RegExp(`^end newAgent ${status} `))
      expect(words[1]).toBe('close-leg newAgent')
    },
  )

  it('REJOIN-6: a take-over that is first turns the coming leg away', () => {
    const { state, words } = play({ ...coming, supervisors: [seated('listen')] }, [
      { type: 'mode-asked', personId: people.lead.personId, mode: 'take-over', atMs: 7_500 },
      answered,
    ])
    expect(state).toMatchObject({ agent: people.lead, rejoining: null })
    expect(words).toContain('end newAgent 480 taken-over')
    expect(words).not.toContain('journal agent-rejoined')
  })
})
