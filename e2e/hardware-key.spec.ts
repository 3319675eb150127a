import { expect as expectNow } from '@playwright/test'
import { policyRoutes } from '@hearthline/shared'
import { enrol, signIn } from './fixtures/desk.ts'
import { signedFetch } from './fixtures/signed-fetch.ts'
import { expect, test } from './fixtures/test.ts'

test('ACCESS-5: a computer with a security chip enrols a hardware key and signs in with it; without it there is no way in', async ({
  hearthline,
  browserOf,
}) => {
  const context = await (
    await browserOf('lead')
  ).newContext({ baseURL: hearthline.url, locale: 'en-US', viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  // Chromium's own virtual authenticator (WebAuthn automation): a platform authenticator that verifies its user.
  const devtools = await context.newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })

  await enrol(page, await hearthline.enrolmentLink('priya.raman'))
  await expect(page.getByLabel('User name')).toHaveValue('priya.raman')
  const { credentials } = await devtools.send('WebAuthn.getCredentials', { authenticatorId })
  expect(credentials).toHaveLength(1)
  await signIn(page, 'priya.raman', hearthline.password)
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible()
  const me = await signedFetch({ page }, 'GET', '/api/me')
  expectNow(me.body).toMatchObject({ device: { grade: 'D2' } })

  // The same browser profile, copied to a machine without the chip.
  await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false })
  await page.getByRole('button', { name: /Priya Raman/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await signIn(page, 'priya.raman', hearthline.password)
  await expect(page.getByRole('alert')).toBeVisible({ timeout: 60_000 })
  await expect(page.getByRole('navigation', { name: 'Main' })).toHaveCount(0)

  await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true })
  await signIn(page, 'priya.raman', hearthline.password)
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible()
  await context.close()
})

test('where the policy wants hardware keys, a browser without a chip is turned away in words', async ({
  hearthline,
  seat,
  browserOf,
}) => {
  const admin = await seat('ada.mercer', 'lead')
  const { policies, revision } = policyRoutes.get.answer.parse(
    (await signedFetch(admin, 'GET', '/api/policies')).body,
  )
  const stricter = { ...policies, minimumGrade: { ...policies.minimumGrade, agent: 'D2' } }
  const set = await signedFetch(admin, 'PUT', '/api/policies', { policies: stricter, revision })
  expect(set.status, JSON.stringify(set.body)).toBe(200)

  const context = await (await browserOf('agent')).newContext({ baseURL: hearthline.url, locale: 'en-US' })
  const page = await context.newPage()
  await enrol(page, await hearthline.enrolmentLink('dana.whitlock'))
  await expect(page.getByRole('alert')).toContainText(/hardware key/i)
  await context.close()
})
