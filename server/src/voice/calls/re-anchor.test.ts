import { describe, expect, it } from 'vitest'
import { transition } from './call-machine.ts'
import type { CallEvent, CallState, Connected, Effect } from './call-state.ts'
import { connectedState, inWords, legs, people, seated, states } from './testing/call-table.ts'
import { consulting, dialled, pressed } from './testing/control-table.ts'

const { agent, consult, customer, listener, newAgent } = legs
const lost: CallEvent = { type: 'room-lost', atMs: 7_000 }
const made = (legId: typeof agent, step: 'offer-rtp' | 'offer-browser'): CallEvent => ({
  type: 'sdp-made',
  step,
  legId,
  sdp: 's',
  atMs: 7_100,
})
const says = (legId: typeof agent, sdp: string | null): CallEvent => ({
  type: 'line-renegotiated',
  legId,
  sdp,
})

function play(from: CallState, events: readonly CallEvent[]) {
  const effects: Effect[] = []
  let state = from
  for (const event of events) {
    const result = transition(state, event)
    state = result.state
    effects.push(...result.effects)
  }
  return { state, words: effects.map(inWords) }
}

const customerBack: CallEvent[] = [
  made(customer, 'offer-rtp'),
  says(customer, 'c'),
  { type: 'sdp-taken', step: 'accept-rtp-answer', legId: customer },
]
const agentBack: CallEvent[] = [
  made(agent, 'offer-browser'),
  says(agent, 'a'),
  { type: 'leg-connected', legId: agent },
]

const carrierBack = (legId: typeof agent): CallEvent[] => [
  made(legId, 'offer-rtp'),
  says(legId, 'a'),
  { type: 'sdp-taken', step: 'accept-rtp-answer', legId },
]
const silent = (legId: typeof agent): CallEvent => ({
  type: 'leg-silent',
  legId,
  silentMs: 5_000,
  atMs: 9_000,
})

