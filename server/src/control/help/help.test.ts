import { HelpRequest, type HelpId } from '@hearthline/shared'
import { beforeEach, describe, expect, it } from 'vitest'
import { telephony } from '../telephony.ts'
import { slowStartMs, type AtWork } from '../testing/call-floor.ts'
import { openHouse } from '../testing/house.ts'
import { openSupervisedFloor, type SupervisedFloor } from '../testing/supervised-floor.ts'

const send = ({ browser }: AtWork, method: string, path: string, body?: object) =>
  browser.send(method, path, body)
const shownTo = async ({ live }: AtWork) => {
  await live.resync()
  return live.snapshot.floor?.help.map(({ helpId }) => helpId)
}
const ends = ({ live }: AtWork) => live.of('floor-help-closed').map(({ end }) => end)
const code = async (answer: Promise<{ status: number; body: unknown }>) => {
  const { status, body } = await answer
  return typeof body === 'object' && body !== null && 'code' in body ? body.code : status
}

const ask = async (agent: AtWork, note = '') => {
  const { status, body } = await send(agent, 'POST', '/api/agents/me/help', { reason: 'legal', note })
  expect(status).toBe(200)
  return HelpRequest.parse(body)
}
const claim = (lead: AtWork, helpId: HelpId) => send(lead, 'POST', `/api/help/${helpId}/claim`)
const release = (lead: AtWork, helpId: HelpId) => send(lead, 'DELETE', `/api/help/${helpId}/claim`)
const close = (lead: AtWork, helpId: HelpId) => send(lead, 'POST', `/api/help/${helpId}/close`)

