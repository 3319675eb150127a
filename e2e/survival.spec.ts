import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { recordingRoutes } from '@hearthline/shared'
import { toneLevel } from '@hearthline/server/src/testing/tone.ts'
import { downloadRecording, expectRecord, signIn, Softphone, takeSeat, type Desk } from './fixtures/desk.ts'
import { heardAt } from './fixtures/ear.ts'
import { holderOfFile, signalTree, tcpPortsTo } from './fixtures/faults.ts'
import type { Hearthline } from './fixtures/hearthline.ts'
import { keepPeers, mediaPorts } from './fixtures/media-ports.ts'
import { signedFetch } from './fixtures/signed-fetch.ts'
import { expect, test } from './fixtures/test.ts'
import { expectTones, expectToHear } from './fixtures/tones.ts'
import { comfortTone, customerHz, goodbyeTone, launchProfile, voiceHz } from './fixtures/voices.ts'

const sampleRateHz = 8_000

async function bothHear(hearthline: Hearthline, ear: Desk['ear'], carrierCallId: string): Promise<void> {
  await expectToHear('the agent', ear, { hears: [customerHz] })
  await expectToHear('the customer', () => hearthline.carrier.heard(carrierCallId, 1_000), {
    hears: [voiceHz.agent],
  })
}

/** Puts the agent into a call with the whistling customer; resolves when both hear each other. */
async function talk(
  hearthline: Hearthline,
  agent: Desk,
  phone: Softphone,
): Promise<{ carrierCallId: string }> {
  await phone.call('+12025550101')
  await phone.expectPhone('connected')
  const carrierCallId = (await hearthline.carrier.lastCall())?.id ?? ''
  await bothHear(hearthline, agent.ear, carrierCallId)
  return { carrierCallId }
}

/** A tone of a prompt, which lasts for half a second; a voice has none that is as steady. */
async function expectPrompt(
  hearthline: Hearthline,
  carrierCallId: string,
  prompt: { hz: number; level: number },
  timeout: number,
): Promise<void> {
  const level = async (): Promise<number> =>
    toneLevel(await hearthline.carrier.heard(carrierCallId, 400), sampleRateHz, prompt.hz)
  await expect
    .poll(level, { message: `the customer hears the prompt with ${prompt.hz} Hz`, intervals: [100], timeout })
    .toBeGreaterThan(prompt.level / 2)
}

// Workers are killed here, and calls move to the other one.
test.use({ settings: { HEARTHLINE_MEDIA_WORKERS: '2' } })

test('the connection breaks for two seconds, then the network changes: the customer hears the agent on, then again within 5 s', async ({
  hearthline,
  seat,
  network,
}) => {
  const agent = await seat('dana.whitlock', 'agent')
  await keepPeers(agent.context)
  await agent.page.reload()
  const phone = new Softphone(agent)
  await phone.sendSoundAsItIs()
  await phone.goReady()
  const { carrierCallId } = await talk(hearthline, agent, phone)

  network.cutTcpPort(hearthline.sipWsPort)
  await expect(phone.root).toHaveAttribute('data-line', 'reconnecting')
  await phone.expectPhone('connected')
  const cut = await hearthline.carrier.lastCall()
  await bothHear(hearthline, agent.ear, carrierCallId)
  // A hundred packets after the cut.
  await expect
    .poll(async () => (await hearthline.carrier.lastCall())?.packetsHeard ?? 0)
    .toBeGreaterThan((cut?.packetsHeard ?? 0) + 100)
  network.mend()
  await expect(phone.root).toHaveAttribute('data-line', 'registered', { timeout: 15_000 })

  const { near } = await mediaPorts(agent.page)
  expect(near).not.toEqual([])
  const changedAt = Date.now()
  network.blackHole({ udpPorts: near, tcpPorts: tcpPortsTo(hearthline.sipWsPort) })
  await expect
    .poll(async () => (await mediaPorts(agent.page)).near.filter((port) => !near.includes(port)), {
      message: 'there is another way',
    })
    .not.toEqual([])
  await bothHear(hearthline, agent.ear, carrierCallId)
  // One second of the tone is what it takes to hear it.
  expect(Date.now() - changedAt).toBeLessThan(7_000)
  await expect(phone.root).toHaveAttribute('data-line', 'registered')
  await phone.press('Hang up')
  await expect.poll(async () => (await hearthline.carrier.lastCall())?.ended).toBe('hearthline-bye')
  await expectRecord(agent, { kind: 'agent-hung-up' })
})

