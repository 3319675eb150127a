import { Softphone } from './fixtures/desk.ts'
import { udpPortsOf } from './fixtures/faults.ts'
import { keepMicrophones, unplug } from './fixtures/microphones.ts'
import { expect, test } from './fixtures/test.ts'
import { expectToHear } from './fixtures/tones.ts'
import { customerHz, voiceHz } from './fixtures/voices.ts'

/** PHONE-40: said within 3 s, and a moment for it to be drawn. */
const saidWithin = { timeout: 4_000 }

test('PHONE-40, PHONE-42: who is not heard is named within 3 s: a headset that sends silence, a customer whose sound stays away, a microphone that is unplugged', async ({
  hearthline,
  seat,
  network,
}) => {
  const agent = await seat('dana.whitlock', 'nobody')
  await keepMicrophones(agent.context)
  await agent.page.reload()
  const phone = new Softphone(agent)
  await phone.goReady()
  const before = udpPortsOf(hearthline.pidOf('demo-carrier'))
  await phone.call('+12025550101')
  await phone.expectPhone('connected')
  const says = (words: string) => phone.root.page().getByRole('alert').filter({ hasText: words })

  await test.step('the headset sends silence', async () => {
    await expect(says('You are not heard.')).toBeVisible(saidWithin)
    await expectToHear('the agent', agent.ear, { hears: [customerHz] })
  })

  await test.step('the customer’s sound stays away, and comes back', async () => {
    const soundPorts = udpPortsOf(hearthline.pidOf('demo-carrier')).filter((port) => !before.includes(port))
    expect(soundPorts).not.toEqual([])
    network.blackHole({ udpPorts: soundPorts })
    await expect(says('No sound either way.')).toBeVisible(saidWithin)
    network.mend()
    await expect(says('You are not heard.')).toBeVisible()
    await expectToHear('the agent', agent.ear, { hears: [customerHz], not: [voiceHz.agent] })
  })

  await test.step('the headset is unplugged', async () => {
    await unplug(agent.page)
    await expect(says('Your microphone is gone.')).toBeVisible(saidWithin)
    await expect(phone.root.getByRole('button', { name: /^Muted/ })).toBeVisible()
    await expectToHear('the agent goes on hearing', agent.ear, { hears: [customerHz] })
  })
})
