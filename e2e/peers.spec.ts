import { runBaresip } from './fixtures/baresip.ts'
import { expectRecord, Softphone } from './fixtures/desk.ts'
import { expectListening, pointTrunkAt } from './fixtures/trunk-peer.ts'
import { sippThatAnswers, sippThatCalls } from './fixtures/sipp.ts'
import { expect, test } from './fixtures/test.ts'
import { expectToHear } from './fixtures/tones.ts'
import { customerHz, voiceHz } from './fixtures/voices.ts'

test('sipp answers a call and echoes; the agent hears themselves', async ({ hearthline, seat }) => {
  const sipp = await sippThatAnswers()
  await expectListening(sipp, sipp.sipPort)
  await pointTrunkAt(hearthline, sipp.sipPort)
  const agent = await seat('dana.whitlock', 'agent')
  const phone = new Softphone(agent)
  await phone.sendSoundAsItIs()
  await phone.goReady()
  await phone.call('+12025550142')
  await phone.expectPhone('connected')
  await expectToHear('the agent', agent.ear, { hears: [voiceHz.agent] })
  await phone.press('Hang up')
  await phone.expectAgent('wrap-up')
  await expectRecord(agent, { direction: 'outbound', kind: 'agent-hung-up' })
  await sipp.dispose()
})

test('sipp calls in and echoes; its scenario goes through as written', async ({ hearthline, seat }) => {
  const agent = await seat('dana.whitlock', 'agent')
  const phone = new Softphone(agent)
  await phone.sendSoundAsItIs()
  await phone.goReady()
  const sipp = await sippThatCalls('+12025550190', hearthline.sipUdpPort)
  await phone.expectPhone('incoming')
  await phone.press('Answer')
  await phone.expectPhone('connected')
  await expectToHear('the agent', agent.ear, { hears: [voiceHz.agent] })
  await phone.press('Hang up')
  expect(await sipp.ended, sipp.output()).toBe(0)
  await expectRecord(agent, { direction: 'inbound', kind: 'agent-hung-up' })
  await sipp.dispose()
})

test('baresip answers a call and both hear each other', async ({ hearthline, seat }) => {
  const baresip = await runBaresip(customerHz)
  await expectListening(baresip, baresip.sipPort)
  await pointTrunkAt(hearthline, baresip.sipPort)
  const agent = await seat('dana.whitlock', 'agent')
  const phone = new Softphone(agent)
  await phone.sendSoundAsItIs()
  await phone.goReady()
  await phone.call('+12025550166')
  await phone.expectPhone('connected')
  await expectToHear('the agent', agent.ear, { hears: [customerHz], not: [voiceHz.agent] })
  await expectToHear('baresip’s user', () => baresip.heard(1_000), {
    hears: [voiceHz.agent],
    not: [customerHz],
  })
  await phone.press('Hang up')
  await expectRecord(agent, { direction: 'outbound', kind: 'agent-hung-up' })
  await baresip.dispose()
})

test('baresip calls in, both hear each other, baresip hangs up', async ({ hearthline, seat }) => {
  const baresip = await runBaresip(customerHz)
  await expectListening(baresip, baresip.sipPort)
  const agent = await seat('dana.whitlock', 'agent')
  const phone = new Softphone(agent)
  await phone.sendSoundAsItIs()
  await phone.goReady()
  await baresip.dial(`sip:+12025550190@127.0.0.1:${hearthline.sipUdpPort}`)
  await phone.expectPhone('incoming')
  await phone.press('Answer')
  await phone.expectPhone('connected')
  await expectToHear('the agent', agent.ear, { hears: [customerHz], not: [voiceHz.agent] })
  await expectToHear('baresip’s user', () => baresip.heard(1_000), {
    hears: [voiceHz.agent],
    not: [customerHz],
  })
  await baresip.hangUp()
  await phone.expectAgent('wrap-up')
  await expectRecord(agent, { direction: 'inbound', kind: 'customer-hung-up' })
  await baresip.dispose()
})
