import { describe, expect, it } from 'vitest'
import { createForwardClock } from './system-ports.ts'

const startMs = 1_700_000_000_000

/** A machine whose wall clock can be set apart from the time that really passes. */
const machine = () => {
  let wall = startMs
  let elapsed = 5_000
  return {
    wallMs: () => wall,
    monotonicMs: () => elapsed,
    pass: (ms: number) => {
      wall += ms
      elapsed += ms
    },
    setWall: (ms: number) => (wall = ms),
  }
}

describe("the machine's clock", () => {
  it('starts with the wall and runs with it', () => {
    const clocks = machine()
    const clock = createForwardClock(clocks)
    expect(clock.nowMs()).toBe(startMs)
    clocks.pass(1234)
    expect(clock.nowMs()).toBe(startMs + 1234)
  })

  it('ACCESS-47: a wall clock that is set back prolongs nothing', () => {
    const clocks = machine()
    const clock = createForwardClock(clocks)
    clocks.pass(60_000)
    clocks.setWall(startMs - 3_600_000)
    expect(clock.nowMs()).toBe(startMs + 60_000)
    clocks.pass(30_000)
    expect(clock.nowMs()).toBe(startMs + 90_000)
  })

  it('ACCESS-47: a wall clock that ran ahead while the machine slept is followed, and never back', () => {
    const clocks = machine()
    const clock = createForwardClock(clocks)
    clocks.setWall(startMs + 3_600_000)
    expect(clock.nowMs()).toBe(startMs + 3_600_000)
    clocks.setWall(startMs)
    clocks.pass(1_000)
    expect(clock.nowMs()).toBe(startMs + 3_601_000)
  })
})
