import { SignInId } from '@hearthline/shared'
import { describe, expect, it } from 'vitest'
import { createVirtualClock } from '../../testing/virtual-clock.ts'
import { createSocketChecks } from './socket-checks.ts'

const signInId = SignInId.parse('33333333-3333-4333-8333-333333333333')

function checking() {
  const clock = createVirtualClock()
  const outcomes: boolean[] = []
  const checks = createSocketChecks({
    clock,
    presence: { socketChecked: (_signInId, answered) => void outcomes.push(answered) },
  })
  /** A page that keeps what it was asked, until it answers. */
  const page = () => {
    const asked: (() => void)[] = []
    const close = checks.opened(signInId, (answered) => void asked.push(answered))
    return { asked, close, answer: () => asked.at(-1)?.() }
  }
  return { clock, outcomes, checks, page }
}

describe('checks of sockets', () => {
  it('AGENT-11: every 15 s, answered within 5 s', () => {
    const { clock, outcomes, page } = checking()
    const one = page()
    clock.advance(14_999)
    expect(one.asked).toHaveLength(0)
    clock.advance(1)
    one.answer()
    clock.advance(15_000 + 4_999)
    expect([one.asked.length, outcomes]).toEqual([2, [true]])
    clock.advance(1)
    expect(outcomes).toEqual([true, false])
  })

  it('AGENT-11: one page that answers is enough, and its second answer is nothing', () => {
    const { clock, outcomes, page } = checking()
    const [frozen, alive] = [page(), page()]
    clock.advance(15_000)
    alive.answer()
    alive.answer()
    frozen.answer()
    clock.advance(5_000)
    expect(outcomes).toEqual([true])
  })

  it('AGENT-11: an answer after 5 s is too late, also when it crosses the next check', () => {
    const { clock, outcomes, page } = checking()
    const one = page()
    clock.advance(20_000)
    one.answer()
    clock.advance(10_000)
    one.asked[0]?.()
    expect(outcomes).toEqual([false])
    one.answer()
    expect(outcomes).toEqual([false, true])
  })

  it('AGENT-11: a page that opens while a check waits is the answer to it', () => {
    const { clock, outcomes, page } = checking()
    page()
    clock.advance(16_000)
    page()
    clock.advance(5_000)
    expect(outcomes).toEqual([])
  })

  it('AGENT-11: nobody is asked once the last page is closed, nor after the end', () => {
    const { clock, outcomes, checks, page } = checking()
    const [one, other] = [page(), page()]
    one.close()
    clock.advance(15_000)
    expect([one.asked.length, other.asked.length]).toEqual([0, 1])
    other.close()
    expect(clock.pendingTimers()).toBe(0)
    page()
    checks.dispose()
    checks.dispose()
    expect(clock.pendingTimers()).toBe(0)
    clock.advance(60_000)
    expect(outcomes).toEqual([])
  })
})
