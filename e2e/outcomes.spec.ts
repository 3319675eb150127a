import { expectRecord, Softphone } from './fixtures/desk.ts'
import { expect, test } from './fixtures/test.ts'
import { expectToHear } from './fixtures/tones.ts'
import { earlyMediaHz, ringbackHz, voiceHz } from './fixtures/voices.ts'

test('a number that refuses is told in its own words, and the record says whose fault', async ({
  hearthline,
  seat,
}) => {
  const agent = await seat('dana.whitlock', 'agent')
  const phone = new Softphone(agent)
  await phone.goReady()
  for (const { what, number, kind, fault } of [
    { what: 'busy', number: '+12025550103', kind: 'busy', fault: 'customer' },
    { what: 'not in service', number: '+12025550106', kind: 'unallocated', fault: 'customer' },
    { what: 'failing at the carrier', number: '+12025550108', kind: 'trunk-unavailable', fault: 'carrier' },
  ] as const)
    await test.step(what, async () => {
      await phone.call(number)
      await phone.expectPhone('ended')
      await phone.expectEndReason(kind)
      const record = await expectRecord(agent, { kind })
      expect(record.termination?.fault).toBe(fault)
      expect(record.answeredAt).toBeNull()
      expect(record.recording).toBeNull()
      await phone.expectAgent('ready')
      await expect.poll(async () => (await hearthline.carrier.lastCall())?.ended).toBe('refused')
    })
})

test('DIAL-3, DIAL-5, DIAL-6: what may not be dialled is refused in words before anything rings, and its digits stay to be mended', async ({
  hearthline,
  seat,
}) => {
  const agent = await seat('dana.whitlock', 'agent')
  const phone = new Softphone(agent)
  await phone.goReady()
  for (const { number, words } of [
    { number: '+1 900 555 1234', words: 'costs extra' },
    { number: '+44 20 7946 0000', words: 'this country' },
    { number: '911', words: 'emergency' },
  ] as const)
    await test.step(number, async () => {
      await phone.call(number)
      await expect(agent.page.getByRole('alert').filter({ hasText: words })).toBeVisible()
      await phone.expectAgent('ready')
      await expect(phone.root.getByLabel('Number to call')).not.toHaveValue('')
    })
  expect(await hearthline.carrier.calls()).toEqual([])
})

test('before the answer: the agent gives up, nobody answers, early media is heard', async ({
  hearthline,
  seat,
}) => {
  test.setTimeout(150_000)
  const agent = await seat('dana.whitlock', 'agent')
  const phone = new Softphone(agent)
  await phone.goReady()

  await test.step('the agent gives up while it rings: the customer’s phone stops', async () => {
    await phone.call('+12025550104')
    await phone.expectPhone('ringing')
    await phone.press('Hang up')
    await expect.poll(async () => (await hearthline.carrier.lastCall())?.ended).toBe('cancelled')
    await expectRecord(agent, { kind: 'agent-cancelled' })
    await phone.expectAgent('ready')
  })

  await test.step('nobody answers: the ring is given up and nothing is left ringing', async () => {
    await phone.call('+12025550104')
    await phone.expectPhone('ringing')
    await expectToHear('the waiting agent', agent.ear, { hears: [ringbackHz], not: [voiceHz.agent] })
    await phone.expectPhone('ended', 70_000)
    await phone.expectEndReason('no-answer')
    await expectRecord(agent, { kind: 'no-answer' })
    await expect.poll(async () => (await hearthline.carrier.lastCall())?.ended).toBe('cancelled')
    await phone.expectAgent('ready')
  })

  await test.step('early media is heard before the answer', async () => {
    await phone.call('+12025550105')
    await phone.expectPhone('early-media')
    await expectToHear('the agent before the answer', agent.ear, {
      hears: [earlyMediaHz],
      not: [voiceHz.agent],
    })
    expect((await hearthline.carrier.lastCall())?.answeredAt).toBeNull()
    await phone.expectPhone('connected')
    await phone.press('Hang up')
    await expectRecord(agent, { kind: 'agent-hung-up' })
  })
})
