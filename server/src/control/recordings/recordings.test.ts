import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Problem, Recording, RecordingId, type CallId, type Person } from '@hearthline/shared'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openRecording, RecordingWriter } from '../../recording-file/index.ts'
import type { Browser } from '../testing/browser.ts'
import { openCallFloor, place, slowStartMs, type AtWork, type CallFloor } from '../testing/call-floor.ts'
import { valueOf } from '../testing/house.ts'
import { outboundScript } from '../testing/scripted-voice-node.ts'

const Grant = z.object({ grant: z.string(), expiresAt: z.number() })

const code = (body: unknown) => Problem.parse(body).code

describe('recordings', () => {
  let floor: CallFloor
  let dana: AtWork
  let lead: Browser
  let callId: CallId
  const recordingId = RecordingId.parse('66666666-6666-4666-8666-666666666666')
  const fileName = `2026/11/21/${recordingId}.hlr`
  const pathOf = () => join(floor.house.config.dataDir, 'recordings', fileName)

  beforeEach(async () => {
    floor = await openCallFloor()
    dana = await floor.arrive(floor.house.dana)
    lead = await floor.house.signedIn(floor.house.priya)
    callId = (await place(dana, '2025550100')).callId
  }, slowStartMs)
  afterEach(() => floor.dispose())

  /** Three and a half seconds of two channels, in a real file, reported by the voice node. */
  const record = async (): Promise<void> => {
    mkdirSync(dirname(pathOf()), { recursive: true })
    const seal = await writeRecording(pathOf(), floor.keys.recordingPublicPem)
    const { opened, answered, hungUp } = outboundScript(
      callId,
      { personId: dana.me.personId, signInId: dana.me.signInId },
      floor.house.team.teamId,
      floor.trunkId,
    )
    await floor.node.say(opened, answered, { type: 'recording-started', callId, recordingId, fileName })
    await floor.node.say(hungUp, { type: 'recording-sealed', callId, recordingId, fileName, ...seal })
  }
  const path = `/api/recordings/${recordingId}`
  const grantFor = async (browser: Browser) => {
    const { body } = await browser.send('POST', `${path}/grants`, { reason: 'coaching' })
    return Grant.parse(body).grant
  }
  const fetchAudio = (
    browser: Browser,
    grant: string,
    headers: Record<string, string> = {},
    method = 'GET',
  ) =>
    fetch(`${browser.base}${path}/audio?grant=${grant}`, {
      method,
      headers: { Cookie: [...browser.cookies].map((pair) => pair.join('=')).join('; '), ...headers },
    })
  const facts = async () => Recording.parse((await lead.send('GET', path)).body)

  it('RECORD-12: every range is byte for byte a part of the whole', async () => {
    await record()
    const opened = await openRecording(pathOf(), floor.keys.recordingPrivatePem)
    if (!opened.ok) throw new Error(opened.problem.code)
    const file = opened.value
    const whole = await file.readWavRange(0, file.wavSize - 1)
    await file.dispose()
    expect(whole.length).toBe(44 + 28_000 * 4)

    const grant = await grantFor(lead)
    const all = await fetchAudio(lead, grant)
    expect([all.status, all.headers.get('accept-ranges'), all.headers.get('content-type')]).toEqual([
      200,
      'bytes',
      'audio/wav',
    ])
    expect(all.headers.get('cache-control')).toContain('no-store')
    expect(Buffer.from(await all.arrayBuffer()).equals(whole)).toBe(true)

    const last = whole.length - 1
    const ranges: [string, number, number][] = [
      ['bytes=0-0', 0, 0],
      ['bytes=0-43', 0, 43],
      ['bytes=43-47', 43, 47],
      ['bytes=45-32100', 45, 32_100],
      ['bytes=32043-32045', 32_043, 32_045],
      ['bytes=100000-', 100_000, last],
      ['bytes=-5', last - 4, last],
      [`bytes=${last}-${last + 100}`, last, last],
    ]
    for (const [header, start, end] of ranges) {
      const part = await fetchAudio(lead, grant, { Range: header })
      expect([header, part.status, part.headers.get('content-range')]).toEqual([
        header,
        206,
        `bytes ${start}-${end}/${whole.length}`,
      ])
      expect(part.headers.get('content-length')).toBe(String(end - start + 1))
      expect(Buffer.from(await part.arrayBuffer()).equals(whole.subarray(start, end + 1))).toBe(true)
    }
    const beyond = await fetchAudio(lead, grant, { Range: `bytes=${whole.length}-` })
    expect([beyond.status, code(await beyond.json())]).toEqual([416, 'range-not-satisfiable'])
    expect(beyond.headers.get('content-range')).toBe(`bytes */${whole.length}`)
    const several = await fetchAudio(lead, grant, { Range: 'bytes=0-1,4-5' })
    expect([several.status, (await several.arrayBuffer()).byteLength]).toEqual([200, whole.length])
    const head = await fetchAudio(lead, grant, {}, 'HEAD')
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([
      200,
      String(whole.length),
      '',
    ])
  })

  it('RECORD-11: no audio before a stated reason, which is in the trail and on the recording', async () => {
    await record()
    const without = await fetchAudio(lead, 'x'.repeat(43))
    expect([without.status, code(await without.json())]).toEqual([403, 'not-allowed'])
    const grant = await grantFor(lead)
    const admin = await floor.house.signedIn(floor.house.ada)
    const trail = await admin.send('GET', '/api/audit?action=recordings.opened')
    expect(trail.body).toMatchObject({
      items: [
        { subjectId: recordingId, actorId: floor.house.priya.personId, outcome: 'done', reason: 'coaching' },
      ],
      total: 1,
    })
    expect((await facts()).listened).toMatchObject([
      { by: { personId: floor.house.priya.personId }, reason: 'coaching', note: '' },
    ])
    // Another's grant, another sign-in's, and an old one are none.
    expect((await fetchAudio(admin, grant)).status).toBe(403)
    expect((await fetchAudio(await floor.house.signedIn(floor.house.priya), grant)).status).toBe(403)
    expect((await fetchAudio(lead, grant)).status).toBe(200)
    floor.house.clock.advance(15 * 60_000)
    expect((await fetchAudio(lead, grant)).status).toBe(403)
  })

  it('RECORD-11: outside of the own teams there is no such recording', async () => {
    await record()
    const { people } = floor.house.control.services
    const east = valueOf(people.createTeam('East', null))
    const kim: Person = await floor.house.person('kim.novak', 'lead')
    valueOf(people.change(kim.personId, { teamIds: [east.teamId] }, null))
    const foreign = await floor.house.signedIn(kim)
    const grant = await grantFor(lead)
    for (const answer of [
      await foreign.send('GET', path),
      await foreign.send('POST', `${path}/grants`, { reason: 'coaching' }),
      await foreign.send('GET', `${path}/audio?grant=${grant}`),
      await foreign.send('GET', `${path}/peaks?grant=${grant}`),
    ])
      expect([answer.status, code(answer.body)]).toEqual([404, 'not-found'])
    expect((await dana.browser.send('GET', path)).status).toBe(403)
  })

  it('RECORD-8: the call shows its recording, verified soon after the seal', async () => {
    await record()
    await dana.live.until(() => dana.live.of('records-changed').length >= 3)
    expect(await facts()).toMatchObject({
      state: 'sealed',
      integrity: 'verified',
      durationMs: 3_500,
      call: { callId, recording: { recordingId, state: 'sealed', durationMs: 3_500 } },
    })
  })

  it('RECORD-8: a changed file is never played, a missing one neither', async () => {
    await record()
    await grantFor(lead)
    floor.house.clock.advance(61_000)
    const bytes = readFileSync(pathOf())
    bytes[bytes.length - 2_000] = (bytes[bytes.length - 2_000] ?? 0) ^ 1
    writeFileSync(pathOf(), bytes)
    const changed = await lead.send('POST', `${path}/grants`, { reason: 'dispute' })
    expect([changed.status, code(changed.body)]).toEqual([409, 'recording-damaged'])
    expect((await facts()).integrity).toBe('mismatch')
    floor.house.clock.advance(61_000)
    rmSync(pathOf())
    expect(code((await lead.send('POST', `${path}/grants`, { reason: 'dispute' })).body)).toBe(
      'recording-damaged',
    )
    expect((await facts()).integrity).toBe('missing')
  })

  it('RECORD-8: a file name from outside of the recordings folder is never opened', async () => {
    await record()
    const outside = `../keys/recording-private.pem`
    await floor.node.say({
      type: 'recording-sealed',
      callId,
      recordingId,
      fileName: outside,
      sha256: '0'.repeat(64),
      durationMs: 1,
      sizeBytes: 1,
      recovered: false,
    })
    expect(code((await lead.send('POST', `${path}/grants`, { reason: 'other' })).body)).toBe(
      'recording-damaged',
    )
  })

  it('RECORD-11: a call that is still recorded cannot be played yet', async () => {
    const { opened, answered } = outboundScript(
      callId,
      { personId: dana.me.personId, signInId: dana.me.signInId },
      floor.house.team.teamId,
      floor.trunkId,
    )
    await floor.node.say(opened, answered, { type: 'recording-started', callId, recordingId, fileName })
    const { body } = await lead.send('POST', `${path}/grants`, { reason: 'coaching' })
    expect(code(body)).toBe('recording-not-ready')
    expect(await facts()).toMatchObject({ state: 'recording', integrity: 'pending', sha256: null })
  })

  it('RECORD-13: peaks show who spoke when, on the right channel', async () => {
    await record()
    const grant = await grantFor(lead)
    const { body } = await lead.send('GET', `${path}/peaks?grant=${grant}&buckets=35`)
    const peaks = z
      .object({ durationMs: z.literal(3_500), agent: z.array(z.number()), customer: z.array(z.number()) })
      .parse(body)
    expect([peaks.agent.length, peaks.customer.length]).toEqual([35, 35])
    // The agent speaks in the first second, the customer in the second one.
    expect(Math.min(...peaks.agent.slice(0, 10))).toBeGreaterThan(0.4)
    expect(Math.max(...peaks.agent.slice(11))).toBeLessThan(0.01)
    expect(Math.min(...peaks.customer.slice(10, 20))).toBeGreaterThan(0.4)
    expect(Math.max(...peaks.customer.slice(0, 9), ...peaks.customer.slice(21))).toBeLessThan(0.01)
  })
})

/** 3.5 s: the agent is loud in the first second, the customer in the second one, silence after that. */
async function writeRecording(filePath: string, publicKeyPem: string) {
  const created = await RecordingWriter.create({
    filePath,
    publicKeyPem,
    startedAtMs: 0,
    onFailed: (detail) => {
      throw new Error(detail)
    },
  })
  if (!created.ok) throw new Error(created.problem)
  created.value.chunk(0, codes(8_000, 0x80, 0xff))
  created.value.chunk(1, codes(8_000, 0xff, 0x80))
  created.value.chunk(2, codes(8_000, 0xff, 0xff))
  created.value.chunk(3, codes(4_000, 0xff, 0xff))
  const sealed = await created.value.seal(3_500)
  if (!sealed.ok) throw new Error(sealed.problem)
  const { sha256, durationMs, sizeBytes, recovered } = sealed.value
  return { sha256, durationMs, sizeBytes, recovered }
}

// G.711 µ-law: 0x80 is the loudest positive code word, 0xff is silence.
const codes = (samples: number, agent: number, customer: number) =>
  new Uint8Array(samples * 2).fill(agent, 0, samples).fill(customer, samples)
