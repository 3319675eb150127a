import type { Page } from '@playwright/test'
import { Softphone, type Desk } from './fixtures/desk.ts'
import { heardAt } from './fixtures/ear.ts'
import { LiveCallPage } from './fixtures/lead-desk.ts'
import { expect, test } from './fixtures/test.ts'
import { expectToHear } from './fixtures/tones.ts'
import { customerHz, voiceHz } from './fixtures/voices.ts'

const whistling = '+12025550101'

/** Another tab of the same browser, with the agent's page in it. */
async function secondTab(agent: Desk): Promise<Desk> {
  const page = await agent.context.newPage()
  await page.goto('/work')
  return { ...agent, page, ear: () => heardAt(page) }
}

const isAt = (phone: Softphone, owner: 'here' | 'tab'): Promise<void> =>
  expect(phone.root).toHaveAttribute('data-owner', owner)

test('PHONE-10 to PHONE-12: one tab has the phone; it moves in a call, outlives a reload, and goes on when its tab closes', async ({
  hearthline,
  seat,
}) => {
  const agent = await seat('dana.whitlock', 'agent')
  const first = new Softphone(agent)
  await first.sendSoundAsItIs()
  await first.goReady()
  const other = await secondTab(agent)
  const second = new Softphone(other)
  await isAt(second, 'tab')

  await first.call(whistling)
  await first.expectPhone('connected')
  await second.expectPhone('connected')
  const carrierCallId = (await hearthline.carrier.lastCall())?.id ?? ''
  const customer = () => hearthline.carrier.heard(carrierCallId, 1_000)
  await expectToHear('the customer', customer, { hears: [voiceHz.agent] })

  await second.root.getByRole('button', { name: 'Take the phone here' }).click()
  await isAt(second, 'here')
  await isAt(first, 'tab')
  await expectToHear('the agent in the second tab', other.ear, { hears: [customerHz] })
  await expectToHear('the customer', customer, { hears: [voiceHz.agent] })
  expect(await loudestAt(agent.page), 'the first tab is silent').toBe(0)

  await other.page.reload()
  await second.expectPhone('connected')
  await isAt(second, 'here')
  await isAt(first, 'tab')
  await expectToHear('the agent after the reload', other.ear, { hears: [customerHz] })

  await other.page.close()
  await isAt(first, 'here')
  await first.expectPhone('connected')
  await expectToHear('the agent back in the first tab', agent.ear, { hears: [customerHz] })
  await expectToHear('the customer', customer, { hears: [voiceHz.agent] })
  await first.press('Hang up')
  await expect.poll(async () => (await hearthline.carrier.lastCall())?.ended).toBe('hearthline-bye')
})

test('PHONE-14: a running call is taken to another device of the same person, and the first one says where it is', async ({
  hearthline,
  seat,
}) => {
  const laptop = await seat('dana.whitlock', 'agent')
  const first = new Softphone(laptop)
  await first.sendSoundAsItIs()
  await first.goReady()
  await first.call(whistling)
  await first.expectPhone('connected')
  const carrierCallId = (await hearthline.carrier.lastCall())?.id ?? ''
  const customer = () => hearthline.carrier.heard(carrierCallId, 1_000)
  await expectToHear('the customer', customer, { hears: [voiceHz.agent] })

  const desktop = await seat('dana.whitlock', 'secondAgent')
  const second = new Softphone(desktop)
  await expect(second.root).toHaveAttribute('data-owner', 'device')
  await second.root.getByRole('button', { name: 'Take the phone to this device' }).click()
  await isAt(second, 'here')
  await second.expectPhone('connected')
  await expect(first.root).toHaveAttribute('data-owner', 'device')
  await expectToHear('the agent at the other device', desktop.ear, { hears: [customerHz] })
  expect(await loudestAt(laptop.page), 'the first device is silent').toBe(0)
  await expectToHear('the customer no longer hears the first device', customer, {
    hears: [],
    not: [voiceHz.agent],
  })
  await second.press('Hang up')
  await expect.poll(async () => (await hearthline.carrier.lastCall())?.ended).toBe('hearthline-bye')
})

const loudestAt = async (page: Page): Promise<number> => Math.max(0, ...(await heardAt(page)))

test('PHONE-20: a call rings in a tab that nobody looks at, by a worker that the page’s policy lets pass', async ({
  hearthline,
  seat,
}) => {
  const agent = await seat('dana.whitlock', 'agent')
  const phone = new Softphone(agent)
  await agent.page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      document.documentElement.dataset['violated'] = `${violatedDirective} ${blockedURI}`
    })
  })
  await agent.page.reload()
  await phone.goReady()
  const inFront = await agent.context.newPage()
  await inFront.bringToFront()
  await hearthline.carrier.callIn({ from: '+12025550102', to: '+12025550190', toneHz: customerHz })
  await phone.expectPhone('incoming')
  const titles = new Set<string>()
  await expect
    .poll(
      async () => {
        titles.add(await agent.page.title())
        return titles.size
      },
      { message: 'the title blinks', intervals: [300] },
    )
    .toBeGreaterThanOrEqual(2)
  expect([...titles].join(' | ')).toContain('Incoming call')
  await agent.page.bringToFront()
  await phone.press('Answer')
  await phone.expectPhone('connected')
  await expectToHear('the agent', agent.ear, { hears: [customerHz] })
  expect(agent.page.workers().length, 'the clock is a worker').toBe(1)
  await expect(agent.page.locator('html')).not.toHaveAttribute('data-violated')
  await phone.press('Hang up')
})

test('PHONE-15: a lead who has taken a call over reloads, and both hear each other again', async ({
  hearthline,
  seat,
}) => {
  const agent = await seat('dana.whitlock', 'agent')
  const lead = new LiveCallPage(await seat('priya.raman', 'lead'))
  await lead.sendSoundAsItIs()
  const phone = new Softphone(agent)
  await phone.goReady()
  await phone.call(whistling)
  await phone.expectPhone('connected')
  const carrierCallId = (await hearthline.carrier.lastCall())?.id ?? ''
  const customer = () => hearthline.carrier.heard(carrierCallId, 1_000)
  await lead.listenFromFloor('Dana Whitlock')
  await lead.switchTo('take-over')
  await lead.speak()
  await expectToHear('the customer', customer, { hears: [voiceHz.lead] })
  await lead.page.reload()
  await expectToHear('the lead after the reload', lead.desk.ear, { hears: [customerHz] })
  await expectToHear('the customer after the reload', customer, { hears: [voiceHz.lead] })
  await lead.expectMode('take-over')
})
