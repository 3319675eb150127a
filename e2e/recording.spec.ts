import { expectRecord, Softphone } from './fixtures/desk.ts'
import { expect, test } from './fixtures/test.ts'
import { expectToHear } from './fixtures/tones.ts'
import { customerHz } from './fixtures/voices.ts'

test('a lead gives a reason, and plays a recording with its two-channel waveform', async ({
  hearthline,
  seat,
}) => {
  const agent = await seat('dana.whitlock', 'agent')
  const lead = await seat('priya.raman', 'lead')
  const phone = new Softphone(agent)
  await phone.sendSoundAsItIs()
  await phone.goReady()
  await phone.call('+12025550101')
  await phone.expectPhone('connected')
  await expectToHear('the agent', agent.ear, { hears: [customerHz] })
  // Three seconds of talk, so that there is something to play.
  await expect
    .poll(async () => (await hearthline.carrier.lastCall())?.packetsHeard, { message: 'talk' })
    .toBeGreaterThan(150)
  await phone.press('Hang up')
  await phone.expectAgent('wrap-up')
  const record = await expectRecord(lead, { kind: 'agent-hung-up' })

  await lead.page.goto(`/recordings/${record.callId}`)
  await lead.page.getByRole('button', { name: 'Listen, with a reason' }).click()
  const modal = lead.page.getByRole('dialog')
  await modal.getByLabel('Coaching').press(' ')
  await modal.getByRole('button', { name: 'Load the audio' }).click()
  const position = lead.page.getByRole('slider', { name: 'Position' })
  await expect(position).toBeVisible()
  await lead.page.getByRole('button', { name: 'Play', exact: true }).click()
  await expect
    .poll(async () => Number(await position.inputValue()), { message: 'it plays' })
    .toBeGreaterThan(0)
  await lead.page.reload()
  await expect(lead.page.getByText('Priya Raman').first()).toBeVisible()
})
