import { expect, it, vi } from 'vitest'
import { keepStanding, readAnswer, restartIce, type SessionParts } from './sip-session.ts'

/** The parts of a JsSIP session; what is not asked for is not there. */
const sessionWith = (parts: Partial<SessionParts>): SessionParts => Object.assign(Object.create(null), parts)

it.each(['Connection Error', 'Request Timeout', 'RTP Timeout', 'WebRTC Error'])(
  'PHONE-43: a session that stands is not given up for %s',
  (cause) => {
    const terminate = vi.fn()
    const trouble = vi.fn()
    const session = sessionWith({ terminate })
    keepStanding(session, trouble)
    session.terminate({ cause })
    expect(terminate).not.toHaveBeenCalled()
    expect(trouble).toHaveBeenCalledOnce()
  },
)

it.each([undefined, { cause: 'Terminated' }, { cause: 'Dialog Error' }])(
  'PHONE-43: it ends for a goodbye, and for a dialog that is unknown: %o',
  (options) => {
    const terminate = vi.fn()
    const trouble = vi.fn()
    const session = sessionWith({ terminate })
    keepStanding(session, trouble)
    session.terminate(options)
    expect(terminate).toHaveBeenCalledWith(options)
    expect(trouble).not.toHaveBeenCalled()
  },
)

it.each<[string, unknown]>([
  ['no body', undefined],
  ['no JSON', 'ok'],
  ['JSON of another shape', '{"ok":"yes"}'],
])('an answer with %s is as good as none', (_name, body) => {
  expect(readAnswer(body)).toEqual({ ok: false, reason: { type: 'phone', failure: 'control-unanswered' } })
})

/** Timers that ring when told. */
const handTimers = () => {
  const waiting: { ms: number; run: () => void }[] = []
  return {
    waiting,
    timers: {
      after: (ms: number, run: () => void) => {
        waiting.push({ ms, run })
        return () => undefined
      },
    },
  }
}

it('PHONE-17: an offer that nobody answers in time has failed', async () => {
  const { waiting, timers } = handTimers()
  const { done } = restartIce(sessionWith({ renegotiate: () => true }), 700, timers)
  expect(waiting.map(({ ms }) => ms)).toEqual([700])
  waiting[0]?.run()
  expect(await done).toBe(false)
})

it.each([
  ['answered', (_options: object, ready?: () => void) => (ready?.(), true), true],
  ['another offer is under way', () => false, false],
] as const)('PHONE-17: %s', async (_name, renegotiate, ok) => {
  const { timers } = handTimers()
  expect(await restartIce(sessionWith({ renegotiate }), 700, timers).done).toBe(ok)
})