test('control is killed in a call: the call goes on, nothing is lost, and an end meanwhile is in the record', async ({
  hearthline,
  seat,
}) => {
  const agent = await seat('dana.whitlock', 'agent')
  const lead = await seat('priya.raman', 'lead')
  const phone = new Softphone(agent)
  await phone.sendSoundAsItIs()
  await phone.goReady()
  const { carrierCallId } = await talk(hearthline, agent, phone)

  const killed = hearthline.pidOf('control')
  hearthline.kill('control')
  await expect(agent.page.getByText('Control is away. Your call goes on.')).toBeVisible()
  await bothHear(hearthline, agent.ear, carrierCallId)
  await expect
    .poll(async () => (await fetch(`${hearthline.url}/readyz`).catch(() => null))?.status, {
      message: 'control is back',
      timeout: 15_000,
    })
    .toBe(200)
  expect(hearthline.pidOf('control')).not.toBe(killed)
  await expect(agent.page.getByText('Control is away. Your call goes on.')).toBeHidden({ timeout: 5_000 })
  await phone.expectAgent('on-call', 5_000)
  await bothHear(hearthline, agent.ear, carrierCallId)

  hearthline.kill('control')
  await hearthline.carrier.hangUp(carrierCallId)
  await expect(phone.root).not.toHaveAttribute('data-phone-state', 'connected')
  await phone.expectAgent('wrap-up', 20_000)
  const record = await expectRecord(lead, { kind: 'customer-hung-up' })
  const recording = await downloadRecording(lead, record.callId)
  expect(Math.abs(recording.seconds - (record.talkMs ?? 0) / 1_000)).toBeLessThan(0.5)
})

test('a media worker is killed: the call goes on within 3 s, in one recording, verified, with the gap; the voice node is killed: new calls work within 5 s, both records are right', async ({
  hearthline,
  seat,
}) => {
  const agent = await seat('dana.whitlock', 'agent')
  const lead = await seat('priya.raman', 'lead')
  const phone = new Softphone(agent)
  await phone.sendSoundAsItIs()
  await phone.goReady()
  const { carrierCallId } = await talk(hearthline, agent, phone)

  const worker = holderOfFile('/recordings/', hearthline.mediaWorkerPids())
  expect(worker, 'a worker writes the recording').not.toBeNull()
  // The second that a dead worker was in the middle of is lost to the recording: two whole ones come first.
  const heard = async (): Promise<number> => (await hearthline.carrier.lastCall())?.packetsHeard ?? 0
  await expect.poll(heard).toBeGreaterThan(125)
  const before = await heard()
  const killedAt = Date.now()
  process.kill(worker ?? 0, 'SIGKILL')
  await expect
    .poll(() => holderOfFile('/recordings/', hearthline.mediaWorkerPids()), {
      message: 'another worker writes the recording',
    })
    .not.toBe(worker)
  await expect
    .poll(heard, { message: 'the customer hears on', intervals: [100] })
    .toBeGreaterThan(before + 50)
  expect(Date.now() - killedAt).toBeLessThan(4_000)
  await bothHear(hearthline, agent.ear, carrierCallId)
  await phone.expectPhone('connected')
  await phone.press('Hang up')
  await phone.expectAgent('wrap-up')

  const record = await expectRecord(lead, { kind: 'agent-hung-up' })
  const recording = await downloadRecording(lead, record.callId)
  expect(Math.abs(recording.seconds - (record.talkMs ?? 0) / 1_000)).toBeLessThan(0.5)
  for (const [whose, side, hz] of [
    ['agent', recording.agentSide, voiceHz.agent],
    ['customer', recording.customerSide, customerHz],
  ] as const) {
    expectTones(`the ${whose} after the gap`, side.slice(-sampleRateHz), { hears: [hz] })
    expectTones(`the ${whose} before the gap`, side.slice(sampleRateHz / 2, sampleRateHz), { hears: [hz] })
  }
  const frames = Array.from({ length: Math.floor(recording.customerSide.length / 800) }, (_, at) =>
    toneLevel(recording.customerSide.subarray(at * 800, (at + 1) * 800), sampleRateHz, customerHz),
  )
  expect(frames.slice(5, -5).filter((level) => level < 0.01).length, 'tenths of silence').toBeGreaterThan(0)
  // Its hash is right, and it says that a part of the call is not in it (docs/spec/recording.md).
  const facts = await signedFetch(lead, 'GET', `/api/recordings/${record.recording?.recordingId}`)
  expect(recordingRoutes.get.answer.parse(facts.body)).toMatchObject({ integrity: 'recovered' })

  await phone.finish('Nobody reached')
  await talk(hearthline, agent, phone)
  hearthline.kill('voice')
  const nodeKilledAt = Date.now()
  await phone.expectAgent('wrap-up', 10_000)
  const cutShort = await expectRecord(lead, { kind: 'voice-node-lost', fault: 'hearthline' })
  expect((cutShort.endedAt ?? 0) - nodeKilledAt).toBeLessThan(5_000)
  const played = await downloadRecording(lead, cutShort.callId)
  expect(played.seconds).toBeGreaterThan((nodeKilledAt - (cutShort.answeredAt ?? 0)) / 1_000 - 1.5)
  expectTones('what was recorded of the customer', played.customerSide.slice(-4_800), {
    hears: [customerHz],
  })
  await expect(phone.root).toHaveAttribute('data-line', 'registered', { timeout: 10_000 })
  await phone.finish('Nobody reached')
  await talk(hearthline, agent, phone)
  await phone.press('Hang up')
  await phone.expectAgent('wrap-up')
})

