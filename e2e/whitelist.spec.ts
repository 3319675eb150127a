/* oxlint-disable unicorn/consistent-function-scoping -- what runs in the page takes nothing along from outside */
import { peopleRoutes } from '@hearthline/shared'
import { expectRecord, revokeDevice, Softphone } from './fixtures/desk.ts'
import { signedFetch } from './fixtures/signed-fetch.ts'
import { expect, test } from './fixtures/test.ts'
import { expectToHear, expectToHearLastingly } from './fixtures/tones.ts'
import { customerHz, voiceHz } from './fixtures/voices.ts'

test('ACCESS-21: a stolen cookie in a second browser is worth nothing', async ({
  hearthline,
  seat,
  browserOf,
}) => {
  const admin = await seat('ada.mercer', 'lead')
  const thief = await (
    await browserOf('secondAgent')
  ).newContext({ baseURL: hearthline.url, locale: 'en-US' })
  await thief.addCookies(await admin.context.cookies())
  const page = await thief.newPage()
  const sockets: string[] = []
  page.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => sockets.push(String(payload)))
  })
  await page.goto('/')
  await expect(page.getByText('not on the whitelist yet')).toBeVisible()

  const reads = ['/api/me', '/api/people', '/api/calls', '/api/devices', '/api/audit', '/api/me/sign-ins']
  for (const path of reads) {
    const answer = await thief.request.get(path)
    expect([path, answer.status()]).toEqual([path, 401])
    expect(await answer.json()).toEqual({ code: 'proof-required', detail: expect.any(String) })
  }
  const origin = hearthline.url
  const post = await thief.request.post('/api/me/sign-outs', { data: {}, headers: { origin } })
  expect(post.status()).toBe(401)

  // With a key of the thief's own making, too: it is not the device's.
  const made = await page.evaluate(async () => {
    const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign'])
    const text = (bytes: ArrayBuffer | Uint8Array) =>
      btoa(String.fromCharCode(...new Uint8Array(bytes)))
        .replaceAll('+', '-')
        .replaceAll('/', '_')
        .replaceAll('=', '')
    const first = await fetch('/api/me')
    const nonce = first.headers.get('hearthline-nonce') ?? ''
    const proofId = text(crypto.getRandomValues(new Uint8Array(16)))
    const keyId = text(crypto.getRandomValues(new Uint8Array(32)))
    const atMs = first.headers.get('hearthline-time') ?? String(Date.now())
    const signed = `hearthline-request-v1|GET|/api/me|${atMs}|${proofId}|${nonce}`
    const signature = await crypto.subtle.sign(
      { name: 'ECDSA', hash: 'SHA-256' },
      pair.privateKey,
      new TextEncoder().encode(signed),
    )
    const proof = [keyId, proofId, atMs, nonce, text(signature)].join('.')
    const second = await fetch('/api/me', { headers: { 'hearthline-proof': proof } })
    return { nonce, status: second.status, body: await second.text() }
  })
  expect(made.nonce).not.toBe('')
  expect(made.status).toBe(401)
  expect(made.body).toContain('proof-required')
  // Nothing but the hand-shake and a challenge ever came over a socket.
  expect(sockets.filter((text) => text.includes('snapshot'))).toEqual([])
  // And its owner works on.
  expect((await signedFetch(admin, 'GET', '/api/me')).status).toBe(200)
  await thief.close()
})

for (const policy of ['drain', 'cut'] as const)
  test(`revoked in mid-call, team policy ${policy}: ${
    policy === 'drain' ? 'the call goes on to its end' : 'the call ends'
  }, everything else ends within 2 s`, async ({ hearthline, seat }) => {
    const agent = await seat('dana.whitlock', 'agent')
    const admin = await seat('ada.mercer', 'lead')
    const lead = await seat('priya.raman', 'secondAgent')
    const { items } = peopleRoutes.teams.answer.parse((await signedFetch(admin, 'GET', '/api/teams')).body)
    const set = await signedFetch(admin, 'PATCH', `/api/teams/${items[0]?.teamId}`, { onRevoke: policy })
    expect(set.status).toBe(200)

    const phone = new Softphone(agent)
    await phone.sendSoundAsItIs()
    await phone.goReady()
    await phone.call('+12025550101')
    await phone.expectPhone('connected')
    const atCarrier = (await hearthline.carrier.lastCall())?.id ?? ''
    const customerEar = () => hearthline.carrier.heard(atCarrier, 1_000)
    await expectToHear('the customer', customerEar, { hears: [voiceHz.agent] })

    await admin.page.getByRole('link', { name: /^Admin/ }).click()
    await revokeDevice(admin.page, 'Dana Whitlock', 'Laptop stolen')
    await expect(agent.page.getByText(/Laptop stolen/).first()).toBeVisible({ timeout: 2_000 })
    expect((await signedFetch(agent, 'GET', '/api/me')).status).toBe(401)
    await expect(lead.page.getByText(/Dana Whitlock .*signed out/i).first()).toBeVisible()

    if (policy === 'drain') {
      await expectToHearLastingly('the customer of a revoked agent', customerEar, {
        hears: [voiceHz.agent],
        not: [],
      })
      await expectToHear('the revoked agent', agent.ear, { hears: [customerHz] })
      await phone.press('Hang up')
    }
    await expect
      .poll(async () => (await hearthline.carrier.lastCall())?.ended, { timeout: 2_000 })
      .toBe('hearthline-bye')
    await expectRecord(lead, { kind: policy === 'drain' ? 'agent-hung-up' : 'revoked' })
    await expect(agent.page.getByText('You were signed out')).toBeVisible()
  })
