import { runTurn, type Turn } from './fixtures/coturn.ts'
import { Softphone } from './fixtures/desk.ts'
import { expect, test as base } from './fixtures/test.ts'
import { expectToHear } from './fixtures/tones.ts'
import { expectListening } from './fixtures/trunk-peer.ts'
import { customerHz, voiceHz } from './fixtures/voices.ts'

const test = base.extend<{ turn: Turn }>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names of fixtures from this pattern
  turn: async ({}, use) => {
    const turn = await runTurn()
    await expectListening(turn, turn.port)
    await use(turn)
    await turn.dispose()
  },
  settings: async ({ turn }, use) => {
    await use({
      HEARTHLINE_DEMO_LINE_CHECK: 'required',
      HEARTHLINE_TURN_URLS: `turn:127.0.0.1:${turn.port}?transport=udp`,
      HEARTHLINE_TURN_SECRET: turn.secret,
    })
  },
})

test('a home whose firewall blocks the audio goes by TURN (coturn): the check says so, and both hear each other', async ({
  hearthline,
  seat,
  network,
  turn,
}) => {
  const voiceLog = hearthline.logs().find(({ name }) => name === 'voice.log')?.text ?? ''
  const icePorts = [...voiceLog.matchAll(/"icePorts":\[(\d+),(\d+)\]/g)].flatMap(([, one, other]) => [
    Number(one),
    Number(other),
  ])
  expect(icePorts).not.toEqual([])
  network.firewall(icePorts, turn.relays)

  const agent = await seat('dana.whitlock', 'agent')
  await agent.context.grantPermissions(['notifications', 'microphone'])
  const check = agent.page.locator('[data-check]')
  const media = check.locator('[data-check-item="media"]')
  await agent.page.getByRole('button', { name: 'Run all again' }).click()
  for (const line of ['headset', 'ringer'])
    await check.locator(`[data-check-item="${line}"]`).getByRole('button', { name: 'I heard it' }).click()
  await expect(check).toHaveAttribute('data-check', 'passed', { timeout: 40_000 })
  await expect(media).toContainText('relay (TURN)')
  await agent.page.getByRole('button', { name: 'Start shift' }).click()

  const phone = new Softphone(agent)
  await phone.sendSoundAsItIs()
  await phone.goReady()
  await phone.call('+12025550101')
  await phone.expectPhone('connected')
  const carrierCallId = (await hearthline.carrier.lastCall())?.id ?? ''
  await expectToHear('the agent', agent.ear, { hears: [customerHz] })
  await expectToHear('the customer', () => hearthline.carrier.heard(carrierCallId, 1_000), {
    hears: [voiceHz.agent],
  })
  await phone.press('Hang up')
  await expect.poll(async () => (await hearthline.carrier.lastCall())?.ended).toBe('hearthline-bye')
})
