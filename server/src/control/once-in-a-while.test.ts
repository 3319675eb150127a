import { describe, expect, it } from 'vitest'
import { createVirtualClock } from '../testing/virtual-clock.ts'
import { createOnceInAWhile } from './once-in-a-while.ts'

const open = () => {
  const clock = createVirtualClock()
  const told: string[] = []
  const telling = createOnceInAWhile<string>({ clock, everyMs: 1_000, tell: (key) => void told.push(key) })
  return { clock, told, telling }
}

describe('telling once in a while', () => {
  it('STEER-8: the first word at once, 300 more as one, and the last is never lost', () => {
    const { clock, told, telling } = open()
    for (let index = 0; index < 301; index += 1) telling.changed('batch')
    expect(told).toEqual(['batch'])
    clock.advance(999)
    expect(told).toHaveLength(1)
    clock.advance(1)
    expect(told).toHaveLength(2)
    clock.advance(60_000)
    expect([told.length, clock.pendingTimers()]).toEqual([2, 0])
    telling.changed('batch')
    expect(told).toHaveLength(3)
    telling.dispose()
  })

  it('STEER-15: one thing does not wait for another', () => {
    const { told, telling, clock } = open()
    for (const key of ['west', 'east', 'west', 'east']) telling.changed(key)
    expect(told).toEqual(['west', 'east'])
    clock.advance(1_000)
    expect(told).toEqual(['west', 'east', 'west', 'east'])
    telling.dispose()
  })

  it('tells nothing after its end', () => {
    const { told, telling, clock } = open()
    telling.changed('west')
    telling.changed('west')
    telling.dispose()
    telling.dispose()
    expect(clock.pendingTimers()).toBe(0)
    clock.advance(5_000)
    expect(told).toEqual(['west'])
  })
})
