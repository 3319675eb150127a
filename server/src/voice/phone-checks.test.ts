import { afterEach, expect, it } from 'vitest'
import { registerAgent } from './sip/testing/scripted-agent.ts'
import { openWebSocketPeer } from './sip/testing/scripted-peer.ts'
import {
  type AgentSeat,
  openVoiceFixture,
  startTimeoutMs,
  type VoiceFixture,
} from './testing/voice-fixture.ts'

let fixture: VoiceFixture
afterEach(() => fixture.dispose())

/** Another window of the sign-in comes and goes: the one that is left is asked at once (PHC-5). */
async function letAsk(seat: AgentSeat): Promise<void> {
  const window = await openWebSocketPeer(fixture.node.ports.ws)
  await registerAgent(window, { ...seat.identity, contactUser: 'other-window' })
  await window.dispose()
}

const nextCheck = async (): Promise<unknown> => {
  const message = await fixture.control.message(
    (each) => each.type === 'status' && each.status.type === 'phone-check',
  )
  return message.type === 'status' ? message.status : null
}

it(
  'PHC-3: control is told when a phone leaves its check unanswered, and when it is back',
  async () => {
    fixture = await openVoiceFixture()
    const seat = await fixture.agent()
    const { signInId } = seat
    await letAsk(seat)
    const options = await seat.peer.expectRequest('OPTIONS')
    expect(options.uri).toBe(`sip:${seat.identity.contactUser}@browser.invalid;transport=ws`)
    expect(await nextCheck()).toEqual({ type: 'phone-check', signInId, missed: 1 })
    const back = await seat.reconnect()
    expect(await nextCheck()).toEqual({ type: 'phone-check', signInId, missed: 0 })
    await letAsk({ ...seat, peer: back })
    back.answer(await back.expectRequest('OPTIONS'), 200)
  },
  startTimeoutMs,
)
