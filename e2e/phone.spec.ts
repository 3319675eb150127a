import { setTimeout as passes } from 'node:timers/promises'
import { callRecords, downloadRecording, expectRecord, Softphone, type Desk } from './fixtures/desk.ts'
import type { Hearthline } from './fixtures/hearthline.ts'
import { expect, test } from './fixtures/test.ts'
import { expectToHear, type Ear } from './fixtures/tones.ts'
import { customerHz, voiceHz } from './fixtures/voices.ts'

const whistling = '+12025550101'
const busy = '+12025550103'
const withoutEvents = '+12025550170'

/** Of the `nth` call at the carrier, counted from 0. */
const earAtCarrier =
  (hearthline: Hearthline, nth = 0): Ear =>
  async () =>
    hearthline.carrier.heard((await hearthline.carrier.calls())[nth]?.id ?? '', 1_000)

async function readyAt(desk: Desk): Promise<Softphone> {
  const phone = new Softphone(desk)
  await phone.sendSoundAsItIs()
  await phone.goReady()
  return phone
}

const shows = (phone: Softphone, fact: string, value: string): Promise<void> =>
  expect(phone.root).toHaveAttribute(`data-${fact}`, value)

const loudest = async (ear: Ear): Promise<number> => Math.max(0, ...(await ear()))

test('hold, keypad and recording pause do what their buttons say, at the ears and at the carrier', async ({
  hearthline,
  seat,
}) => {
  const agent = await seat('dana.whitlock', 'agent')
  const lead = await seat('priya.raman', 'lead')
  const phone = await readyAt(agent)
  await phone.call(whistling)
  await phone.expectPhone('connected')
  const customer = earAtCarrier(hearthline)
  await expectToHear('the customer', customer, { hears: [voiceHz.agent] })

  await phone.root.getByRole('button', { name: /^Hold/ }).click()
  await shows(phone, 'hold', 'on')
  await expectToHear('the held customer', customer, { hears: [], not: [voiceHz.agent] })
  await expectToHear('the agent who holds', agent.ear, { hears: [], not: [customerHz] })
  await expect.poll(() => loudest(customer), { message: 'music' }).toBeGreaterThan(500)
  await agent.page.keyboard.press('Alt+h')
  await shows(phone, 'hold', 'off')
  await expectToHear('the customer after the hold', customer, { hears: [voiceHz.agent] })
  await expectToHear('the agent after the hold', agent.ear, { hears: [customerHz] })

  await phone.root.getByRole('button', { name: /^Keypad/ }).click()
  for (const digit of ['4', '2', '#'])
    await phone.root.getByRole('button', { name: digit, exact: true }).click()
  await expect
    .poll(async () => (await hearthline.carrier.lastCall())?.digits, { message: 'RFC 4733 digits' })
    .toBe('42#')
  await expect(phone.root.locator('[data-digits]')).toHaveText('•••')
  await agent.page.keyboard.press('Alt+k')

  await phone.root.getByRole('button', { name: /^Pause recording/ }).click()
  await phone.root.getByRole('radio').first().press(' ')
  await phone.root
    .getByRole('button', { name: /^Pause recording$/ })
    .last()
    .click()
  await shows(phone, 'recording', 'paused')
  const pausedAt = Date.now()
  await expectToHear('the customer while nothing is recorded', customer, { hears: [voiceHz.agent] })
  await passes(Math.max(0, pausedAt + 1_500 - Date.now()))
  await agent.page.keyboard.press('Alt+r')
  await shows(phone, 'recording', 'on')

  await phone.press('Hang up')
  await phone.expectAgent('wrap-up')
  const record = await expectRecord(lead, { kind: 'agent-hung-up' })
  const { agentSide, customerSide, seconds } = await downloadRecording(lead, record.callId)
  expect(Math.abs(seconds - (record.talkMs ?? 0) / 1_000)).toBeLessThan(0.5)
  expect(longestSilence(customerSide), 'nothing of the pause is in the file').toBeGreaterThan(1.2)
  expect(longestSilence(agentSide)).toBeGreaterThan(1.2)
})

/** Seconds. */
function longestSilence(samples: Int16Array): number {
  let longest = 0
  let length = 0
  for (const sample of samples) {
    length = Math.abs(sample) < 64 ? length + 1 : 0
    longest = Math.max(longest, length)
  }
  return longest / 8_000
}

test('a carrier without telephone-events gets digits by INFO', async ({ hearthline, seat }) => {
  const agent = await seat('dana.whitlock', 'agent')
  const phone = await readyAt(agent)
  await phone.call(withoutEvents)
  await phone.expectPhone('connected')
  await phone.root.getByRole('button', { name: /^Keypad/ }).click()
  for (const digit of ['7', '0']) await phone.root.getByRole('button', { name: digit, exact: true }).click()
  await expect
    .poll(async () => (await hearthline.carrier.lastCall())?.infoDigits, { message: 'INFO digits' })
    .toBe('70')
  expect((await hearthline.carrier.lastCall())?.digits).toBe('')
})

