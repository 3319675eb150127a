import { Me } from '@hearthline/shared'
import { z } from 'zod'
import { runBaresip } from './fixtures/baresip.ts'
import { callRecords, downloadRecording, expectRecord, Softphone, type Desk } from './fixtures/desk.ts'
import type { Hearthline } from './fixtures/hearthline.ts'
import { askMode, hire, LiveCallPage } from './fixtures/lead-desk.ts'
import { signedFetch } from './fixtures/signed-fetch.ts'
import { expect, test } from './fixtures/test.ts'
import { expectTones, expectToHear, expectToHearLastingly, type Ear } from './fixtures/tones.ts'
import { expectListening, pointTrunkAt } from './fixtures/trunk-peer.ts'
import { customerHz, voiceHz, type Voice } from './fixtures/voices.ts'

declare global {
  interface Window {
    microphonesAsked?: number
  }
}

const { agent: agentHz, lead: leadHz, secondLead: otherHz } = voiceHz
const modesTimeoutMs = 180_000
/** Four people take their seats first. */
const fourSeatsTimeoutMs = 150_000

interface Seats {
  hearthline: Hearthline
  seat: (userName: string, voice: Voice) => Promise<Desk>
}

/** Dana at her phone, ready to call with her whistle as it is. */
async function danaReady({ seat }: Seats): Promise<{ agent: Desk; phone: Softphone }> {
  const agent = await seat('dana.whitlock', 'agent')
  const phone = new Softphone(agent)
  await phone.sendSoundAsItIs()
  await phone.goReady()
  return { agent, phone }
}

/** Dana talks with the whistling customer of the demo carrier. */
async function danaTalks(seats: Seats) {
  const { agent, phone } = await danaReady(seats)
  await phone.call('+12025550101')
  await phone.expectPhone('connected')
  const atCarrier = (await seats.hearthline.carrier.lastCall())?.id ?? ''
  const customerEar: Ear = () => seats.hearthline.carrier.heard(atCarrier, 1_000)
  await expectToHear('the agent', agent.ear, { hears: [customerHz] })
  const callId = (await phone.root.getAttribute('data-call-id')) ?? ''
  return { agent, phone, callId, atCarrier, customerEar }
}

async function leadAtDesk({ seat }: Seats): Promise<LiveCallPage> {
  const lead = new LiveCallPage(await seat('priya.raman', 'lead'))
  await lead.sendSoundAsItIs()
  return lead
}

async function secondLead({ seat, hearthline }: Seats): Promise<LiveCallPage> {
  const admin = await seat('ada.mercer', 'agent')
  await hire(admin, {
    userName: 'lea.brooks',
    displayName: 'Lea Brooks',
    role: 'lead',
    password: hearthline.password,
  })
  await admin.context.close()
  const other = new LiveCallPage(await seat('lea.brooks', 'secondLead'))
  await other.sendSoundAsItIs()
  return other
}

const pause = (page: Desk['page'], ms: number): Promise<void> =>
  page.evaluate((wait) => new Promise<void>((resolve) => setTimeout(resolve, wait)), ms)

// Workers are killed here, and calls move to the other one.
test.use({ settings: { HEARTHLINE_MEDIA_WORKERS: '2' } })