describe('a call whose media worker died', () => {
  it('ANCH-1: opens its room again, asks for both offers, goes on recording, and is not parked at once', () => {
    const { state, words } = play(connectedState, [lost])
    expect(state).toMatchObject({
      phase: 'connected',
      parked: null,
      agentLine: { signalling: 'up', media: 'lost' },
      anchoring: { customer: 'offering', isInTime: true },
    })
    expect(words).toEqual([
      'reinvite-refuse agent',
      'reinvite-refuse customer',
      'open-room',
      'hearing two-party',
      'offer-rtp customer',
      'offer-browser agent',
      'resume-recording',
      'disarm customer-silence',
      'arm anchor',
      'arm agent-line',
      'journal agent-line',
    ])
  })

  it('ANCH-1, ANCH-5: re-INVITEs both sides; once both are there the move is over', () => {
    const { state, words } = play(connectedState, [lost, ...customerBack, ...agentBack])
    expect(state).toMatchObject({ anchoring: null, agentLine: { signalling: 'up', media: 'up' } })
    expect(words.slice(11)).toEqual([
      'line-reinvite customer',
      'accept-rtp-answer customer',
      'line-reinvite agent',
      'accept-browser-answer agent',
      'disarm agent-line',
      'disarm repair',
      'journal agent-line',
    ])
    expect(play(connectedState, [lost, ...agentBack, ...customerBack]).state).toMatchObject({
      anchoring: null,
    })
  })

  it('ANCH-1: a lead who listens moves along, with their levels; one who was only coming is let go', () => {
    const coming = seated('listen', { legId: legs.otherLead, ...people.otherLead, sinceMs: null })
    const { state, words } = play({ ...connectedState, supervisors: [seated('whisper'), coming] }, [
      lost,
      made(listener, 'offer-browser'),
      says(listener, 'l'),
    ])
    expect(state).toMatchObject({ supervisors: [{ legId: listener, mode: 'whisper' }] })
    expect(words).toEqual(
      expect.arrayContaining([
        'levels 200',
        'offer-browser listener',
        'end otherLead 503 media-failed',
        'line-reinvite listener',
        'accept-browser-answer listener',
      ]),
    )
  })

  it('ANCH-1: a lead whose browser does not follow leaves, the call stays', () => {
    const { state } = play({ ...connectedState, supervisors: [seated('listen')] }, [
      lost,
      says(listener, null),
    ])
    expect(state).toMatchObject({ phase: 'connected', supervisors: [] })
  })

  it('ANCH-2: no worker takes it over, the carrier refuses, or its offer cannot be made: the end', () => {
    const noWorker: CallEvent = { type: 'media-refused', step: 'open-room', legId: null, code: 'no-worker' }
    const noPort: CallEvent = { type: 'media-refused', step: 'offer-rtp', legId: customer, code: 'no-port' }
    for (const events of [[noWorker], [noPort], [made(customer, 'offer-rtp'), says(customer, null)]])
      expect(play(connectedState, [lost, ...events]).state).toMatchObject({
        phase: 'ended',
        termination: { kind: 'media-failed', fault: 'hearthline' },
      })
  })

  it('ANCH-10: the worker that was to take it over dies, too: the next loss opens it again', () => {
    const gone: CallEvent = { type: 'media-refused', step: 'open-room', legId: null, code: 'worker-gone' }
    const { state, words } = play(connectedState, [lost, gone, lost, ...customerBack, ...agentBack])
    expect(words.filter((word) => word === 'open-room')).toHaveLength(2)
    expect(state).toMatchObject({ phase: 'connected', anchoring: null, parked: null })
    expect(play(states.outside, [lost, gone]).state.phase).toBe('outside')
  })

  it('ANCH-3: an agent who is not there within 3 s: the customer is parked, the mending goes on', () => {
    const late: CallEvent = { type: 'timer', timer: 'anchor', atMs: 10_000 }
    const { state, words } = play(connectedState, [lost, ...customerBack, says(agent, null), late])
    expect(state).toMatchObject({ parked: { untilMs: 40_000 } })
    expect(words.slice(-4)).toEqual(['arm repair', 'hearing parked', 'arm park', 'journal call-parked'])
    const back = play(state, agentBack)
    expect(back.state).toMatchObject({ parked: null, anchoring: null })
    expect(play(connectedState, [lost, ...customerBack, ...agentBack, late]).state).toMatchObject({
      parked: null,
    })
  })

  it('ANCH-3: an agent whose connection is gone cannot be re-INVITEd: parked at once, offered media at its return', () => {
    const gone: Connected = { ...connectedState, agentLine: { signalling: 'lost', media: 'up' } }
    const { state, words } = play(gone, [lost])
    expect(state).toMatchObject({ parked: { untilMs: 37_000 } })
    expect(words).not.toContain('offer-browser agent')
    expect(play(state, [{ type: 'line-restored', legId: agent }]).words).toContain('offer-browser agent')
  })

  it.each([
    ['on', true, ['resume-recording', 'pause-recording true']],
    ['on', false, ['resume-recording']],
    ['starting', false, ['start-recording']],
    ['failed', false, []],
    ['off', false, []],
  ] as const)(
    'ANCH-4: a recording that is %s (paused: %s) goes on as it was',
    (recording, isPaused, does) => {
      const recordingPause = isPaused ? { sinceMs: 1, untilMs: 90_000, reason: 'health' as const } : null
      const { words } = play({ ...connectedState, recording, recordingPause }, [lost])
      expect(words.filter((word) => word.includes('recording'))).toEqual(does)
    },
  )

  it('ANCH-6: a second loss: the room opens once more; what the re-INVITE on its way brings is passed over', () => {
    const { state, words } = play(connectedState, [lost, made(customer, 'offer-rtp'), lost])
    expect(state).toMatchObject({ anchoring: { customer: 'stale' } })
    expect(words.filter((word) => word === 'open-room')).toHaveLength(2)
    expect(words.filter((word) => word === 'offer-rtp customer')).toHaveLength(1)
    const after = play(state, [says(customer, 'old'), ...customerBack, ...agentBack])
    expect(after.words.slice(0, 3)).toEqual([
      'offer-rtp customer',
      'line-reinvite customer',
      'accept-rtp-answer customer',
    ])
    expect(after.state).toMatchObject({ anchoring: null })
  })

  it('ANCH-6: a second loss after the first move works like the first', () => {
    const events = [lost, ...customerBack, ...agentBack]
    expect(play(connectedState, [...events, ...events]).state).toMatchObject({
      phase: 'connected',
      anchoring: null,
      agentLine: { media: 'up' },
    })
  })

  it('ANCH-7: a phone that is coming back meanwhile is answered by the new room', () => {
    const coming: Connected = {
      ...connectedState,
      rejoining: { legId: newAgent, ...people.agent, offerSdp: 'o' },
    }
    expect(play(coming, [lost]).words).toContain('answer-browser newAgent')
  })

  it('ANCH-8: a carrier that re-INVITEs meanwhile: with an offer it is answered, without one it tries again', () => {
    const offers: CallEvent = { type: 'line-reinvited', legId: customer, offerSdp: 'o', silent: false }
    expect(play(connectedState, [lost, offers]).words.at(-1)).toBe('answer-rtp customer')
    expect(play(connectedState, [lost, { ...offers, offerSdp: null }]).words.at(-1)).toBe(
      'reinvite-refuse customer',
    )
  })

  it('ANCH-5: a phone that comes back meanwhile has its media with it: the move is over', () => {
    const { state } = play(connectedState, [
      lost,
      ...customerBack,
      { type: 'agent-returned', legId: newAgent, ...people.agent, offerSdp: 'o' },
      { type: 'sdp-made', step: 'answer-browser', legId: newAgent, sdp: 's', atMs: 7_200 },
    ])
    expect(state).toMatchObject({ phase: 'connected', anchoring: null, agentLine: { media: 'up' } })
  })

  it('ANCH-5: so has an agent who gets the call meanwhile', () => {
    const { state } = play(consulting('connected'), [lost, ...customerBack, pressed({ type: 'complete' })])
    expect(state).toMatchObject({ agent: { legId: consult }, anchoring: null })
  })

  it('ANCH-1: a re-INVITE of a consult party that the dead worker was to answer is tried again', () => {
    expect(play(consulting('connected'), [lost]).words).toContain('reinvite-refuse consult')
  })
})