describe('help', () => {
  let floor: SupervisedFloor
  beforeEach(async () => {
    floor = await openSupervisedFloor()
    return () => floor.dispose()
  }, slowStartMs)

  it('STEER-2: help in a call stands before every lead of the team and the administrator, and before nobody else', async () => {
    const { callId } = await floor.talk(floor.dana)
    const help = await ask(floor.dana, ' They want a lawyer. ')
    expect(help).toMatchObject({
      agent: { displayName: 'DANA.WHITLOCK' },
      callId,
      reason: 'legal',
      note: 'They want a lawyer.',
      claimed: null,
    })
    const { priya, marcus, ada, omar, dana } = floor
    await floor.heard(priya, marcus, ada, omar, dana)
    for (const { live } of [priya, marcus, ada])
      expect(live.of('floor-help')).toEqual([{ type: 'floor-help', help }])
    expect(omar.live.changes.filter(({ change }) => change.type.startsWith('floor-help'))).toEqual([])
    expect(dana.live.of('own-help')).toEqual([{ type: 'own-help', help, end: null }])
    expect(await Promise.all([priya, marcus, ada, omar].map(shownTo))).toEqual([
      [help.helpId],
      [help.helpId],
      [help.helpId],
      [],
    ])
    expect(await floor.trail('supervision.help-asked')).toMatchObject([
      { actorId: dana.me.personId, subjectId: dana.me.personId, outcome: 'done', reason: 'legal' },
    ])
  })

  it('STEER-2: outside of a call there is none it is about; twice, and signed out, it is refused', async () => {
    expect((await ask(floor.dana)).callId).toBeNull()
    expect(await code(send(floor.dana, 'POST', '/api/agents/me/help', { reason: 'other' }))).toBe(
      'help-asked',
    )
    const idle = await floor.house.signedIn(await floor.house.person('nina.cole', 'agent'))
    expect(await idle.send('POST', '/api/agents/me/help', { reason: 'other' })).toMatchObject({
      status: 409,
      body: { code: 'agent-offline' },
    })
    expect(await code(send(floor.dana, 'POST', '/api/agents/me/help', { reason: 'bored' }))).toBe(
      'invalid-request',
    )
    expect(await floor.trail('supervision.help-asked')).toHaveLength(1)
  })

  it('STEER-3: of two leads who claim at once, one has it', async () => {
    const { helpId } = await ask(floor.dana)
    const answers = await Promise.all([claim(floor.priya, helpId), claim(floor.marcus, helpId)])
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 409]))
    const winner = answers[0].status === 200 ? floor.priya : floor.marcus
    const loser = winner === floor.priya ? floor.marcus : floor.priya
    expect(await code(claim(loser, helpId))).toBe('help-claimed')
    expect(await code(release(loser, helpId))).toBe('help-claimed')
    expect(await code(close(loser, helpId))).toBe('help-claimed')
    // The winner says it once more: no mistake, and nothing new.
    expect((await claim(winner, helpId)).status).toBe(200)
    await floor.heard(loser, floor.dana)
    const claimed = { by: { personId: winner.me.personId } }
    expect(loser.live.of('floor-help').at(-1)?.help).toMatchObject({ claimed })
    expect(floor.dana.live.of('own-help').at(-1)?.help).toMatchObject({ claimed })
    expect(await floor.trail('supervision.help-claimed')).toMatchObject([{ actorId: winner.me.personId }])
  })

  it('STEER-3: what was given back, another lead may take; what is closed, nobody', async () => {
    const { helpId } = await ask(floor.dana)
    await claim(floor.priya, helpId)
    expect((await release(floor.priya, helpId)).status).toBe(200)
    expect((await claim(floor.marcus, helpId)).status).toBe(200)
    expect((await close(floor.marcus, helpId)).status).toBe(204)
    for (const late of [claim, release, close])
      expect(await code(late(floor.marcus, helpId))).toBe('help-closed')
    await floor.heard(floor.priya, floor.dana)
    expect(ends(floor.priya)).toEqual(['closed'])
    expect(floor.dana.live.of('own-help').at(-1)).toEqual({ type: 'own-help', help: null, end: 'closed' })
    expect((await ask(floor.dana)).helpId).not.toBe(helpId)
  })

  it('STEER-3: unclaimed, any lead of the team closes it', async () => {
    const { helpId } = await ask(floor.dana)
    expect((await close(floor.marcus, helpId)).status).toBe(204)
    expect(await floor.trail('supervision.help-closed')).toMatchObject([
      { actorId: floor.marcus.me.personId, reason: 'closed' },
    ])
  })

  it('STEER-1: to a lead of another team it does not exist, and the trail knows who tried', async () => {
    const { helpId } = await ask(floor.dana)
    for (const step of [claim, release, close]) expect(await code(step(floor.omar, helpId))).toBe('not-found')
    expect(await floor.trail('supervision.help-claimed')).toMatchObject([
      { actorId: floor.omar.me.personId, outcome: 'refused', reason: 'foreign-team' },
    ])
    expect(await code(claim(floor.priya, HelpRequest.shape.helpId.parse(crypto.randomUUID())))).toBe(
      'not-found',
    )
  })

  it('STEER-4: taken back by the agent; twice is no mistake', async () => {
    await ask(floor.dana)
    for (let time = 0; time < 2; time += 1)
      expect((await send(floor.dana, 'DELETE', '/api/agents/me/help')).status).toBe(204)
    await floor.heard(floor.priya)
    expect(ends(floor.priya)).toEqual(['cancelled'])
    expect(await floor.trail('supervision.help-cancelled')).toHaveLength(1)
  })

  it('STEER-4: it ends with the call it is about, and with no other', async () => {
    const first = await floor.talk(floor.dana)
    await ask(floor.dana)
    await first.hangUp()
    await floor.heard(floor.priya, floor.dana)
    expect(ends(floor.priya)).toEqual(['call-ended'])
    expect(floor.dana.live.of('own-help').at(-1)).toEqual({
      type: 'own-help',
      help: null,
      end: 'call-ended',
    })
    const { helpId } = await ask(floor.dana)
    await send(floor.dana, 'POST', `/api/calls/${first.callId}/wrap-up`, {
      disposition: 'no-contact',
      next: 'ready',
    })
    const second = await floor.talk(floor.dana)
    await second.hangUp()
    expect(await shownTo(floor.priya)).toEqual([helpId])
  })

  it('STEER-4: it ends with the sign-in of who asked', async () => {
    await ask(floor.dana)
    await send(floor.dana, 'POST', '/api/sign-out')
    await floor.priya.live.until(() => ends(floor.priya).length > 0)
    expect(ends(floor.priya)).toEqual(['signed-out'])
    expect(await shownTo(floor.ada)).toEqual([])
  })

  it('STEER-5: with an agent who is moved it goes to the leads of the new team, unclaimed', async () => {
    const { helpId } = await ask(floor.dana)
    await claim(floor.priya, helpId)
    await floor.move(floor.dana.me, floor.east)
    await floor.omar.live.until(() => floor.omar.live.of('floor-help').some(({ help }) => !help.claimed))
    expect(await shownTo(floor.omar)).toEqual([helpId])
    expect(await shownTo(floor.priya)).toEqual([])
    await floor.heard(floor.marcus)
    expect(floor.marcus.live.of('floor-help-closed').map((closed) => closed.helpId)).toEqual([helpId])
    expect(await code(close(floor.priya, helpId))).toBe('not-found')
    expect((await claim(floor.omar, helpId)).status).toBe(200)
    expect(await floor.trail('supervision.help-released')).toMatchObject([
      { actorId: null, reason: 'foreign-team' },
    ])
  })

  it('STEER-5: what a lead had claimed is free again when they sign out, or lose the team', async () => {
    const { helpId } = await ask(floor.dana)
    await claim(floor.priya, helpId)
    await send(floor.priya, 'POST', '/api/sign-out')
    expect((await claim(floor.marcus, helpId)).status).toBe(200)
    await floor.move(floor.marcus.me)
    await floor.heard(floor.ada)
    expect(floor.ada.live.of('floor-help').at(-1)?.help.claimed).toBeNull()
    const rows = await floor.trail('supervision.help-released')
    expect(rows.map(({ reason }) => reason)).toEqual(['foreign-team', 'signed-out'])
  })

  it('STEER-4: after a restart it stands as it stood; what was over meanwhile is over', async () => {
    const { callId } = await floor.talk(floor.dana)
    const { helpId } = await ask(floor.dana)
    await claim(floor.priya, helpId)
    await floor.restart(floor.dana, floor.priya)
    expect(floor.priya.live.snapshot.floor?.help).toMatchObject([
      { helpId, callId, claimed: { by: { personId: floor.priya.me.personId } } },
    ])
    expect(floor.dana.live.snapshot.agent?.help).toMatchObject({ helpId })
    // The node is back without the call: what was asked about it is over.
    await floor.node.link()
    await floor.priya.live.until(() => ends(floor.priya).length > 0)
    expect(ends(floor.priya)).toEqual(['call-ended'])
  })

  it('STEER-9: of a flood of asking and taking back nothing stays open, and each beginning has its end', async () => {
    const before = (await floor.trail('supervision.help-asked')).length
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        index % 2 === 0
          ? send(floor.dana, 'POST', '/api/agents/me/help', { reason: 'other' })
          : send(floor.dana, 'DELETE', '/api/agents/me/help'),
      ),
    )
    expect(answers.every(({ status }) => [200, 204, 409].includes(status))).toBe(true)
    await send(floor.dana, 'DELETE', '/api/agents/me/help')
    expect(await shownTo(floor.priya)).toEqual([])
    const asked = (await floor.trail('supervision.help-asked')).length - before
    const over = (await floor.trail('supervision.help-cancelled')).length
    expect(asked).toBe(over)
    expect(asked).toBeGreaterThan(0)
  })
})

/** Forty at once, by their status. */
const floodOf = async (request: () => Promise<{ status: number }>) => {
  const answers = await Promise.all(Array.from({ length: 40 }, request))
  return answers.map(({ status }) => status)
}

describe('a flood', () => {
  it(
    'STEER-9: of help or messages meets the limit of any request of a sign-in',
    { timeout: slowStartMs },
    async () => {
      const house = await openHouse({ domains: [telephony], signedInPerMinute: 20 })
      const [agent, lead] = [await house.signedIn(house.dana), await house.signedIn(house.priya)]
      const help = await floodOf(() => agent.send('POST', '/api/agents/me/help', { reason: 'other' }))
      const path = `/api/people/${house.dana.personId}/messages`
      const messages = await floodOf(() => lead.send('POST', path, { text: 'Hello.' }))
      for (const flood of [help, messages]) {
        // Nobody is at work: what is served says so.
        expect(new Set(flood)).toEqual(new Set([409, 429]))
        expect(flood.filter((status) => status === 429).length).toBeGreaterThanOrEqual(20)
      }
      await house.dispose()
    },
  )
})
