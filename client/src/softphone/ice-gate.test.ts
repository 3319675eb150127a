import { expect, it } from 'vitest'
import { iceGate } from './ice-gate.ts'

/** Time that stands still until told. */
function handTimers() {
  const waiting: { delayMs: number; run: () => void }[] = []
  return {
    waiting,
    timers: {
      after: (delayMs: number, run: () => void) => {
        const one = { delayMs, run }
        waiting.push(one)
        return () => void waiting.splice(waiting.indexOf(one), 1)
      },
    },
  }
}

function gathered(hasServers: boolean, types: string[]) {
  const { waiting, timers } = handTimers()
  let ready = 0
  const gate = iceGate(hasServers, timers)
  for (const type of types) gate.candidate({ type }, () => (ready += 1))
  return { waiting, gate, count: () => ready }
}

it('without servers waits 50 ms after the first host candidate, once', () => {
  const { waiting, count } = gathered(false, ['host', 'host'])
  expect(waiting.map((one) => one.delayMs)).toEqual([50])
  waiting[0]?.run()
  expect(count()).toBe(1)
})

it('with servers is ready at the first address that one told', () => {
  const { waiting, count } = gathered(true, ['host', 'srflx', 'relay'])
  expect(count()).toBe(1)
  expect(waiting).toEqual([])
})

it('with servers that are silent is ready after 300 ms', () => {
  const { waiting, count } = gathered(true, ['host'])
  expect(count()).toBe(0)
  expect(waiting.map((one) => one.delayMs)).toEqual([300])
  waiting[0]?.run()
  expect(count()).toBe(1)
})

it('says nothing after it was disposed', () => {
  const { waiting, gate, count } = gathered(true, ['host'])
  gate.dispose()
  gate.candidate({ type: 'relay' }, () => expect.unreachable('the session is over'))
  expect(waiting).toEqual([])
  expect(count()).toBe(0)
})
