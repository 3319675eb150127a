import { lineCheckRoutes } from '@hearthline/shared'
import { Softphone, takeSeat } from './fixtures/desk.ts'
import { signedFetch } from './fixtures/signed-fetch.ts'
import { expect, test } from './fixtures/test.ts'
import { launchVoice, voiceHz } from './fixtures/voices.ts'

test.use({ settings: { HEARTHLINE_DEMO_LINE_CHECK: 'required' } })

test('CHECK-1: a microphone that the browser keeps from the page, or that gives nothing, shuts Ready and says what to do', async ({
  hearthline,
  seat,
}) => {
  const asking = await launchVoice(voiceHz.agent, true)
  const context = await asking.browser.newContext({ baseURL: hearthline.url, locale: 'en-US' })
  await context.grantPermissions(['notifications'])
  const dana = await takeSeat(context, hearthline, 'dana.whitlock')
  const line = dana.page.locator('[data-check-item="microphone"]')
  // It runs by itself where an agent lands on it.
  await expect(line).toHaveAttribute('data-verdict', 'failed', { timeout: 20_000 })
  await expect(line).toContainText('set Microphone to Allow')
  await expect(dana.page.getByRole('button', { name: 'Start shift' })).toBeDisabled()

  await context.grantPermissions(['notifications', 'microphone'])
  await dana.page.getByRole('button', { name: 'Run all again' }).click()
  await expect(line).toHaveAttribute('data-verdict', 'passed', { timeout: 20_000 })
  await asking.dispose()

  const omar = await seat('omar.haddad', 'nobody')
  const silent = omar.page.locator('[data-check-item="microphone"]')
  await expect(silent).toHaveAttribute('data-verdict', 'failed', { timeout: 30_000 })
  await expect(silent).toContainText('Complete silence arrives')
})

test('the pre-shift check opens Ready; without it only a lead’s word does, with a reason', async ({
  seat,
}) => {
  const dana = await seat('dana.whitlock', 'agent')
  await dana.context.grantPermissions(['notifications', 'microphone'])
  const check = dana.page.locator('[data-check]')
  const ready = new Softphone(dana).root.getByRole('button', { name: 'Ready', exact: true })
  await expect(check, 'an agent whose Ready is closed lands here').toBeVisible()
  await expect(dana.page.getByRole('button', { name: 'Start shift' })).toBeDisabled()
  await expect(ready).not.toBeEnabled()

  await dana.page.getByRole('button', { name: 'Run all again' }).click()
  const heard = check.getByRole('button', { name: 'I heard it' })
  for (const line of ['headset', 'ringer'])
    await check.locator(`[data-check-item="${line}"]`).getByRole('button', { name: 'I heard it' }).click()
  await expect(heard).toHaveCount(0)
  await expect(check).toHaveAttribute('data-check', 'passed', { timeout: 40_000 })
  for (const line of ['microphone', 'headset', 'ringer', 'server', 'media', 'notifications'])
    await expect(check.locator(`[data-check-item="${line}"]`)).toHaveAttribute('data-verdict', 'passed')
  await dana.page.getByRole('button', { name: 'Start shift' }).click()
  await new Softphone(dana).goReady()

  const omar = await seat('omar.haddad', 'secondAgent')
  const lead = await seat('priya.raman', 'lead')
  const refused = await signedFetch(omar, 'PUT', '/api/agents/me/state', { type: 'ready' })
  expect(refused).toMatchObject({ status: 409, body: { code: 'line-check-needed' } })
  await lead.page.getByRole('button', { name: 'Actions for Omar Haddad' }).click()
  await lead.page.getByRole('menuitem', { name: 'Open Ready' }).click()
  await lead.page.getByLabel('Reason').fill('His headset test is broken, I heard him on the phone')
  await lead.page.getByRole('button', { name: 'Open Ready' }).click()
  await expect
    .poll(async () =>
      lineCheckRoutes.gate.answer.parse((await signedFetch(omar, 'GET', '/api/line-checks/gate')).body),
    )
    .toMatchObject({ open: true, by: 'override' })
  await omar.page.getByRole('link', { name: /^Work/ }).click()
  await new Softphone(omar).goReady()
})