test('who hears whom in every mode, and what the recording keeps: agent, two leads, and baresip as the customer', async ({
  hearthline,
  seat,
}) => {
  test.setTimeout(modesTimeoutMs)
  const baresip = await runBaresip(customerHz)
  await expectListening(baresip, baresip.sipPort)
  await pointTrunkAt(hearthline, baresip.sipPort)
  const lead = await leadAtDesk({ hearthline, seat })
  const other = await secondLead({ hearthline, seat })
  await lead.page.evaluate(() => {
    window.microphonesAsked = 0
    const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
    navigator.mediaDevices.getUserMedia = (constraints) => {
      window.microphonesAsked = (window.microphonesAsked ?? 0) + 1
      return ask(constraints)
    }
  })
  const microphonesAsked = () => lead.page.evaluate(() => window.microphonesAsked)
  const { agent, phone } = await danaReady({ hearthline, seat })
  await phone.call('+12025550166')
  await phone.expectPhone('connected')
  const customerEar: Ear = () => baresip.heard(1_000)
  await expectToHear('the agent', agent.ear, { hears: [customerHz] })

  await test.step('listen, both leads', async () => {
    await lead.listenFromFloor('Dana Whitlock')
    await other.listenFromFloor('Dana Whitlock')
    await expectToHear('the lead', lead.desk.ear, { hears: [agentHz, customerHz] })
    await expectToHear('the other lead', other.desk.ear, { hears: [agentHz, customerHz] })
    await expectToHearLastingly('the customer', customerEar, { hears: [agentHz], not: [leadHz, otherHz] })
    expect(await microphonesAsked()).toBe(0)
    await expect(agent.page.locator('[data-coach]')).toHaveAttribute('data-coach', 'listen')
  })

  let whispered = { fromMs: 0, toMs: 0 }
  await test.step('whisper: the agent alone hears the lead', async () => {
    await lead.switchTo('whisper')
    await lead.speak()
    await expectToHear('the agent', agent.ear, { hears: [customerHz, leadHz] })
    const fromMs = Date.now()
    await expectToHearLastingly('the customer', customerEar, { hears: [agentHz], not: [leadHz] })
    await expectToHearLastingly('the other lead', other.desk.ear, {
      hears: [agentHz, customerHz],
      not: [leadHz],
    })
    await expectToHear('the lead', lead.desk.ear, { hears: [agentHz, customerHz] })
    whispered = { fromMs, toMs: Date.now() }
    expect(await microphonesAsked()).toBe(1)
    await expect(agent.page.locator('[data-coach]')).toHaveAttribute('data-coach', 'whisper')
    // One supervisor speaks at a time, and the other one's page says so.
    await expect(other.button('barge')).toBeDisabled()
  })

  let barged = { fromMs: 0, toMs: 0 }
  await test.step('barge: everybody hears everybody', async () => {
    await lead.switchTo('barge')
    await expect(lead.root).toHaveAttribute('data-microphone', 'ready')
    await expectToHearLastingly('the customer before the microphone is on', customerEar, {
      hears: [agentHz],
      not: [leadHz],
    })
    await lead.speak()
    await expectToHear('the customer', customerEar, { hears: [agentHz, leadHz] })
    const fromMs = Date.now()
    await expectToHear('the agent', agent.ear, { hears: [customerHz, leadHz] })
    await expectToHear('the other lead', other.desk.ear, { hears: [agentHz, customerHz, leadHz] })
    await expectToHear('the lead', lead.desk.ear, { hears: [agentHz, customerHz] })
    await pause(lead.page, 1_000)
    barged = { fromMs, toMs: Date.now() }
  })

  await test.step('back to listen: nobody hears the lead', async () => {
    await lead.switchTo('listen')
    await expectToHearLastingly('the customer', customerEar, { hears: [agentHz], not: [leadHz] })
    await expectToHearLastingly('the agent', agent.ear, { hears: [customerHz], not: [leadHz] })
    await expectToHear('the lead', lead.desk.ear, { hears: [agentHz, customerHz] })
    await expect(other.button('barge')).toBeEnabled()
  })

  await test.step('take-over: the lead speaks in the agent’s place, who is in wrap-up', async () => {
    await lead.switchTo('take-over')
    await lead.speak()
    await phone.expectAgent('wrap-up')
    await expectToHear('the customer', customerEar, { hears: [leadHz], not: [agentHz] })
    await expectToHear('the lead', lead.desk.ear, { hears: [customerHz], not: [agentHz] })
    await expectToHear('the other lead', other.desk.ear, { hears: [customerHz, leadHz], not: [agentHz] })
    await phone.finish('Nobody reached')
  })

  await lead.root.getByRole('button', { name: /^Hang up/ }).click()
  const record = await expectRecord(lead.desk, { kind: 'agent-hung-up' })
  expect(record).toMatchObject({
    agent: { displayName: 'Dana Whitlock' },
    takenOverBy: { displayName: 'Priya Raman' },
  })

  await test.step('the recording: a whisper on neither channel, a barge beside the agent', async () => {
    const { agentSide, customerSide } = await downloadRecording(lead.desk, record.callId)
    const at = (ms: number) => Math.max(0, Math.round((ms - (record.answeredAt ?? 0)) * 8))
    const slice = (samples: Int16Array, { fromMs, toMs }: typeof whispered) =>
      samples.slice(at(fromMs), at(toMs))
    expect(slice(agentSide, whispered).length).toBeGreaterThan(8_000)
    expectTones('the agent’s channel while whispering', slice(agentSide, whispered), {
      hears: [agentHz],
      not: [leadHz],
    })
    expectTones('the customer’s channel while whispering', slice(customerSide, whispered), {
      hears: [customerHz],
      not: [leadHz],
    })
    expectTones('the agent’s channel while barging', slice(agentSide, barged), { hears: [agentHz, leadHz] })
    expectTones('the end of the agent’s channel', agentSide.slice(-4_800), {
      hears: [leadHz],
      not: [agentHz],
    })
    expectTones('the end of the customer’s channel', customerSide.slice(-4_800), {
      hears: [customerHz],
      not: [leadHz],
    })
  })
  await baresip.dispose()
})

