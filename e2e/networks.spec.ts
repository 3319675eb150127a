import { enrol, signIn } from './fixtures/desk.ts'
import { startHearthline } from './fixtures/hearthline.ts'
import { expect, test } from './fixtures/test.ts'
import { takeSeat } from './fixtures/desk.ts'

test('a home line changes its address: the agent asks from the refusal screen, the lead allows it, the agent is in', async ({
  browserOf,
}) => {
  // A proxy on this machine says where each browser comes from, as it would in front of a real house.
  const hearthline = await startHearthline({ HEARTHLINE_TRUSTED_PROXIES: '127.0.0.1,::1' })
  const at = async (voice: 'agent' | 'lead', address: string) =>
    (await browserOf(voice)).newContext({
      baseURL: hearthline.url,
      locale: 'en-US',
      viewport: { width: 1440, height: 900 },
      extraHTTPHeaders: { 'x-forwarded-for': address },
    })
  const leadContext = await at('lead', '127.0.0.1')
  const lead = await takeSeat(leadContext, hearthline, 'priya.raman')

  const home = await at('agent', '198.51.100.24')
  const page = await home.newPage()
  await enrol(page, await hearthline.enrolmentLink('dana.whitlock'))
  await signIn(page, 'dana.whitlock', 'not the password')
  // A stranger's password learns nothing of networks.
  await expect(page.getByRole('alert')).toContainText('We could not sign you in')
  await signIn(page, 'dana.whitlock', hearthline.password)
  await expect(page.getByText('Your internet address has changed')).toBeVisible()
  await expect(page.getByText('198.51.100.24')).toBeVisible()
  await page.getByRole('button', { name: 'Ask for this network' }).click()

  await lead.page.goto('/requests')
  const card = lead.page.getByRole('listitem').filter({ hasText: 'Dana Whitlock' })
  await expect(card).toContainText('198.51.100.24')
  await card.getByRole('button', { name: 'Allow this network' }).click()

  // The form is still filled: the page signs in by itself.
  await expect(page.getByRole('complementary', { name: 'Softphone' })).toBeVisible({ timeout: 15_000 })
  await home.close()
  await leadContext.close()
  await hearthline.dispose()
})
