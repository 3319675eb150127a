import { array, assert, constantFrom, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { transition } from './call-machine.ts'
import type { CallEvent, CallState } from './call-state.ts'
import { openLines } from './ending.ts'
import { receiveInbound } from './inbound.ts'
import { placeOutbound } from './outbound.ts'
import {
  everyEvent,
  inWords,
  inboundCall,
  legs,
  outboundCall,
  states,
  supervisedStates,
} from './testing/call-table.ts'
import { controlEvents, controlStates } from './testing/control-table.ts'

const phases: CallState[] = [...Object.values(states), ...supervisedStates, ...controlStates]
const allEvents = [...everyEvent(), ...controlEvents]
const pairs = phases.flatMap((state) => allEvents.map((event) => ({ state, event })))
const say = (event: CallEvent): string => JSON.stringify(event)

describe('every state × every event', () => {
  it('CALL-1: an event after the end is refused and changes nothing', () => {
    for (const event of allEvents) {
      const result = transition(states.ended, event)
      expect(result, say(event)).toEqual({ state: states.ended, effects: [], refusal: 'after-the-end' })
    }
  })

  it('CALL-2: a refused event changes nothing', () => {
    for (const { state, event } of pairs) {
      const { refusal, state: after, effects } = transition(state, event)
      if (refusal === null) continue
      expect(after, `${state.phase} ${say(event)}`).toBe(state)
      expect(effects, `${state.phase} ${say(event)}`).toEqual([])
    }
  })

  it('END-1: every end closes every open leg, says call-ended once, and closes the room last', () => {
    for (const { state, event } of pairs) {
      const { state: after, effects } = transition(state, event)
      if (after.phase !== 'ended' || state.phase === 'ended') continue
      const words = effects.map(inWords)
      const label = `${state.phase} ${say(event)}`
      expect(
        words.filter((word) => word === 'journal call-ended'),
        label,
      ).toHaveLength(1)
      expect(words.at(-1), label).toBe('close')
      const closed = effects.flatMap((effect) => (effect.type === 'line-end' ? [effect.legId] : []))
      expect(closed, label).toEqual(expect.arrayContaining(openLines(state)))
    }
  })

  it('END-2: a room that is lost ends every call that is not answered yet', () => {
    for (const state of phases) {
      if (state.phase === 'ended' || state.phase === 'connected' || state.phase === 'outside') continue
      const after = transition(state, { type: 'room-lost', atMs: 7_000 }).state
      expect(after, state.phase).toMatchObject({
        phase: 'ended',
        termination: { kind: 'media-failed', fault: 'hearthline' },
      })
    }
  })

  it('END-3: a lead, a revocation or the end of the node ends the call from every state', () => {
    for (const state of phases) {
      if (state.phase === 'ended') continue
      for (const kind of ['ended-by-lead', 'revoked', 'voice-node-lost'] as const)
        expect(transition(state, { type: 'end-requested', kind }).state).toMatchObject({
          phase: 'ended',
          termination: { kind },
        })
    }
  })

  it('CALL-2: an event of a leg that is not in the call is refused', () => {
    for (const { state, event } of pairs) {
      if (!('legId' in event) || event.legId !== legs.stranger) continue
      if (event.type === 'media-refused' || event.type === 'leg-failed' || event.type.startsWith('sdp-'))
        continue // The media plane only speaks of legs that we gave it.
      if (event.type === 'line-late-answer' && state.phase === 'prompting') continue
      expect(transition(state, event).refusal, `${state.phase} ${say(event)}`).not.toBeNull()
    }
  })
})

const begin = (direction: 'in' | 'out'): CallState =>
  direction === 'out' ? placeOutbound(outboundCall, 'agent offer').state : receiveInbound(inboundCall).state

describe('any order of events', () => {
  it('CALL-6: at most one call-answered, exactly one call-ended, never an answer after the end', () => {
    assert(
      property(
        constantFrom('in' as const, 'out' as const),
        array(constantFrom(...allEvents), { maxLength: 60 }),
        (direction, events) => {
          let state = begin(direction)
          const journal: string[] = []
          const seated = new Set<string>()
          for (const event of [...events, { type: 'end-requested', kind: 'revoked' } as const]) {
            const result = transition(state, event)
            state = result.state
            for (const effect of result.effects) {
              if (effect.type !== 'journal') continue
              journal.push(effect.event.type)
              if (effect.event.type === 'leg-joined') seated.add(effect.event.legId)
              if (effect.event.type === 'leg-left') seated.delete(effect.event.legId)
            }
          }
          expect(journal.filter((type) => type === 'call-ended')).toHaveLength(1)
          expect(journal.at(-1)).toBe('call-ended')
          expect(journal.filter((type) => type === 'call-answered').length).toBeLessThanOrEqual(1)
          const rung = journal.filter((type) => type === 'agent-ringing').length
          const unrung = journal.filter((type) => type === 'agent-ring-ended').length
          expect(rung - unrung).toBe(direction === 'in' && journal.includes('call-answered') ? 1 : 0)
          expect([...seated]).toEqual([])
        },
      ),
      { numRuns: 2_000 },
    )
  })
})