describe('a call without an agent whose media worker died', () => {
  it('ANCH-9: moves both carriers, and goes on recording', () => {
    const { state, words } = play(states.outside, [lost, ...carrierBack(consult), ...carrierBack(customer)])
    expect(words).toEqual([
      'reinvite-refuse consult',
      'reinvite-refuse customer',
      'open-room',
      'hearing two-party',
      'offer-rtp consult',
      'offer-rtp customer',
      'resume-recording',
      'disarm customer-silence',
      'line-reinvite consult',
      'accept-rtp-answer consult',
      'line-reinvite customer',
      'accept-rtp-answer customer',
    ])
    expect(state).toEqual(states.outside)
  })

  it('ANCH-9: a second loss while a re-INVITE is out waits for its end', () => {
    const { words } = play(states.outside, [lost, made(consult, 'offer-rtp'), lost, says(consult, 'old')])
    expect(words.filter((word) => word === 'offer-rtp consult')).toHaveLength(2)
    expect(words.at(-1)).toBe('offer-rtp consult')
  })

  it.each([
    { type: 'media-refused', step: 'open-room', legId: null, code: 'no-worker' },
    { type: 'media-refused', step: 'offer-rtp', legId: customer, code: 'no-port' },
  ] satisfies CallEvent[])(
    'ANCH-9: ends where nobody takes the room over, or a carrier cannot follow',
    (event) => {
      expect(play(states.outside, [lost, event]).state).toMatchObject({
        phase: 'ended',
        termination: { kind: 'media-failed' },
      })
      expect(play(states.outside, [lost, made(consult, 'offer-rtp'), says(consult, null)]).state.phase).toBe(
        'ended',
      )
    },
  )

  it('ANCH-9, CTL-14: a call that is given outside in the middle of its move goes on moving', () => {
    const { state } = play(consulting('connected', dialled), [
      lost,
      made(customer, 'offer-rtp'),
      pressed({ type: 'complete' }),
      says(customer, 'c'),
      { type: 'sdp-taken', step: 'accept-rtp-answer', legId: customer },
      ...carrierBack(consult),
    ])
    expect(state).toMatchObject({ phase: 'outside', party: { moving: null }, customer: { moving: null } })
  })

  it('LINE-5: a carrier that puts its side on hold is not missed; the other one is waited for all the same', () => {
    const onHold: CallEvent = { type: 'line-reinvited', legId: consult, offerSdp: 'o', silent: true }
    expect(play(states.outside, [onHold, silent(consult)]).words).toEqual(['answer-rtp consult'])
    const both: CallEvent[] = [silent(customer), silent(consult), { type: 'leg-heard', legId: customer }]
    expect(play(states.outside, both).words).toEqual(['arm customer-silence', 'arm customer-silence'])
    expect(play(states.outside, [...both, { type: 'leg-heard', legId: consult }]).words.at(-1)).toBe(
      'disarm customer-silence',
    )
  })
})
