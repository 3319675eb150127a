import { randomUUID } from 'node:crypto'
import { controlContentType, SignInId } from '@hearthline/shared'
import { afterEach, describe, expect, it } from 'vitest'
import type { LineEvent } from './ports.ts'
import { arrivedLine, calledLine } from './sip-line.ts'
import type { IncomingInvite } from './sip/index.ts'
import { registerAgent } from './sip/testing/scripted-agent.ts'
import { scriptedCall } from './sip/testing/scripted-call.ts'
import { sdpText } from './sip/testing/sip-text.ts'
import { createQueue, createStackFixture, type StackFixture } from './sip/testing/stack-fixture.ts'

const cause = { kind: 'agent-hung-up', status: 480 } as const

let fixture: StackFixture
afterEach(() => fixture.dispose())

const answer = { ok: false, problem: { code: 'not-in-this-state', detail: 'hold' } } as const

async function withPhone(incoming: boolean) {
  const arrivals = createQueue<IncomingInvite>()
  fixture = await createStackFixture({ onInvite: (invite) => arrivals.push(invite) })
  const phone = await fixture.browser()
  const signInId = SignInId.parse(randomUUID())
  await registerAgent(phone, fixture.identity(signInId))
  const events = createQueue<LineEvent>()
  const onEvent = (event: LineEvent): void => events.push(event)
  if (incoming) {
    const call = scriptedCall(phone, 'sip:ticket@127.0.0.1')
    phone.send(call.text('INVITE', { sdp: sdpText(6000) }))
    const arrived = arrivedLine(await arrivals.take(() => true))
    arrived.listen(onEvent)
    arrived.line.accept(sdpText(7000))
    call.learn(await phone.expectResponse(200, 'INVITE'))
    phone.send(call.text('ACK'))
    return { phone, call, line: arrived.line, next: () => events.take(() => true) }
  }
  const line = calledLine(
    fixture.stack,
    {
      target: { kind: 'aor', aor: signInId },
      from: { uri: 'sip:x@hearthline.example' },
      offerSdp: sdpText(7000),
    },
    onEvent,
  )
  const invite = await phone.expectRequest('INVITE')
  const call = scriptedCall(phone, invite.from.uriText, invite)
  phone.answer(invite, 200, {
    tag: call.localTag,
    contact: '<sip:agent@browser.invalid;transport=ws>',
    sdp: sdpText(6000),
  })
  await phone.expectRequest('ACK')
  await events.take(({ type }) => type === 'line-answered')
  return { phone, call, line, next: () => events.take(() => true) }
}

const control = (text: string) => ({ body: { contentType: controlContentType, text } })

describe('controls of a phone', () => {
  it.each([true, false])(
    'SIP-69: an INFO is a control of the call, answered with what became of it (phone called: %s)',
    async (incoming) => {
      const { phone, call, line, next } = await withPhone(incoming)
      phone.send(call.text('INFO', control('{"type":"hold"}')))
      phone.send(call.text('INFO', control('{"type":"pause-recording","reason":"health"}')))
      const [first, second] = [await next(), await next()]
      expect([first, second]).toEqual([
        { type: 'line-control', controlId: 1, control: { type: 'hold' } },
        { type: 'line-control', controlId: 2, control: { type: 'pause-recording', reason: 'health' } },
      ])
      line.answerControl(2, answer)
      line.answerControl(2, answer)
      line.answerControl(7, answer)
      const told = await phone.expectResponse(200, 'INFO')
      expect(told.cseq.number).toBe(3 - Number(!incoming))
      expect(told.headers.get('Content-Type')).toBe(controlContentType)
      expect(JSON.parse(Buffer.from(told.body).toString())).toEqual(answer)
      line.end(cause)
      // Whoever asked and was not answered hears that there is no call any more.
      await phone.expectResponse(481, 'INFO')
    },
  )

  it.each([
    [controlContentType, '{"type":"dance"}', 400],
    [controlContentType, '{"type":"hold","more":1}', 400],
    [controlContentType, '{', 400],
    [controlContentType, '', 400],
    ['application/json', '{"type":"hold"}', 415],
    ['application/dtmf-relay', 'Signal=5', 415],
  ])('SIP-69: %s %j is answered with %i and asks for nothing', async (contentType, text, status) => {
    const { phone, call, next } = await withPhone(true)
    phone.send(call.text('INFO', { body: { contentType, text } }))
    phone.send(call.text('INFO', control('{"type":"resume"}')))
    await phone.expectResponse(status, 'INFO')
    expect(await next()).toMatchObject({ type: 'line-control', control: { type: 'resume' } })
  })

  it('SIP-69: an INFO of a call that is over gets 481; one that nobody answers gets 500 after 10 s', async () => {
    const { phone, call, line, next } = await withPhone(true)
    phone.send(call.text('INFO', control('{"type":"hold"}')))
    await next()
    fixture.clock.advance(10_000)
    await phone.expectResponse(500, 'INFO')
    line.answerControl(1, answer)
    line.end(cause)
    phone.send(call.text('INFO', control('{"type":"hold"}')))
    await phone.expectResponse(481, 'INFO')
  })
})
