import { CallId } from '@hearthline/shared'
import type { SignInId } from '@hearthline/shared'
import { describe, expect, it } from 'vitest'
import { createSeededRandom, createVirtualClock } from '../../testing/virtual-clock.ts'
import { createFakeMediaPlane } from '../testing/fake-media-plane.ts'
import { createLoopbacks } from './loopback.ts'
import { createFakeLine, settled } from './testing/call-bench.ts'
import { people } from './testing/call-table.ts'

const room = CallId.parse('00000000-0000-4000-8000-000000000091')
const otherRoom = CallId.parse('00000000-0000-4000-8000-000000000092')

const quiet = (): void => undefined

function bench(inCall: SignInId[] = []) {
  const clock = createVirtualClock()
  const plane = createFakeMediaPlane()
  const loopbacks = createLoopbacks({
    clock,
    random: createSeededRandom(),
    plane,
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    isInCall: (signInId) => inCall.includes(signInId),
  })
  const open = async (callId = room, who = people.agent, offerSdp = 'v=0\r\n') => {
    const fake = createFakeLine()
    const outcome = loopbacks.open(
      { callId, signInId: who.signInId, seconds: 10 },
      { line: fake.line, offerSdp, listen: (onEvent) => fake.listen(onEvent) },
    )
    await settled()
    return { fake, outcome }
  }
  return { clock, plane, loopbacks, open }
}

describe('a loopback', () => {
  it('LOOP-1, LOOP-2: hears itself before it is answered, ends by itself, leaves no room and no timer', async () => {
    const { clock, plane, open } = bench()
    const { fake, outcome } = await open()
    expect(outcome).toBe('taken')
    expect(fake.done).toEqual(['accept'])
    const hearing = plane.requests.flatMap((each) => (each.type === 'set-hearing' ? [each.hearing] : []))
    expect(Object.values(hearing[0] ?? {})).toEqual([{ legs: [], prompt: null, echo: true }])
    clock.advance(9_999)
    expect(fake.endedWith).toBeNull()
    clock.advance(1)
    expect(fake.endedWith).toEqual({ kind: 'loopback-over', status: 480 })
    await settled()
    expect(plane.gauges().rooms).toBe(0)
    expect(clock.pendingTimers()).toBe(0)
  })

  it('LOOP-2: whoever hangs up, loses their connection or their media, or is signed out ends it at once', async () => {
    const { plane, open, loopbacks } = bench()
    for (const event of [
      { type: 'line-ended', end: 'hung-up' },
      { type: 'line-cancelled' },
      { type: 'line-lost' },
    ] as const) {
      const { fake } = await open()
      fake.say(event)
      expect(fake.endedWith?.kind).toBe('loopback-over')
      await settled()
    }
    const lost = await open()
    plane.loseRooms()
    expect(lost.fake.endedWith?.kind).toBe('media-failed')
    await settled()
    const dropped = await open()
    loopbacks.dropSignIn(people.agent.signInId)
    expect(dropped.fake.endedWith?.kind).toBe('revoked')
    await settled()
    expect(plane.gauges().rooms).toBe(0)
  })

  it('LOOP-3: one at a time: the later one of a phone counts, another phone’s does not mind', async () => {
    const { open } = bench()
    const first = await open()
    const others = await open(otherRoom, people.next)
    const third = CallId.parse('00000000-0000-4000-8000-000000000093')
    const again = await open(third)
    expect(first.fake.endedWith?.kind).toBe('loopback-over')
    expect(again.fake.done).toEqual(['accept'])
    expect(others.fake.endedWith).toBeNull()
  })

  it('LOOP-3: not while the phone is in a call, and not into a room that is there', async () => {
    expect((await bench([people.agent.signInId]).open()).outcome).toBe('full')
    const { open } = bench()
    await open()
    expect((await open(room, people.next)).outcome).toBe('full')
  })

  it('LOOP-4: an offer without G.711 is 488, media that cannot be had 503', async () => {
    const { plane, open } = bench()
    expect((await open(room, people.agent, 'garbage')).fake.endedWith).toMatchObject({ status: 488 })
    await settled()
    plane.answerOnce('open-room', { type: 'problem', code: 'no-worker', detail: 'none' })
    expect((await open()).fake.endedWith).toMatchObject({ status: 503 })
  })

  it('LOOP-2: a node that stops ends what runs', async () => {
    const { clock, open, loopbacks } = bench()
    const { fake } = await open()
    loopbacks.dispose()
    loopbacks.dispose()
    expect(fake.endedWith?.kind).toBe('loopback-over')
    expect(clock.pendingTimers()).toBe(0)
  })
})