test('many switches lose the customer no packet; two leads barge at once; all media workers die under them; one’s browser dies; take-over and hang-up come at once', async ({
  hearthline,
  seat,
}) => {
  test.setTimeout(modesTimeoutMs)
  const lead = await leadAtDesk({ hearthline, seat })
  const other = await secondLead({ hearthline, seat })
  const { agent, phone, callId, atCarrier, customerEar } = await danaTalks({ hearthline, seat })
  await lead.listenFromFloor('Dana Whitlock')
  await other.listenFromFloor('Dana Whitlock')

  await test.step('switching', async () => {
    // By the numbers of the packets. Whether a switch leaves out sound between two numbers is shown to the sample where
    // the agent is no browser, whose microphone may skip by itself (server/src/media/worker-switches.test.ts).
    for (let round = 0; round < 10; round += 1)
      for (const mode of ['barge', 'whisper', 'listen'] as const)
        expect(await askMode(lead.desk, callId, mode)).toMatchObject({ status: 200, body: { mode } })
    await expectToHear('the customer', customerEar, { hears: [agentHz] })
    const found = (await hearthline.carrier.calls()).find(({ id }) => id === atCarrier)
    expect(found?.faults).toMatchObject({ lost: 0, twice: 0 })
  })

  await test.step('two barge at once: one of them does, the other is told', async () => {
    const answers = await Promise.all([
      askMode(lead.desk, callId, 'barge'),
      askMode(other.desk, callId, 'barge'),
    ])
    expect(answers.map(({ status }) => status).toSorted((one, another) => one - another)).toEqual([200, 409])
    expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({ code: 'supervisor-speaking' })
    for (const one of [lead, other]) expect((await askMode(one.desk, callId, 'listen')).status).toBe(200)
  })

  await test.step('all media workers die: everybody hears on, in the modes they had', async () => {
    await lead.expectMode('listen')
    await lead.switchTo('whisper')
    for (const pid of hearthline.mediaWorkerPids()) process.kill(pid, 'SIGKILL')
    await expectToHear('the agent', agent.ear, { hears: [customerHz] })
    await expectToHear('the customer', customerEar, { hears: [agentHz] })
    for (const one of [lead, other])
      await expectToHear('a lead', one.desk.ear, { hears: [agentHz, customerHz] })
    await lead.expectMode('whisper')
  })

  await test.step('the browser of the one who barges dies: customer and agent go on', async () => {
    await lead.switchTo('barge')
    await lead.speak()
    await expectToHear('the customer', customerEar, { hears: [agentHz, leadHz] })
    await lead.desk.context.close()
    await expectToHearLastingly('the customer', customerEar, { hears: [agentHz], not: [leadHz] })
    await expectToHear('the agent', agent.ear, { hears: [customerHz], not: [leadHz] })
    // The leg that nobody is behind leaves the place to the other lead.
    await expect(other.button('barge')).toBeEnabled({ timeout: 20_000 })
  })

  await test.step('take-over and hang-up come at once', async () => {
    // By the button, which opens the microphone.
    await other.switchTo('whisper')
    // Straight at the button: a hand that presses in this very moment does not look whether it is about to go.
    const button = await phone.root.getByRole('button', { name: /^Hang up/ }).elementHandle()
    const [answer] = await Promise.all([
      askMode(other.desk, callId, 'take-over'),
      button?.evaluate((element) => element instanceof HTMLElement && element.click()),
    ])
    await phone.expectAgent('wrap-up')
    // Either is a defined end of the race; never is the customer left alone.
    if (answer.status === 200) {
      await other.expectMode('take-over')
      await expect.poll(async () => (await callRecords(agent))[0]?.phase).toBe('connected')
      await other.speak()
      await expectToHear('the customer', customerEar, { hears: [otherHz], not: [agentHz] })
    } else {
      expect(answer.body).toMatchObject({ code: 'call-ended' })
      await expectRecord(agent, { kind: 'agent-hung-up' })
    }
  })
})

