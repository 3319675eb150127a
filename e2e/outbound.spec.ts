import { callRecords, downloadRecording, expectRecord, Softphone } from './fixtures/desk.ts'
import { expect, test } from './fixtures/test.ts'
import { expectTones, expectToHear } from './fixtures/tones.ts'
import { customerHz, voiceHz } from './fixtures/voices.ts'

test('an agent calls a customer: both hear each other, mute mutes, the recording has each on their side; then one is picked from the list', async ({
  hearthline,
  seat,
}) => {
  const agent = await seat('dana.whitlock', 'agent')
  const lead = await seat('priya.raman', 'lead')
  const phone = new Softphone(agent)
  await phone.sendSoundAsItIs()
  await phone.goReady()

  await phone.call('(202) 555-0101')
  await phone.expectPhone('connected')
  await phone.expectAgent('on-call')
  const atCarrier = await hearthline.carrier.lastCall()
  expect(atCarrier?.number).toBe('+12025550101')
  const customerEar = () => hearthline.carrier.heard(atCarrier?.id ?? '', 1_000)

  await expectToHear('the agent', agent.ear, { hears: [customerHz], not: [voiceHz.agent] })
  await expectToHear('the customer', customerEar, { hears: [voiceHz.agent], not: [customerHz] })

  await phone.press('Mute')
  await expectToHear('the customer of a muted agent', customerEar, { hears: [], not: [voiceHz.agent] })
  await expectToHear('the muted agent', agent.ear, { hears: [customerHz] })
  await phone.press('Muted')
  await expectToHear('the customer again', customerEar, { hears: [voiceHz.agent] })

  await phone.press('Hang up')
  await phone.expectAgent('wrap-up')
  await expect
    .poll(async () => (await hearthline.carrier.lastCall())?.ended, { message: 'the carrier was told' })
    .toBe('hearthline-bye')
  await phone.finish('Promise to pay')

  const record = await expectRecord(lead, {
    direction: 'outbound',
    kind: 'agent-hung-up',
    fault: 'nobody',
    disposition: 'promise-to-pay',
  })
  expect(record.customer.maskedNumber).not.toContain('5550101')
  expect(record.talkMs).toBeGreaterThan(1_000)
  const recording = await downloadRecording(lead, record.callId)
  // The last half second: after the agent was heard again, before anybody hung up.
  expectTones('channel 0, the agent side', recording.agentSide.slice(-4_800), {
    hears: [voiceHz.agent],
    not: [customerHz],
  })
  expectTones('channel 1, the customer', recording.customerSide.slice(-4_800), {
    hears: [customerHz],
    not: [voiceHz.agent],
  })
  expect(Math.abs(recording.seconds - (record.talkMs ?? 0) / 1_000)).toBeLessThan(0.5)
  expect(await callRecords(agent)).toHaveLength(1)

  // A demo customer is picked from the list, rings, answers and speaks.
  await agent.page.getByRole('button', { name: 'Call Marisol Vega' }).click()
  await phone.expectPhone('ringing')
  await phone.expectPhone('connected')
  await expect
    .poll(async () => Math.max(0, ...(await agent.ear())), { message: 'the customer speaks' })
    .toBeGreaterThan(2_000)
  await hearthline.carrier.hangUp((await hearthline.carrier.lastCall())?.id ?? '')
  await phone.expectAgent('wrap-up')
  await expectRecord(agent, { kind: 'customer-hung-up', fault: 'nobody' })
})
