import { describe, expect, it } from 'vitest'
import { freshPath, type PathEffect, type PathEvent, pathStep } from './path-machine.ts'

/** Plays events, one every 100 ms unless told; answers with every effect and where it ends. */
function play(events: (PathEvent | number)[], lineUp = true) {
  let nowMs = 0
  let state = freshPath(lineUp)
  const effects: PathEffect[] = []
  for (const event of events) {
    if (typeof event === 'number') {
      nowMs += event
      continue
    }
    nowMs += 100
    const step = pathStep(state, event, nowMs)
    state = step.state
    effects.push(...step.effects)
  }
  return { effects, path: state.path }
}

const broken: PathEvent = { type: 'ice', fine: false }
const fine: PathEvent = { type: 'ice', fine: true }
const up: PathEvent = { type: 'line', up: true }
const down: PathEvent = { type: 'line', up: false }
const answered: PathEvent = { type: 'restarted', ok: true }
const unanswered: PathEvent = { type: 'restarted', ok: false }
const silent: PathEvent = { type: 'silent', on: true }
const heard: PathEvent = { type: 'silent', on: false }
const changed: PathEvent = { type: 'network-changed' }
const tick: PathEvent = { type: 'tick' }
const connecting: PathEvent = { type: 'connecting' }
const came: PathEvent = { type: 'heard' }

describe('PHONE-17: the path of a call is mended until ICE is connected again', () => {
  it.each<[string, (PathEvent | number)[], PathEffect[], 'fine' | 'mending']>([
    ['a socket that drops alone changes nothing', [down, up], [], 'fine'],
    ['ICE breaks, is offered anew, and connects', [broken, answered, fine], ['restart-ice'], 'fine'],
    [
      'an offer that nobody answers: a new socket, and the offer over that',
      [broken, unanswered, down, up, answered, fine],
      ['restart-ice', 'reconnect', 'restart-ice'],
      'fine',
    ],
    ['without a line it waits for it', [down, broken, up, answered], ['restart-ice'], 'mending'],
    [
      'another network: a new socket first',
      [changed, up, answered, connecting, fine],
      ['reconnect', 'restart-ice'],
      'fine',
    ],
    [
      'the old path’s good word is not the new one’s',
      [changed, up, answered, connecting, 2_500, tick],
      ['reconnect', 'restart-ice', 'reconnect'],
      'mending',
    ],
    [
      'packets by the new path are as good as its word',
      [changed, up, answered, 600, came],
      ['reconnect', 'restart-ice'],
      'fine',
    ],
    [
      'connected to the fresh peer before the offer is done with',
      [changed, up, connecting, fine, answered],
      ['reconnect', 'restart-ice'],
      'fine',
    ],
    [
      'packets of the old path are not',
      [changed, up, answered, came],
      ['reconnect', 'restart-ice'],
      'mending',
    ],
    ['connecting at the start of a call is no fault', [connecting, tick], [], 'fine'],
    [
      'answered, and ICE does not connect: all over again',
      [broken, answered, 2_500, tick],
      ['restart-ice', 'reconnect'],
      'mending',
    ],
    [
      'ICE comes back while the offer is under way: the answer decides',
      [broken, fine],
      ['restart-ice'],
      'mending',
    ],
    [
      'packets stop though ICE is fine: one new offer',
      [silent, answered, connecting, fine, silent, silent],
      ['restart-ice'],
      'fine',
    ],
    [
      'and another one for the next silence',
      [silent, answered, fine, heard, silent, answered, fine],
      ['restart-ice', 'restart-ice'],
      'fine',
    ],
    ['an unanswered request while ICE is fine is no broken path', [{ type: 'trouble' }], [], 'fine'],
    ['a late answer to an offer that is given up changes nothing', [answered], [], 'fine'],
  ])('%s', (_name, events, effects, end) => {
    const played = play(events)
    expect(played.effects).toEqual(effects)
    expect(played.path.type).toBe(end)
  })

  it('says since when it is broken, over every try', () => {
    expect(play([broken, unanswered, up]).path).toMatchObject({ sinceMs: 100, step: 'ice' })
  })

  it('tells a broken path from a customer who is quiet', () => {
    expect(play([silent]).path).toMatchObject({ type: 'mending', suspected: true })
    expect(play([broken]).path).toMatchObject({ type: 'mending', suspected: false })
  })
})
