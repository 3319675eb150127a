import { trunkRoutes } from '@hearthline/shared'
import { runBaresip } from './fixtures/baresip.ts'
import { expectRecord, Softphone } from './fixtures/desk.ts'
import { runPbx } from './fixtures/kamailio.ts'
import { signedFetch } from './fixtures/signed-fetch.ts'
import { expectListening, pointTrunkAt } from './fixtures/trunk-peer.ts'
import { sippThatAnswers, sippThatCalls } from './fixtures/sipp.ts'
import { expect, test } from './fixtures/test.ts'
import { expectToHear } from './fixtures/tones.ts'
import { customerHz, voiceHz } from './fixtures/voices.ts'

test('sipp answers a call and echoes, then calls in: the agent hears themselves, and both scenarios go through as written', async ({
  hearthline,
  seat,
}) => {
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
  await phone.finish('Nobody reached')

  const caller = await sippThatCalls('+12025550190', hearthline.sipUdpPort)
  await phone.expectPhone('incoming')
  await phone.press('Answer')
  await phone.expectPhone('connected')
  await expectToHear('the agent', agent.ear, { hears: [voiceHz.agent] })
  await phone.press('Hang up')
  expect(await caller.ended, caller.output()).toBe(0)
  await expectRecord(agent, { direction: 'inbound', kind: 'agent-hung-up' })
  await caller.dispose()
})

test('registered at a PBX (Kamailio), Hearthline calls its extension (baresip) and is called by it', async ({
  seat,
}) => {
  const extension = await runBaresip(customerHz)
  const pbx = await runPbx(extension.sipPort)
  await expectListening(extension, extension.sipPort)
  await expectListening(pbx, pbx.sipPort)
  const admin = await seat('ada.mercer', 'lead')
  const listed = trunkRoutes.list.answer.parse((await signedFetch(admin, 'GET', '/api/trunks')).body)
  const trunkId = listed.items[0]?.trunkId ?? ''
  const changed = await signedFetch(admin, 'PATCH', `/api/trunks/${trunkId}`, {
    port: pbx.sipPort,
    register: true,
    username: pbx.username,
    password: pbx.password,
  })
  expect(changed.status, JSON.stringify(changed.body)).toBe(200)
  await expect
    .poll(
      async () =>
        trunkRoutes.list.answer.parse((await signedFetch(admin, 'GET', '/api/trunks')).body).items[0]
          ?.registration?.state,
      { message: pbx.output() },
    )
    .toBe('registered')

  const agent = await seat('dana.whitlock', 'agent')
  const phone = new Softphone(agent)
  await phone.sendSoundAsItIs()
  await phone.goReady()
  await phone.call('+12025550166')
  await phone.expectPhone('connected')
  await expectToHear('the agent', agent.ear, { hears: [customerHz] })
  await expectToHear('the extension', () => extension.heard(1_000), { hears: [voiceHz.agent] })
  await phone.press('Hang up')
  await phone.expectAgent('wrap-up')
  await phone.finish('Nobody reached')

  await extension.dial(`sip:${pbx.username}@127.0.0.1:${pbx.sipPort}`)
  await phone.expectPhone('incoming')
  await phone.press('Answer')
  await phone.expectPhone('connected')
  await expectToHear('the agent who was called', agent.ear, { hears: [customerHz] })
  await expectToHear('the extension', () => extension.heard(1_000), { hears: [voiceHz.agent] })
  await extension.hangUp()
  await phone.expectAgent('wrap-up')
  await expectRecord(agent, { direction: 'inbound', kind: 'customer-hung-up' })
  await pbx.dispose()
  await extension.dispose()
})
