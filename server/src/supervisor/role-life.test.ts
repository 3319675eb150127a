import { describe, expect, it } from 'vitest'
import { bornRole, healthyAfterMs, roleLife, type RoleLife, type RoleLifeEvent } from './role-life.ts'

const after = (...events: RoleLifeEvent[]): RoleLife =>
  events.reduce((state, event) => roleLife(state, event).state, bornRole)

const ready = (atMs = 0): RoleLifeEvent => ({ type: 'ready', atMs })
const exited = (atMs = 0): RoleLifeEvent => ({ type: 'exited', atMs })
const due: RoleLifeEvent = { type: 'due' }
const portTaken: RoleLifeEvent = { type: 'start-failed', line: 'Port 8080 is taken.' }

describe('the life of a role', () => {
  it.each([
    ['first death', [ready()], 0],
    ['second in a row', [ready(), exited(), due, ready()], 250],
    ['third in a row', [ready(), exited(), due, ready(), exited(), due, ready()], 500],
    ['dies again while starting', [ready(), exited(), due], 250],
  ])('restarts: %s', (_name, before, delayMs) => {
    const step = roleLife(after(...before), exited(1))
    expect(step.state.type).toBe('waiting')
    expect(step.effects).toEqual([{ type: 'wait', delayMs }])
  })

  it('never waits longer than 5 s', () => {
    let state = after(ready())
    let longest = 0
    for (let death = 0; death < 20; death += 1) {
      const step = roleLife(state, exited())
      for (const effect of step.effects) if (effect.type === 'wait') longest = effect.delayMs
      state = roleLife(roleLife(step.state, due).state, ready()).state
    }
    expect(longest).toBe(5_000)
  })

  it('counts from one again after 30 s of service', () => {
    const often = after(ready(), exited(), due, ready(), exited(), due, ready(100))
    expect(roleLife(often, exited(100 + healthyAfterMs)).effects).toEqual([{ type: 'wait', delayMs: 0 }])
    expect(roleLife(often, exited(99 + healthyAfterMs)).effects).toEqual([{ type: 'wait', delayMs: 500 }])
  })

  it('spawns when the delay is over', () => {
    expect(roleLife(after(ready(), exited()), due).effects).toEqual([{ type: 'spawn' }])
  })

  it('gives the whole start up on a start error, with its line', () => {
    const step = roleLife(bornRole, portTaken)
    expect(step).toEqual({
      state: { type: 'over' },
      effects: [{ type: 'give-up', line: 'Port 8080 is taken.' }],
    })
  })

  it('does not give up on a start error of a role that has served before', () => {
    expect(roleLife(after(ready(), exited(), due), portTaken)).toMatchObject({
      state: { type: 'starting' },
      effects: [],
    })
  })

  it('gives up when a role crashes three times before it ever served', () => {
    const twice = after(exited(), due, exited(), due)
    expect(roleLife(twice, exited()).effects).toEqual([{ type: 'give-up', line: null }])
  })

  it('tells the first readiness from a later one', () => {
    expect(roleLife(bornRole, ready()).effects).toEqual([{ type: 'report-ready', first: true }])
    expect(roleLife(after(ready(), exited(), due), ready()).effects).toEqual([
      { type: 'report-ready', first: false },
    ])
  })

  it.each([ready(), exited(), due, portTaken])('stays over after stop: $type', (event) => {
    expect(roleLife(after(ready(), { type: 'stop' }), event)).toEqual({
      state: { type: 'over' },
      effects: [],
    })
  })
})
