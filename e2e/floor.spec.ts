import { expectRecord, Softphone, type Desk } from './fixtures/desk.ts'
import { LiveCallPage } from './fixtures/lead-desk.ts'
import { expect, test } from './fixtures/test.ts'
import { expectToHear } from './fixtures/tones.ts'
import { customerHz, voiceHz } from './fixtures/voices.ts'

const needOf = (lead: Desk, name: string) =>
  lead.page.locator('[data-need-of]').filter({ hasText: name }).first()

/** From the person's menu on the floor. */
async function act(lead: Desk, name: string, action: string): Promise<void> {
  await lead.page
    .getByRole('button', { name: `Actions for ${name}` })
    .first()
    .click()
  await lead.page.getByRole('menuitem', { name: action }).click()
}

test('help: asked in a call, on top of the lead’s floor, claimed, joined in listen, closed with the call; what was marked is found on the recording', async ({
  seat,
}) => {
  const lead = await seat('priya.raman', 'lead')
  const agent = await seat('dana.whitlock', 'agent')
  const phone = new Softphone(agent)
  await phone.sendSoundAsItIs()
  await phone.goReady()
  await phone.call('+12025550101')
  await phone.expectPhone('connected')
  const ask = async () => {
    await phone.root.getByRole('button', { name: 'Help', exact: true }).click()
    await agent.page.getByRole('textbox', { name: 'Note', exact: true }).fill('wants a settlement figure')
    await agent.page.getByRole('button', { name: 'Ask for help' }).click()
    await expect(agent.page.locator('[data-help]')).toHaveAttribute('data-help', 'asked')
  }
  await ask()
  await expect(needOf(lead, 'Dana Whitlock')).toContainText('wants a settlement figure')
  await agent.page.getByRole('button', { name: 'Cancel help' }).click()
  await expect(lead.page.getByText('wants a settlement figure')).toHaveCount(0)

  await ask()
  await needOf(lead, 'Dana Whitlock').getByRole('button', { name: 'Claim' }).click()
  await expect(agent.page.locator('[data-help]')).toHaveAttribute('data-help', 'claimed')
  await needOf(lead, 'Dana Whitlock').getByRole('button', { name: 'Join' }).click()
  const live = new LiveCallPage(lead)
  await live.expectMode('listen')
  await expectToHear('the lead', lead.ear, { hears: [voiceHz.agent, customerHz] })
  await live.root.getByRole('button', { name: /^Bookmark/ }).click()
  await live.root.getByRole('textbox', { name: 'Note', exact: true }).fill('asked for the birth date')
  await live.root.getByRole('textbox', { name: 'Note', exact: true }).press('Enter')
  await expect(live.root.getByText('asked for the birth date')).toBeVisible()
  await live.switchTo('whisper')
  await phone.press('Hang up')
  const record = await expectRecord(lead, { kind: 'agent-hung-up' })
  await lead.page.getByRole('link', { name: /^Floor/ }).click()
  await expect(lead.page.getByText('wants a settlement figure')).toHaveCount(0)

  await lead.page.goto(`/recordings/${record.callId}`)
  await lead.page.getByRole('button', { name: 'Listen, with a reason' }).click()
  await lead.page.getByRole('dialog').getByLabel('Coaching').press(' ')
  await lead.page.getByRole('dialog').getByRole('button', { name: 'Load the audio' }).click()
  for (const kind of ['bookmark', 'note', 'whisper'])
    await expect(lead.page.locator(`[data-marker-kind="${kind}"]`).first()).toBeVisible({ timeout: 15_000 })
  await expect(lead.page.getByText('asked for the birth date')).toBeVisible()

  await lead.page.getByRole('link', { name: /^Reports/ }).click()
  const row = lead.page.getByRole('row', { name: /Priya Raman.*Dana Whitlock/ })
  await expect(row.filter({ hasText: 'Listen' })).toBeVisible()
  await expect(row.filter({ hasText: 'Whisper' })).toBeVisible()
})