test('a lead is signed out, and an agent moved, in the middle: the leg goes within 2 s, the call stays', async ({
  hearthline,
  seat,
}) => {
  test.setTimeout(fourSeatsTimeoutMs)
  const lead = await leadAtDesk({ hearthline, seat })
  const other = await secondLead({ hearthline, seat })
  const admin = await seat('ada.mercer', 'secondAgent')
  const { agent, customerEar } = await danaTalks({ hearthline, seat })
  await lead.listenFromFloor('Dana Whitlock')
  await lead.switchTo('whisper')
  await lead.speak()
  await expectToHear('the agent', agent.ear, { hears: [customerHz, leadHz] })
  const { personId } = await meOf(lead.desk)
  const signedOut = await signedFetch(admin, 'POST', `/api/people/${personId}/sign-outs`, {
    reason: 'for the test',
  })
  expect(signedOut.status).toBe(200)
  await expect(lead.page.getByText('You were signed out')).toBeVisible({ timeout: 2_000 })
  await expectToHear('the agent', agent.ear, { hears: [customerHz], not: [leadHz] })

  await other.listenFromFloor('Dana Whitlock')
  await expectToHear('the other lead', other.desk.ear, { hears: [agentHz, customerHz] })
  const east = await signedFetch(admin, 'POST', '/api/teams', { name: 'East' })
  const { teamId } = z.object({ teamId: z.string() }).parse(east.body)
  const dana = await meOf(agent)
  expect(
    (await signedFetch(admin, 'PATCH', `/api/people/${dana.personId}`, { teamIds: [teamId] })).status,
  ).toBe(200)
  await expect.poll(async () => (await other.desk.ear()).length, { timeout: 2_000 }).toBe(0)
  await expectToHear('the customer', customerEar, { hears: [agentHz] })
})

test('an agent reloads while whispered to: the customer hears a prompt, the lead takes the call over', async ({
  hearthline,
  seat,
}) => {
  const lead = await leadAtDesk({ hearthline, seat })
  const { agent, customerEar } = await danaTalks({ hearthline, seat })
  await lead.listenFromFloor('Dana Whitlock')
  await lead.switchTo('whisper')
  await lead.speak()
  await expectToHear('the agent', agent.ear, { hears: [customerHz, leadHz] })
  await agent.context.close()
  await expectToHear('the customer', customerEar, { hears: [], not: [agentHz, leadHz] })
  await expectToHear('the lead', lead.desk.ear, { hears: [customerHz], not: [agentHz] })
  await lead.switchTo('take-over')
  await lead.speak()
  await expectToHear('the customer', customerEar, { hears: [leadHz] })
})

async function meOf(desk: Desk) {
  return Me.parse((await signedFetch(desk, 'GET', '/api/me')).body)
}
