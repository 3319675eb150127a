import { downloadRecording, expectRecord, Softphone } from './fixtures/desk.ts'
import { expect, test } from './fixtures/test.ts'
import { expectTones, expectToHear } from './fixtures/tones.ts'
import { customerHz, voiceHz } from './fixtures/voices.ts'

/** Any number of ours: the trunk says which team takes its calls. */
const ours = '+12025550190'

test('a customer calls in: the ready agent rings, answers, and both hear each other', async ({
  hearthline,
  seat,
}) => {
  const agent = await seat('dana.whitlock', 'agent')
  const lead = await seat('priya.raman', 'lead')
  const phone = new Softphone(agent)
  await phone.sendSoundAsItIs()
  await phone.goReady()

  const call = await hearthline.carrier.callIn({ from: '+12025550102', to: ours, toneHz: customerHz })
  await phone.expectPhone('incoming')
  await expect(phone.root.getByText('Grace Okafor').first()).toBeVisible()
  await expect
    .poll(async () => (await hearthline.carrier.lastCall())?.ringingAt, {
      message: 'the customer hears ringing',
    })
    .not.toBeNull()
  await phone.press('Answer')
  await phone.expectPhone('connected')
  await phone.expectAgent('on-call')
  await expectToHear('the agent', agent.ear, { hears: [customerHz], not: [voiceHz.agent] })
  await expectToHear('the customer', () => hearthline.carrier.heard(call.id, 1_000), {
    hears: [voiceHz.agent],
    not: [customerHz],
  })
  await hearthline.carrier.hangUp(call.id)
  await phone.expectAgent('wrap-up')

  const record = await expectRecord(lead, {
    direction: 'inbound',
    kind: 'customer-hung-up',
    fault: 'nobody',
  })
  expect(record.agent?.displayName).toBe('Dana Whitlock')
  const recording = await downloadRecording(lead, record.callId)
  expectTones('channel 0, the agent side', recording.agentSide.slice(-8_000), {
    hears: [voiceHz.agent],
    not: [customerHz],
  })
  expectTones('channel 1, the customer', recording.customerSide.slice(-8_000), {
    hears: [customerHz],
    not: [voiceHz.agent],
  })
})

test('a customer who calls back rings the agent who spoke with them last; a missed ring makes an agent not ready and rings the next one', async ({
  hearthline,
  seat,
}) => {
  test.setTimeout(120_000)
  const dana = await seat('dana.whitlock', 'agent')
  const omar = await seat('omar.haddad', 'secondAgent')
  const danasPhone = new Softphone(dana)
  const omarsPhone = new Softphone(omar)
  await danasPhone.goReady()
  await omarsPhone.goReady()
  // Dana has been Ready for longer, so a stranger would ring her: only the history points to Omar.
  await omarsPhone.call('+12025550101')
  await omarsPhone.expectPhone('connected')
  await omarsPhone.press('Hang up')
  await omarsPhone.expectAgent('wrap-up')
  await omarsPhone.finish('Call back later')

  await hearthline.carrier.callIn({ from: '+12025550101', to: ours })
  await omarsPhone.expectPhone('incoming')
  await danasPhone.expectPhone('idle')
  await omarsPhone.press('Answer')
  await omarsPhone.expectPhone('connected')
  await omarsPhone.press('Hang up')
  await expectRecord(omar, { direction: 'inbound', kind: 'agent-hung-up' })
  await omarsPhone.finish('Nobody reached')

  await hearthline.carrier.callIn({ from: '+12025550102', to: ours })
  await danasPhone.expectPhone('incoming')
  await omarsPhone.expectPhone('incoming', 30_000)
  await danasPhone.expectAgent('not-ready')
  await omarsPhone.press('Answer')
  await omarsPhone.expectPhone('connected')
  await omarsPhone.press('Hang up')
  const record = await expectRecord(omar, { direction: 'inbound', kind: 'agent-hung-up' })
  expect(record.agent?.displayName).toBe('Omar Haddad')
  expect(record.customer.displayName).toBe('Grace Okafor')
})

test('with nobody ready the customer hears a polite prompt; one who gives up while it rings leaves nothing ringing', async ({
  hearthline,
  seat,
}) => {
  const lead = await seat('priya.raman', 'lead')
  const agent = await seat('dana.whitlock', 'agent')
  const unheard = await hearthline.carrier.callIn({ from: '+12025550102', to: ours })
  await expect
    .poll(async () => Math.max(0, ...(await hearthline.carrier.heard(unheard.id, 1_000))), {
      message: 'the customer hears the prompt',
    })
    .toBeGreaterThan(1_000)
  await expect
    .poll(async () => (await hearthline.carrier.lastCall())?.ended, {
      message: 'Hearthline hangs up',
      timeout: 30_000,
    })
    .toBe('hearthline-bye')
  await expectRecord(lead, { direction: 'inbound', kind: 'no-agent' })

  const phone = new Softphone(agent)
  await phone.goReady()
  const ringing = await hearthline.carrier.callIn({ from: '+12025550102', to: ours })
  await phone.expectPhone('incoming')
  await hearthline.carrier.hangUp(ringing.id)
  await expect(phone.root).not.toHaveAttribute('data-phone-state', 'incoming')
  await phone.expectAgent('ready')
})