test('a page reload, then a second tab: the customer hears that somebody comes back, the voice is back, the note still there', async ({
  hearthline,
  seat,
}) => {
  const agent = await seat('dana.whitlock', 'agent')
  const phone = new Softphone(agent)
  await phone.sendSoundAsItIs()
  await phone.goReady()
  const { carrierCallId } = await talk(hearthline, agent, phone)
  const note = agent.page.getByRole('textbox', { name: 'Notes of this call' })
  await note.fill('Wants the offer by Friday')

  // A slow network: what the page is made of comes when the customer has been told.
  const told = Promise.withResolvers<null>()
  await agent.page.route('**/*', async (route) => {
    if (route.request().resourceType() !== 'document') await told.promise
    await route.continue()
  })
  const reloaded = agent.page.reload()
  await expectPrompt(hearthline, carrierCallId, comfortTone, 10_000)
  told.resolve(null)
  await reloaded
  await phone.expectPhone('connected')
  await bothHear(hearthline, agent.ear, carrierCallId)
  await expect(note).toHaveValue('Wants the offer by Friday')

  const secondPage = await agent.context.newPage()
  await secondPage.goto('/work')
  const second = new Softphone({ ...agent, page: secondPage })
  await expect(second.root).toHaveAttribute('data-owner', 'tab')
  await secondPage.getByRole('button', { name: 'Take the phone here' }).click()
  await second.expectPhone('connected')
  await expect(phone.root).toHaveAttribute('data-owner', 'tab')
  await bothHear(hearthline, () => heardAt(secondPage), carrierCallId)
  expect((await hearthline.carrier.calls()).map(({ id }) => id)).toEqual([carrierCallId])
  await second.press('Hang up')
  await second.expectAgent('wrap-up')
  await expectRecord(agent, { kind: 'agent-hung-up' })
})

test('the browser is killed and stays away: the customer hears a goodbye, and a call-back waits for the agent', async ({
  hearthline,
}) => {
  // Half a minute of it is what a customer waits.
  test.setTimeout(120_000)
  const profile = mkdtempSync(join(tmpdir(), 'hearthline-profile-'))
  const launch = () => launchProfile(voiceHz.agent, profile, { baseURL: hearthline.url })
  const agent = await takeSeat(await launch(), hearthline, 'dana.whitlock')
  const phone = new Softphone(agent)
  await phone.sendSoundAsItIs()
  await phone.goReady()
  const { carrierCallId } = await talk(hearthline, agent, phone)

  signalTree(`--user-data-dir=${profile}`, 'SIGKILL')
  await expectPrompt(hearthline, carrierCallId, comfortTone, 6_000)
  await expectPrompt(hearthline, carrierCallId, goodbyeTone, 45_000)
  await expect.poll(async () => (await hearthline.carrier.lastCall())?.ended).toBe('hearthline-bye')

  // What the browser had not written to disk yet is lost: the cookie, not the device's key.
  const context = await launch()
  const page = await context.newPage()
  await page.goto('/')
  await signIn(page, 'dana.whitlock', hearthline.password)
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible()
  await page.goto('/callbacks')
  const waiting = page.locator('[data-call-back-id]')
  await expect(waiting).toHaveCount(1)
  await expect(waiting).toContainText('Line was lost')
  await expectRecord({ page, context, ear: () => heardAt(page) }, { kind: 'agent-line-lost' })
  await context.close()
  rmSync(profile, { recursive: true, force: true })
})

test('PHONE-21: a laptop sleeps in a call: the customer hears a prompt, and the agent again within 5 s of waking', async ({
  hearthline,
}) => {
  const profile = mkdtempSync(join(tmpdir(), 'hearthline-profile-'))
  const agent = await takeSeat(
    await launchProfile(voiceHz.agent, profile, { baseURL: hearthline.url }),
    hearthline,
    'dana.whitlock',
  )
  const phone = new Softphone(agent)
  await phone.sendSoundAsItIs()
  await phone.goReady()
  const { carrierCallId } = await talk(hearthline, agent, phone)

  // All its processes stand still, and the clock goes on.
  signalTree(`--user-data-dir=${profile}`, 'SIGSTOP')
  await expectPrompt(hearthline, carrierCallId, comfortTone, 15_000)
  signalTree(`--user-data-dir=${profile}`, 'SIGCONT')
  const awakeAt = Date.now()
  await bothHear(hearthline, agent.ear, carrierCallId)
  // One second of the tone is what it takes to hear it.
  expect(Date.now() - awakeAt).toBeLessThan(7_000)
  await phone.expectPhone('connected')
  await expect(phone.root).toHaveAttribute('data-line', 'registered', { timeout: 10_000 })
  await phone.press('Hang up')
  await expectRecord(agent, { kind: 'agent-hung-up' })
  await agent.context.close()
  rmSync(profile, { recursive: true, force: true })
})