test('messages and a broadcast are acknowledged; call, state and sign-in are steered, each with a reason that the agent reads', async ({
  seat,
}) => {
  test.setTimeout(150_000)
  const lead = await seat('priya.raman', 'lead')
  const agent = await seat('dana.whitlock', 'agent')
  const other = await seat('omar.haddad', 'secondAgent')
  const phone = new Softphone(agent)
  await phone.goReady()
  await phone.call('+12025550101')
  await phone.expectPhone('connected')
  await act(lead, 'Dana Whitlock', 'Message')
  await lead.page.getByRole('dialog').getByLabel('Message').fill('Offer three payments.')
  await lead.page.getByRole('dialog').getByRole('button', { name: 'Send' }).click()
  const notice = agent.page.locator('[data-notice-id]').first()
  await expect(notice).toContainText('Offer three payments.')
  await expect(notice).toContainText('Priya Raman')
  // Over the call, and the dock stays at hand.
  await expect(phone.root.getByRole('button', { name: /^Hang up/ })).toBeEnabled()
  await notice.getByRole('button', { name: 'Got it' }).click()
  await expect(agent.page.locator('[data-notice-id]')).toHaveCount(0)

  const live = new LiveCallPage(lead)
  await live.listenFromFloor('Dana Whitlock')
  await live.root.getByRole('button', { name: /^End call$/ }).click()
  await live.page.getByLabel('Reason', { exact: false }).selectOption({ label: 'Customer asked us to stop' })
  await live.page.getByRole('button', { name: 'End call for both' }).click()
  await expectRecord(lead, { kind: 'ended-by-lead' })
  await phone.expectAgent('wrap-up')
  await expect(agent.page.locator('[data-notice-id]').first()).toContainText('Customer asked us to stop')
  await agent.page.getByRole('button', { name: 'Got it' }).click()
  await phone.finish('Nobody reached')

  await lead.page.getByRole('link', { name: /^Floor/ }).click()
  await lead.page.getByRole('button', { name: 'Message the team' }).click()
  await lead.page.getByRole('dialog').getByLabel('Message').fill('The list is done.')
  await lead.page.getByRole('dialog').getByRole('button', { name: 'Send' }).click()
  for (const one of [agent, other]) {
    await expect(one.page.locator('[data-notice-id]').first()).toContainText('The list is done.')
    await one.page.getByRole('button', { name: 'Got it' }).click()
  }

  await act(lead, 'Dana Whitlock', 'Set state')
  const form = lead.page.getByRole('dialog')
  await form.getByLabel('State').selectOption({ label: 'Lunch' })
  await form.getByLabel('Reason', { exact: false }).selectOption({ label: 'Break is due' })
  await form.getByRole('button', { name: 'Set state' }).click()
  await phone.expectAgent('break')
  await expect(agent.page.locator('[data-notice-id]').first()).toContainText('Break is due')

  await act(lead, 'Omar Haddad', 'Sign out')
  await form.getByLabel('Reason', { exact: false }).selectOption({ label: 'End of the shift' })
  await form.getByRole('button', { name: 'Sign out' }).click()
  await expect(other.page.getByText('You were signed out')).toBeVisible()
  await expect(other.page.getByText('Priya Raman', { exact: false }).first()).toBeVisible()
})

test('an agent whose page stands still is unreachable after two checks: both are told, and it passes', async ({
  seat,
}) => {
  test.setTimeout(150_000)
  const lead = await seat('priya.raman', 'lead')
  const agent = await seat('dana.whitlock', 'agent')
  const phone = new Softphone(agent)
  await phone.goReady()
  const tile = lead.page.locator('[data-person-id]').filter({ hasText: 'Dana Whitlock' }).first()
  await expect(tile).toHaveAttribute('data-state', 'ready')
  const debug = await agent.context.newCDPSession(agent.page)
  await debug.send('Debugger.enable')
  // The page's connections stay open; only nobody is behind them any more.
  await debug.send('Debugger.pause')
  await expect(tile).toHaveAttribute('data-state', 'unreachable', { timeout: 60_000 })
  await expect(needOf(lead, 'Dana Whitlock')).toContainText(/takes no calls/)
  await debug.send('Debugger.resume')
  await debug.send('Debugger.disable')
  await expect(tile).not.toHaveAttribute('data-state', 'unreachable', { timeout: 30_000 })
})
