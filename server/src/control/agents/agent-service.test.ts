import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CallId, PersonId, SignInId } from '@hearthline/shared'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createVirtualClock } from '../../testing/virtual-clock.ts'
import { createAgentStore } from '../db/agents-repository.ts'
import { openStore, type Store } from '../db/client.ts'
import { createNewsDesk, type News } from '../news.ts'
import { createAgentService, createPresence, type AgentService, type AgentStore } from './index.ts'

const silent = pino({ level: 'silent' })
const personId = PersonId.parse('22222222-2222-4222-8222-222222222222')
const signInId = SignInId.parse('33333333-3333-4333-8333-333333333333')
const otherSignIn = SignInId.parse('33333333-3333-4333-8333-333333333334')
const callId = CallId.parse('11111111-1111-4111-8111-111111111111')

describe('agent service', () => {
  let folder: string
  let store: Store
  let agents: AgentStore
  let told: News[]
  let live: Set<SignInId>
  /** Sign-ins in which the gate of Ready is shut, and whose phone has carried the call. */
  let shut: Set<SignInId>
  let carried: Set<SignInId>
  const clock = createVirtualClock()

  const open = () => {
    const presence = createPresence()
    const news = createNewsDesk(store.transact, silent)
    news.subscribe((item) => told.push(item))
    const unfinished: CallId[] = []
    const service: AgentService = createAgentService({
      store: agents,
      presence,
      signIns: { isLive: (id) => live.has(id), liveOf: () => [...live] },
      wrapUps: {
        started: () => undefined,
        unfinished: (_personId, id) => unfinished.push(id),
        closed: () => undefined,
        carried: (_personId, _callId, id) => carried.has(id),
      },
      readyIsOpen: (id) => !shut.has(id),
      news,
      clock,
    })
    return { service, presence, news, unfinished }
  }

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'hearthline-agents-'))
    store = openStore(folder)
    agents = createAgentStore(store.db)
    told = []
    live = new Set([signInId])
    shut = new Set()
    carried = new Set()
  })
  afterEach(() => {
    store.dispose()
    rmSync(folder, { recursive: true, force: true })
  })

  it('AGENT-9: of two who save the same version, the second is refused', () => {
    const row = {
      personId,
      signInId,
      state: { type: 'ready', since: 1 },
      before: null,
      missedRings: 0,
      version: 0,
    } as const
    expect(agents.save(row)).toBe(true)
    expect(agents.save(row)).toBe(false)
    expect(agents.save({ ...row, version: 1 })).toBe(true)
    expect(agents.save({ ...row, version: 1 })).toBe(false)
    expect(agents.find(personId)?.version).toBe(2)
  })

  it('AGENT-9: a rolled back change tells nobody', () => {
    const { service, news } = open()
    expect(() =>
      news.commit(() => {
        service.signedIn(personId, signInId)
        throw new Error('disk full')
      }),
    ).toThrow('disk full')
    expect(service.find(personId).state.type).toBe('offline')
    expect(told).toEqual([])
  })

  it('AGENT-9: a rolled back end of wrap-up leaves its timer running', () => {
    const { service, news, unfinished } = open()
    service.signedIn(personId, signInId)
    service.apply(personId, { type: 'call-opened', callId })
    service.apply(personId, { type: 'call-ended', callId, answered: true, wrapUpMs: 60_000 })
    expect(() =>
      news.commit(() => {
        service.apply(personId, { type: 'wrap-up-saved', callId, next: 'ready' })
        throw new Error('disk full')
      }),
    ).toThrow('disk full')
    clock.advance(60_000)
    expect(service.find(personId).state.type).toBe('ready')
    expect(unfinished).toEqual([callId])
    service.dispose()
  })

  it('a listener to news that fails hurts neither the teller nor the other listeners', () => {
    const { service, news } = open()
    const heard: News[] = []
    news.subscribe(() => {
      throw new Error('deaf')
    })
    news.subscribe((item) => heard.push(item))
    service.signedIn(personId, signInId)
    expect(service.find(personId).state.type).toBe('not-ready')
    expect(heard).toEqual([
      { type: 'agent', personId },
      { type: 'phone', personId },
    ])
    service.dispose()
  })

  it('AGENT-8: the grace runs from the loss of either line, also after a restart', () => {
    const { service, presence } = open()
    service.signedIn(personId, signInId)
    presence.socketOpened(signInId)
    presence.setPhone('voice-1', signInId, true)
    service.apply(personId, { type: 'go-ready', reachable: true, checked: true })
    presence.socketClosed(signInId)
    clock.advance(29_999)
    expect(service.find(personId).state.type).toBe('ready')
    service.dispose()
    const again = open()
    again.service.start()
    clock.advance(29_999)
    expect(again.service.find(personId).state.type).toBe('ready')
    clock.advance(1)
    expect(again.service.find(personId).state).toMatchObject({ type: 'not-ready', reason: 'line-lost' })
    again.service.dispose()
    expect(clock.pendingTimers()).toBe(0)
  })

  it('AGENT-8: checks that go on being missed do not start the grace anew', () => {
    const { service, presence } = open()
    service.signedIn(personId, signInId)
    presence.socketOpened(signInId)
    presence.setPhone('voice-1', signInId, true)
    service.apply(personId, { type: 'go-ready', reachable: true, checked: true })
    presence.phoneChecked(signInId, 1)
    clock.advance(60_000)
    expect(service.find(personId).state.type).toBe('ready')
    presence.phoneChecked(signInId, 2)
    clock.advance(15_000)
    presence.phoneChecked(signInId, 3)
    clock.advance(14_999)
    expect(service.find(personId).state.type).toBe('ready')
    clock.advance(1)
    expect(service.find(personId).state).toMatchObject({ type: 'not-ready', reason: 'line-lost' })
    service.dispose()
  })

  it('AGENT-8: who answers again within the grace stays Ready', () => {
    const { service, presence } = open()
    service.signedIn(personId, signInId)
    presence.socketOpened(signInId)
    presence.setPhone('voice-1', signInId, true)
    service.apply(personId, { type: 'go-ready', reachable: true, checked: true })
    presence.phoneChecked(signInId, 2)
    clock.advance(29_999)
    presence.phoneChecked(signInId, 0)
    clock.advance(60_000)
    expect(service.find(personId).state.type).toBe('ready')
    service.dispose()
  })

  it('AGENT-6: an overdue wrap-up ends at the start, once', () => {
    const { service, presence } = open()
    service.signedIn(personId, signInId)
    presence.socketOpened(signInId)
    presence.setPhone('voice-1', signInId, true)
    service.apply(personId, { type: 'go-ready', reachable: true, checked: true })
    service.apply(personId, { type: 'reserve', callId })
    service.apply(personId, { type: 'call-ended', callId, answered: true, wrapUpMs: 60_000 })
    service.dispose()
    clock.advance(3_600_000)
    const again = open()
    again.service.start()
    clock.advance(0)
    expect(again.service.find(personId).state.type).toBe('ready')
    expect(again.unfinished).toEqual([callId])
    again.service.dispose()
  })

  it('AGENT-1: who is no longer signed in at the start is offline', () => {
    const { service } = open()
    service.signedIn(personId, signInId)
    service.dispose()
    live.clear()
    const again = open()
    again.service.start()
    expect(again.service.find(personId).state.type).toBe('offline')
    again.service.dispose()
  })

  /** Ready in the first sign-in, with both lines. */
  const atWork = () => {
    const opened = open()
    const { service, presence } = opened
    service.signedIn(personId, signInId)
    presence.socketOpened(signInId)
    presence.setPhone('voice-1', signInId, true)
    service.apply(personId, { type: 'go-ready', reachable: true, checked: true })
    return opened
  }

  it('AGENT-1: the end of an older sign-in leaves the newer one alone', () => {
    const { service } = open()
    service.signedIn(personId, signInId)
    live = new Set([otherSignIn])
    service.signedIn(personId, otherSignIn)
    service.signedOut(personId, signInId, false)
    expect(service.find(personId)).toMatchObject({ signInId: otherSignIn, state: { type: 'not-ready' } })
    live.clear()
    service.signedOut(personId, otherSignIn, false)
    expect(service.find(personId)).toMatchObject({ signInId: null, state: { type: 'offline' } })
    service.dispose()
  })

  it('AGENT-13: the phone stays with the sign-in that holds it, until another one takes it', () => {
    const { service } = atWork()
    live.add(otherSignIn)
    service.signedIn(personId, otherSignIn)
    expect(service.find(personId)).toMatchObject({ signInId, state: { type: 'ready' } })
    told = []
    expect(service.takePhone(personId, otherSignIn, true).ok).toBe(true)
    expect(service.find(personId)).toMatchObject({ signInId: otherSignIn, state: { type: 'ready' } })
    expect(told).toContainEqual({ type: 'phone', personId })
    service.dispose()
  })

  it('AGENT-13: Ready does not come along to a device where it is not open', () => {
    const { service } = atWork()
    live.add(otherSignIn)
    service.takePhone(personId, otherSignIn, false)
    expect(service.find(personId)).toMatchObject({
      signInId: otherSignIn,
      state: { type: 'not-ready', reason: 'signed-in' },
    })
    service.dispose()
  })

  it('AGENT-13: when its holder signs out, the phone goes to another sign-in that is here', () => {
    const { service, presence } = atWork()
    live = new Set([otherSignIn])
    presence.socketOpened(otherSignIn)
    service.signedOut(personId, signInId, false)
    expect(service.find(personId)).toMatchObject({
      signInId: otherSignIn,
      state: { type: 'not-ready', reason: 'signed-in' },
    })
    service.dispose()
  })

  it.each(['on-call', 'wrap-up'] as const)(
    'AGENT-14: signing in again on the same device loses nothing of a %s',
    (type) => {
      const { service } = atWork()
      service.apply(personId, { type: 'reserve', callId })
      if (type === 'wrap-up')
        service.apply(personId, { type: 'call-ended', callId, answered: true, wrapUpMs: 60_000 })
      live = new Set([otherSignIn])
      service.signedOut(personId, signInId, true)
      expect(service.find(personId).state).toMatchObject({ type, callId })
      service.signedIn(personId, otherSignIn)
      expect(service.find(personId)).toMatchObject({ signInId: otherSignIn, state: { type, callId } })
      service.dispose()
    },
  )

  it('AGENT-14: nobody came back for it: the end of the new sign-in is the end of the call for the agent', () => {
    const { service } = atWork()
    service.apply(personId, { type: 'reserve', callId })
    live = new Set([otherSignIn])
    service.signedOut(personId, signInId, true)
    live.clear()
    service.signedOut(personId, otherSignIn, false)
    expect(service.find(personId)).toMatchObject({ signInId: null, state: { type: 'offline' } })
    service.dispose()
  })

  it.each([
    ['its gate is shut, and its phone has carried nothing', { open: false, carried: false }, 'not-ready'],
    ['its phone has carried the call', { open: false, carried: true }, 'ready'],
    ['its gate is open', { open: true, carried: false }, 'ready'],
  ] as const)('CHECK-3: a wrap-up that another sign-in has taken over, and %s', (_, gate, type) => {
    const { service } = atWork()
    service.apply(personId, { type: 'reserve', callId })
    service.apply(personId, { type: 'call-ended', callId, answered: true, wrapUpMs: 60_000 })
    live = new Set([otherSignIn])
    if (!gate.open) shut.add(otherSignIn)
    if (gate.carried) carried.add(otherSignIn)
    service.signedOut(personId, signInId, true)
    service.signedIn(personId, otherSignIn)
    clock.advance(60_000)
    expect(service.find(personId).state.type).toBe(type)
    service.dispose()
  })

  it('CHECK-3: a ring that ends leads to Not ready where the phone has gone to a sign-in that is shut', () => {
    const { service } = atWork()
    service.apply(personId, { type: 'call-opened', callId })
    live.add(otherSignIn)
    shut.add(otherSignIn)
    service.takePhone(personId, otherSignIn, false)
    service.apply(personId, { type: 'ring-ended', callId, outcome: 'cancelled' })
    expect(service.find(personId).state).toMatchObject({ type: 'not-ready', reason: 'signed-in' })
    service.dispose()
  })
})