test('a consult call: the customer hears music, each side in turn, all three, and the colleague takes over', async ({
  hearthline,
  seat,
}) => {
  const dana = await seat('dana.whitlock', 'agent')
  const omar = await seat('omar.haddad', 'secondAgent')
  const phone = await readyAt(dana)
  const colleague = await readyAt(omar)
  await phone.call(whistling)
  await phone.expectPhone('connected')
  const customer = earAtCarrier(hearthline)

  await phone.root.getByRole('button', { name: /^Transfer/ }).click()
  await phone.root.getByLabel('Agent, team or number').fill('Omar')
  await phone.root.getByRole('option', { name: /Omar Haddad/ }).click()
  await phone.root.getByRole('button', { name: 'Talk first' }).click()
  await colleague.expectPhone('incoming')
  await expectToHear('the waiting customer', customer, { hears: [], not: [voiceHz.agent] })
  await colleague.press('Answer')
  await shows(phone, 'consult', 'connected')
  await shows(phone, 'consult-with', 'consult')
  await expectToHear('who asks', dana.ear, { hears: [voiceHz.secondAgent], not: [customerHz] })
  await expectToHear('who is asked', omar.ear, { hears: [voiceHz.agent], not: [customerHz] })
  await expectToHear('the customer', customer, { hears: [], not: [voiceHz.agent, voiceHz.secondAgent] })

  await phone.root.getByRole('button', { name: /^Swap/ }).click()
  await shows(phone, 'consult-with', 'customer')
  await expectToHear('the customer', customer, { hears: [voiceHz.agent], not: [voiceHz.secondAgent] })

  await phone.root.getByRole('button', { name: /^Join all/ }).click()
  await shows(phone, 'consult-with', 'all')
  await expectToHear('the customer', customer, { hears: [voiceHz.agent, voiceHz.secondAgent] })
  await expectToHear('who asks', dana.ear, { hears: [voiceHz.secondAgent, customerHz] })
  await expectToHear('who is asked', omar.ear, { hears: [voiceHz.agent, customerHz] })

  await phone.root.getByRole('button', { name: /^Complete transfer/ }).click()
  await phone.expectAgent('wrap-up')
  await colleague.expectAgent('on-call')
  await expectToHear('the customer', customer, { hears: [voiceHz.secondAgent], not: [voiceHz.agent] })
  await expectToHear('the colleague', omar.ear, { hears: [customerHz], not: [voiceHz.agent] })
  await phone.finish('Promise to pay')
  await colleague.press('Hang up')
  await colleague.expectAgent('wrap-up')
  await colleague.finish('Nobody reached')
  const [given] = await callRecords(dana)
  expect(given?.transferredTo?.displayName).toBe('Omar Haddad')
  const kept = await expectRecord(omar, { kind: 'agent-hung-up', disposition: 'no-contact' })
  expect(kept.callId).toBe(given?.callId)
})

test('a blind transfer: a busy number gives the customer back, one that answers takes them', async ({
  hearthline,
  seat,
}) => {
  const agent = await seat('dana.whitlock', 'agent')
  const phone = await readyAt(agent)
  await phone.call('+12025550102')
  await phone.expectPhone('connected')

  await transferTo(phone, busy)
  await expect(phone.root.locator('[data-consult-ended="busy"]')).toBeVisible()
  await shows(phone, 'consult', 'none')
  // This customer gives back what they hear.
  await expectToHear('the agent who has them back', agent.ear, { hears: [voiceHz.agent] })

  await transferTo(phone, whistling)
  await phone.expectAgent('wrap-up')
  await expectToHear('the customer', earAtCarrier(hearthline), { hears: [customerHz], not: [voiceHz.agent] })
  const calls = await hearthline.carrier.calls()
  expect(calls.at(-1)?.number).toBe(whistling)
  await hearthline.carrier.hangUp(calls[0]?.id ?? '')
  await expect
    .poll(async () => (await hearthline.carrier.calls()).map(({ ended }) => ended).at(-1), {
      message: 'the other side is told',
    })
    .toBe('hearthline-bye')
  const [record] = await callRecords(agent)
  expect(record?.transferredTo?.kind).toBe('number')
})

async function transferTo(phone: Softphone, number: string): Promise<void> {
  await phone.root.getByRole('button', { name: /^Transfer/ }).click()
  await phone.root.getByLabel('Agent, team or number').fill(number)
  await phone.root.getByRole('option').first().click()
  await phone.root.getByRole('button', { name: 'Transfer now' }).click()
}
