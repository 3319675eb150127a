import { expectRecord, Softphone } from './fixtures/desk.ts'
import { expect, test } from './fixtures/test.ts'
import { expectToHear, expectToHearLastingly } from './fixtures/tones.ts'
import { customerHz, voiceHz } from './fixtures/voices.ts'

declare global {
  interface Window {
    microphonesAsked?: number
  }
}

test('a lead listens: hears both, neither hears the lead, no microphone is captured', async ({
  hearthline,
  seat,
}) => {
  const agent = await seat('dana.whitlock', 'agent')
  const lead = await seat('priya.raman', 'lead')
  await lead.page.evaluate(() => {
    window.microphonesAsked = 0
    const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
    navigator.mediaDevices.getUserMedia = (constraints) => {
      window.microphonesAsked = (window.microphonesAsked ?? 0) + 1
      return ask(constraints)
    }
  })
  const phone = new Softphone(agent)
  await phone.sendSoundAsItIs()
  await phone.goReady()
  await phone.call('+12025550101')
  await phone.expectPhone('connected')
  const atCarrier = await hearthline.carrier.lastCall()
  const customerEar = () => hearthline.carrier.heard(atCarrier?.id ?? '', 1_000)
  await expectToHear('the agent', agent.ear, { hears: [customerHz] })

  // Pushed, not polled: the lead's floor shows the call without anything being done there.
  await expect(lead.page.getByText('Dana Whitlock').first()).toBeVisible()
  await lead.page
    .getByRole('button', { name: /^Listen/ })
    .first()
    .click()
  await expectToHear('the lead', lead.ear, { hears: [voiceHz.agent, customerHz] })
  await expectToHearLastingly('the agent, listened to', agent.ear, {
    hears: [customerHz],
    not: [voiceHz.lead],
  })
  await expectToHearLastingly('the customer, listened to', customerEar, {
    hears: [voiceHz.agent],
    not: [voiceHz.lead],
  })
  expect(await lead.page.evaluate(() => window.microphonesAsked)).toBe(0)

  await lead.page.getByRole('button', { name: 'Stop listening' }).first().click()
  await expect.poll(async () => (await lead.ear()).length, { message: 'the lead hears no more' }).toBe(0)
  await expectToHear('the agent afterwards', agent.ear, { hears: [customerHz] })
  await phone.press('Hang up')
  await expectRecord(lead, { kind: 'agent-hung-up' })
})

test('listening ends with the call', async ({ seat, hearthline }) => {
  const agent = await seat('dana.whitlock', 'agent')
  const lead = await seat('priya.raman', 'lead')
  const phone = new Softphone(agent)
  await phone.goReady()
  await phone.call('+12025550101')
  await phone.expectPhone('connected')
  await lead.page
    .getByRole('button', { name: /^Listen/ })
    .first()
    .click()
  await expectToHear('the lead', lead.ear, { hears: [customerHz] })
  await hearthline.carrier.hangUp((await hearthline.carrier.lastCall())?.id ?? '')
  await expect.poll(async () => (await lead.ear()).length, { message: 'the lead hears no more' }).toBe(0)
  await expectRecord(lead, { kind: 'customer-hung-up' })
})
