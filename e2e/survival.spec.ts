import { downloadRecording, expectRecord, Softphone, type Desk } from './fixtures/desk.ts'
import type { Hearthline } from './fixtures/hearthline.ts'
import { expect, test } from './fixtures/test.ts'
import { expectTones, expectToHear } from './fixtures/tones.ts'
import { customerHz, voiceHz } from './fixtures/voices.ts'

/** Puts the agent into a call with the whistling customer; resolves when both hear each other. */
async function talk(
  hearthline: Hearthline,
  agent: Desk,
  phone: Softphone,
): Promise<{ carrierCallId: string }> {
  await phone.call('+12025550101')
  await phone.expectPhone('connected')
  const carrierCallId = (await hearthline.carrier.lastCall())?.id ?? ''
  await expectToHear('the agent', agent.ear, { hears: [customerHz] })
  await expectToHear('the customer', () => hearthline.carrier.heard(carrierCallId, 1_000), {
    hears: [voiceHz.agent],
  })
  return { carrierCallId }
}

/** The call that runs shows that new calls work. */
async function expectNewCall(hearthline: Hearthline, agent: Desk, phone: Softphone): Promise<void> {
  await talk(hearthline, agent, phone)
  await phone.press('Hang up')
  await phone.expectAgent('wrap-up')
}

test('the phone’s WebSocket drops in a call: the call goes on and the phone registers again', async ({
  hearthline,
  seat,
}) => {
  const agent = await seat('dana.whitlock', 'agent')
  // Every SIP WebSocket of the page goes through this test, which can so cut it like a broken line.
  const open: { close(): Promise<void> }[] = []
  let connections = 0
  await agent.page.routeWebSocket(/\/sip$/, (socket) => {
    connections += 1
    socket.connectToServer()
    open.push(socket)
  })
  await agent.page.reload()
  const phone = new Softphone(agent)
  await phone.sendSoundAsItIs()
  await phone.goReady()
  const { carrierCallId } = await talk(hearthline, agent, phone)

  const before = connections
  for (const socket of open.splice(0)) await socket.close()
  await expect(phone.root).toHaveAttribute('data-line', 'reconnecting')
  await phone.expectPhone('connected')
  await expectToHear('the agent without a line', agent.ear, { hears: [customerHz] })
  await expect(phone.root).toHaveAttribute('data-line', 'registered', { timeout: 15_000 })
  expect(connections).toBeGreaterThan(before)
  await expectToHear('the customer', () => hearthline.carrier.heard(carrierCallId, 1_000), {
    hears: [voiceHz.agent],
  })
  await phone.press('Hang up')
  await expect.poll(async () => (await hearthline.carrier.lastCall())?.ended).toBe('hearthline-bye')
  await expectRecord(agent, { kind: 'agent-hung-up' })
})

test('control is killed in a call: the call goes on, and within 5 s of its return nothing is lost', async ({
  hearthline,
  seat,
}) => {
  const agent = await seat('dana.whitlock', 'agent')
  const lead = await seat('priya.raman', 'lead')
  const phone = new Softphone(agent)
  await phone.sendSoundAsItIs()
  await phone.goReady()
  const { carrierCallId } = await talk(hearthline, agent, phone)

  const killed = hearthline.pidOf('control')
  hearthline.kill('control')
  await expect(agent.page.getByText('Control is away. Your call goes on.')).toBeVisible()
  await expectToHear('the agent without control', agent.ear, { hears: [customerHz] })
  await expect
    .poll(async () => (await fetch(`${hearthline.url}/readyz`).catch(() => null))?.status, {
      message: 'control is back',
      timeout: 15_000,
    })
    .toBe(200)
  expect(hearthline.pidOf('control')).not.toBe(killed)

  await expect(agent.page.getByText('Control is away. Your call goes on.')).toBeHidden({ timeout: 5_000 })
  await phone.expectAgent('on-call', 5_000)
  await expectToHear('the customer', () => hearthline.carrier.heard(carrierCallId, 1_000), {
    hears: [voiceHz.agent],
  })
  await phone.press('Hang up')
  await phone.expectAgent('wrap-up')
  const record = await expectRecord(lead, { kind: 'agent-hung-up' })
  const recording = await downloadRecording(lead, record.callId)
  expect(Math.abs(recording.seconds - (record.talkMs ?? 0) / 1_000)).toBeLessThan(0.5)
})

test('an end that happens while control is away is in the record when it is back', async ({
  hearthline,
  seat,
}) => {
  const agent = await seat('dana.whitlock', 'agent')
  const phone = new Softphone(agent)
  await phone.goReady()
  const { carrierCallId } = await talk(hearthline, agent, phone)
  hearthline.kill('control')
  await hearthline.carrier.hangUp(carrierCallId)
  await expect(phone.root).not.toHaveAttribute('data-phone-state', 'connected')
  await phone.expectAgent('wrap-up', 20_000)
  await expectRecord(agent, { kind: 'customer-hung-up' })
})

test('a media worker is killed: its calls end on both sides within 3 s, recorded, and new calls work', async ({
  hearthline,
  seat,
}) => {
  const agent = await seat('dana.whitlock', 'agent')
  const lead = await seat('priya.raman', 'lead')
  const phone = new Softphone(agent)
  await phone.sendSoundAsItIs()
  await phone.goReady()
  await talk(hearthline, agent, phone)

  const killedAt = Date.now()
  for (const pid of hearthline.mediaWorkerPids()) process.kill(pid, 'SIGKILL')
  await expect
    .poll(async () => (await hearthline.carrier.lastCall())?.ended, { message: 'the customer’s side ends' })
    .toBe('hearthline-bye')
  expect(((await hearthline.carrier.lastCall())?.endedAt ?? 0) - killedAt).toBeLessThan(3_000)
  await phone.expectAgent('wrap-up', 3_000)
  const record = await expectRecord(lead, { kind: 'media-failed', fault: 'hearthline' })
  const recording = await downloadRecording(lead, record.callId)
  expect(recording.seconds).toBeGreaterThan((record.talkMs ?? 0) / 1_000 - 1.5)
  expectTones('what was recorded of the customer', recording.customerSide.slice(-4_800), {
    hears: [customerHz],
  })
  await phone.finish('Nobody reached')
  await expectNewCall(hearthline, agent, phone)
})

test('the voice node is killed: the call’s record is right, new calls work within 5 s, the recording plays', async ({
  hearthline,
  seat,
}) => {
  const agent = await seat('dana.whitlock', 'agent')
  const lead = await seat('priya.raman', 'lead')
  const phone = new Softphone(agent)
  await phone.sendSoundAsItIs()
  await phone.goReady()
  await talk(hearthline, agent, phone)

  hearthline.kill('voice')
  const killedAt = Date.now()
  await phone.expectAgent('wrap-up', 10_000)
  const record = await expectRecord(lead, { kind: 'voice-node-lost', fault: 'hearthline' })
  expect((record.endedAt ?? 0) - killedAt).toBeLessThan(5_000)
  const recording = await downloadRecording(lead, record.callId)
  expect(recording.seconds).toBeGreaterThan((killedAt - (record.answeredAt ?? 0)) / 1_000 - 1.5)
  expectTones('what was recorded of the customer', recording.customerSide.slice(-4_800), {
    hears: [customerHz],
  })
  await expect(phone.root).toHaveAttribute('data-line', 'registered', { timeout: 10_000 })
  await phone.finish('Nobody reached')
  await expectNewCall(hearthline, agent, phone)
})
