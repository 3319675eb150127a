import { callBackRoutes, CallBack, CallId, CustomerId, Problem } from '@hearthline/shared'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openTicket } from '../../protocol/ticket.ts'
import type { VoiceEvent } from '../../protocol/voice-link.ts'
import { openCallFloor, slowStartMs, type AtWork, type CallFloor } from '../testing/call-floor.ts'

const minute = 60_000

const number = (text: string) => ({ type: 'number', text })
const refOf = ({ me }: AtWork) => ({ personId: me.personId, signInId: me.signInId })
const end = (
  callId: CallId,
  kind: 'agent-line-lost' | 'customer-abandoned' | 'customer-hung-up',
): VoiceEvent => ({
  type: 'call-ended',
  callId,
  termination: { kind, fault: 'nobody', sipStatus: null },
})

describe('call-backs', () => {
  let floor: CallFloor
  let dana: AtWork

  beforeEach(async () => {
    floor = await openCallFloor()
    dana = await floor.arrive(floor.house.dana)
    return () => floor.dispose()
  }, slowStartMs)
  afterEach(() => {
    // No browser is ever told a whole number.
    expect(JSON.stringify([dana.live.snapshots, dana.live.changes])).not.toMatch(/555\d{4}|5550\d/)
  })

  const list = async ({ browser } = dana, query = '') => {
    const { body } = await browser.send('GET', `/api/call-backs?${query}`)
    expect(JSON.stringify(body)).not.toContain('+1202')
    return callBackRoutes.list.answer.parse(body)
  }
  const promise = (to: object, more: object = {}, { browser } = dana) =>
    browser.send('POST', '/api/call-backs', { to, ...more })
  const made = async (to: object, more: object = {}) => CallBack.parse((await promise(to, more)).body)
  const counts = () => dana.live.of('call-backs').map(({ count }) => count)
  /** A customer calls in, and this agent does not answer the ring. */
  const ringsInVain = async (): Promise<CallId> => {
    const callId = CallId.parse(crypto.randomUUID())
    await floor.node.say(
      {
        type: 'call-opened',
        callId,
        direction: 'inbound',
        agent: null,
        teamId: floor.house.team.teamId,
        trunkId: floor.trunkId,
        customerNumber: '+12025550100',
      },
      { type: 'agent-ringing', callId, ...refOf(dana) },
      { type: 'agent-ring-ended', callId, personId: dana.me.personId, outcome: 'missed' },
    )
    return callId
  }

  it('RECORD-19: a number is promised by the number rules, and shown masked', async () => {
    const callBack = await made(number('(202) 555-0147'), { note: ' After six. ' })
    expect(callBack).toMatchObject({
      customer: { customerId: null, maskedNumber: '+1 202 555 ••47' },
      agent: { displayName: 'DANA.WHITLOCK' },
      reason: 'asked',
      note: 'After six.',
      dueAt: null,
      callId: null,
    })
    expect(await list()).toMatchObject({ items: [{ callBackId: callBack.callBackId }], total: 1, dueNow: 1 })
    for (const text of ['911', 'call me', '+00 1', '900 555 0100'])
      expect((await promise(number(text))).status).toBe(422)
    await dana.live.settled()
    expect(counts()).toEqual([{ open: 1, dueNow: 1 }])
  })

  it('RECORD-19: the customer of an own call, and of nobody else’s', async () => {
    const callId = await floor.converse(dana)
    expect(await made({ type: 'call', callId })).toMatchObject({
      callId,
      customer: { maskedNumber: '+1 202 555 ••00' },
    })
    const noor = await floor.arrive(await floor.house.person('noor.aziz', 'agent'))
    const foreign = await promise({ type: 'call', callId }, {}, noor)
    expect(Problem.parse(foreign.body).code).toBe('call-not-found')
    const nobody = await promise({ type: 'customer', customerId: crypto.randomUUID() })
    expect(Problem.parse(nobody.body).code).toBe('not-found')
  })

  it('RECORD-19: what is due comes first, the longest due at the top; what falls due is told then', async () => {
    const nowMs = floor.house.clock.nowMs()
    const later = await made(number('2025550101'), { dueAt: nowMs + 20 * minute })
    const soon = await made(number('2025550102'), { dueAt: nowMs + 10 * minute })
    const past = await made(number('2025550103'), { dueAt: nowMs - minute })
    const order = async () => (await list()).items.map(({ callBackId }) => callBackId)
    expect(await order()).toEqual([past, soon, later].map(({ callBackId }) => callBackId))
    expect(await list()).toMatchObject({ dueNow: 1 })
    const told = counts().length
    await floor.pass(9 * minute)
    expect(counts()).toHaveLength(told)
    await floor.pass(minute)
    expect(counts().at(-1)).toEqual({ open: 3, dueNow: 2 })
    // Also by a control that was started again meanwhile.
    await floor.restart(dana)
    await floor.node.link()
    await floor.pass(10 * minute)
    expect(counts().at(-1)).toEqual({ open: 3, dueNow: 3 })
  })

  it('RECORD-19: done by its own agent only, once', async () => {
    const { callBackId } = await made(number('2025550147'))
    const noor = await floor.arrive(await floor.house.person('noor.aziz', 'agent'))
    const done = async ({ browser }: AtWork) =>
      (await browser.send('POST', `/api/call-backs/${callBackId}/done`)).status
    expect((await list(noor)).total).toBe(0)
    expect(await done(noor)).toBe(404)
    expect(await done(dana)).toBe(204)
    expect(await done(dana)).toBe(404)
    expect(await list()).toEqual({ items: [], total: 0, dueNow: 0 })
    const ada = await floor.house.signedIn(floor.house.ada)
    expect((await ada.send('GET', '/api/audit?action=call-backs.done')).body).toMatchObject({
      items: [{ actorId: dana.me.personId, subjectId: callBackId, outcome: 'done' }],
    })
  })

  it('RECORD-19: it is called without the browser knowing the number; so is the customer of an own call', async () => {
    const { callBackId } = await made(number('2025550147'))
    const placed = async (to: object) => {
      const { body } = await dana.browser.send('POST', '/api/calls', { to })
      expect(JSON.stringify(body)).not.toContain('5550147')
      if (typeof body !== 'object' || body === null || !('ticket' in body) || !('callId' in body))
        throw new Error(`not placed: ${JSON.stringify(body)}`)
      await dana.browser.send('DELETE', `/api/calls/${String(body.callId)}/ticket`)
      return { callId: body.callId, ticket: openTicket(String(body.ticket), floor.keys.ticket) }
    }
    const first = await placed({ type: 'call-back', callBackId })
    expect(first.ticket).toMatchObject({ kind: 'call', number: '+12025550147' })
    const again = await placed({ type: 'call', callId: first.callId })
    expect(again.ticket).toMatchObject({ kind: 'call', number: '+12025550147' })
    const noor = await floor.arrive(await floor.house.person('noor.aziz', 'agent'))
    for (const [to, code] of [
      [{ type: 'call-back', callBackId }, 'not-found'],
      [{ type: 'call', callId: first.callId }, 'call-not-found'],
    ] as const) {
      const refused = await noor.browser.send('POST', '/api/calls', { to })
      expect(Problem.parse(refused.body).code).toBe(code)
    }
  })

  it('RECORD-20: a customer who was lost with the agent’s line is to be called, once', async () => {
    const callId = await floor.converse(dana)
    await floor.node.say(end(callId, 'agent-line-lost'))
    expect(await list()).toMatchObject({
      items: [{ callId, reason: 'line-lost', customer: { maskedNumber: '+1 202 555 ••00' } }],
      dueNow: 1,
    })
    await dana.live.settled()
    expect(counts().at(-1)).toEqual({ open: 1, dueNow: 1 })
  })

  it('RECORD-20: an ordinary end asks for nothing', async () => {
    await floor.node.say(end(await floor.converse(dana), 'customer-hung-up'))
    expect((await list()).total).toBe(0)
  })

  it('RECORD-20: a ring that was missed asks for a call-back when nobody else has served the customer', async () => {
    const callId = await ringsInVain()
    expect((await list()).total).toBe(0)
    await floor.node.say(end(callId, 'customer-abandoned'))
    expect(await list()).toMatchObject({ items: [{ callId, reason: 'missed-ring' }] })
  })

  it('RECORD-20: so it does when control was restarted in between', async () => {
    const callId = await ringsInVain()
    floor.node.write(end(callId, 'customer-abandoned'))
    await floor.restart(dana)
    expect((await list()).total).toBe(0)
    await floor.node.link()
    expect(await list()).toMatchObject({ items: [{ callId, reason: 'missed-ring' }] })
  })

  it('RECORD-20: served by somebody else, a missed ring is made good', async () => {
    const noor = await floor.arrive(await floor.house.person('noor.aziz', 'agent'))
    const callId = await ringsInVain()
    await floor.node.say(
      { type: 'agent-ringing', callId, ...refOf(noor) },
      { type: 'call-answered', callId, agent: refOf(noor) },
      end(callId, 'customer-hung-up'),
    )
    expect((await list()).total).toBe(0)
    expect((await list(noor)).total).toBe(0)
  })

  it('RECORD-19: a known customer is named', async () => {
    const customerId = CustomerId.parse(crypto.randomUUID())
    floor.house.control.services.customers?.insert({
      customerId,
      displayName: 'Marisol Vega',
      number: '+12025550100',
      country: 'US',
      demoNote: null,
    })
    await made({ type: 'customer', customerId })
    await made(number('2025550147'))
    expect(await list(dana, 'search=maris')).toMatchObject({
      items: [{ customer: { customerId, displayName: 'Marisol Vega' } }],
      total: 1,
      dueNow: 2,
    })
  })
})
