import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CallId, TrunkId } from '@hearthline/shared'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { TrunkRoute } from '../../protocol/ticket.ts'
import type { TrunkConfig } from '../../protocol/voice-link.ts'
import { createVirtualClock } from '../../testing/virtual-clock.ts'
import type { LineCause, LineEvent } from '../ports.ts'
import type { OutgoingCallHandlers, OutgoingInvite, ProbeOutcome, SipStack } from '../sip/index.ts'
import { announcesSilence } from '../sip-line.ts'
import { createTrunkBook } from './trunk-book.ts'
import { createTrunkWatch } from './trunk-health.ts'
import { createTrunkLegs, readNumber } from './trunk-legs.ts'

const quiet = (): void => undefined
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet }

const trunkConfig = (changes: Partial<TrunkConfig> = {}): TrunkConfig => ({
  trunkId: TrunkId.parse(randomUUID()),
  name: 'Carrier',
  host: '192.0.2.10',
  port: 5060,
  transport: 'udp',
  tlsTrust: null,
  register: false,
  channels: null,
  digits: 'rfc4733',
  addresses: ['192.0.2.10', '192.0.2.11'],
  credentials: { username: 'us', password: 'secret' },
  inboundTeamId: null,
  enabled: true,
  ...changes,
})

const account = (username: string, more: Partial<TrunkConfig> = {}) =>
  trunkConfig({ register: true, credentials: { username, password: 'x' }, ...more })

const routeOf = (trunkId: TrunkId): TrunkRoute => ({
  trunkId,
  dialled: '+12025550147',
  callerId: '+12025550100',
})

const unused = (): never => {
  throw new Error('not used by trunks')
}

/** The part of the SIP stack that trunks use, played by hand. */
function createFakeStack() {
  const invites: { request: OutgoingInvite; handlers: OutgoingCallHandlers; cancelled: boolean }[] = []
  const probes: ((outcome: ProbeOutcome) => void)[] = []
  const stack: SipStack = {
    invite: (request, handlers) => {
      const call = { request, handlers, cancelled: false }
      invites.push(call)
      return {
        callIdHeader: 'x',
        dialog: null,
        cancel: () => {
          call.cancelled = true
        },
      }
    },
    askPhone: () => Promise.resolve({ kind: 'gone' }),
    probe: () => new Promise((resolve) => probes.push(resolve)),
    registration: () => ({ refresh: unused }),
    registrations: () => [],
    dropAor: unused,
    localPorts: { udp: 1, tcp: 1, ws: 1 },
    counters: unused,
    dispose: () => Promise.resolve(),
  }
  return { stack, invites, probes }
}

describe('trunks', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hearthline-trunks-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  const open = async (...configs: TrunkConfig[]) => {
    const clock = createVirtualClock()
    const { stack, invites, probes } = createFakeStack()
    const book = createTrunkBook(join(folder, 'trunks.json'), log)
    await book.replace(configs)
    const changes: string[] = []
    const watch = createTrunkWatch({ clock, stack, book, onChange: ({ state }) => changes.push(state) })
    const trunkLegs = createTrunkLegs({
      clock,
      log,
      book,
      watch,
      stack,
      domain: 'pbx.example',
      defaultCountry: 'US',
    })
    const dial = (trunkId: TrunkId) => {
      const events: LineEvent[] = []
      const line = trunkLegs.dial(
        {
          callId: CallId.parse(randomUUID()),
          route: routeOf(trunkId),
          offerSdp: 'v=0',
        },
        (event) => events.push(event),
      )
      return { line, events }
    }
    return { clock, book, invites, probes, watch, trunkLegs, changes, dial }
  }

  it('TRK-4: dials with our own identity and the trunk’s credentials, to the trunk’s address', async () => {
    const config = trunkConfig()
    const { dial, invites } = await open(config)
    dial(config.trunkId)
    expect(invites[0]?.request).toEqual({
      target: {
        kind: 'uri',
        uri: 'sip:+12025550147@192.0.2.10:5060',
        transport: 'udp',
        address: '192.0.2.10',
        port: 5060,
      },
      from: { uri: 'sip:+12025550100@pbx.example' },
      to: { uri: 'sip:+12025550147@192.0.2.10' },
      assertedIdentity: 'sip:+12025550100@pbx.example',
      offerSdp: 'v=0',
      credentials: { username: 'us', password: 'secret' },
    })
  })

  it('TRK-5: a trunk that says nothing at all for 4 s is given up, cancelled, and not heard any more', async () => {
    const config = trunkConfig()
    const { dial, invites, clock } = await open(config)
    const { events } = dial(config.trunkId)
    clock.advance(3_999)
    expect(events).toEqual([])
    clock.advance(1)
    expect(events).toEqual([{ type: 'line-failed', failure: { kind: 'timeout' } }])
    expect(invites[0]?.cancelled).toBe(true)
    invites[0]?.handlers.onProgress?.({ status: 180, sdp: null, dialogTag: 't' })
    expect(events).toHaveLength(1)
  })

  it('TRK-5: a trunk that rings is waited for', async () => {
    const config = trunkConfig()
    const { dial, invites, clock } = await open(config)
    const { events } = dial(config.trunkId)
    invites[0]?.handlers.onProgress?.({ status: 180, sdp: null, dialogTag: 't' })
    clock.advance(60_000)
    expect(events).toEqual([{ type: 'line-progressed', status: 180, sdp: null }])
  })

  it('TRK-5: an unknown or disabled trunk fails a turn later, and not at all once it is ended', async () => {
    const config = trunkConfig({ enabled: false })
    const { dial, clock } = await open(config)
    const cause: LineCause = { kind: 'agent-cancelled', status: 487 }
    const [tried, left] = [dial(config.trunkId), dial(TrunkId.parse(randomUUID()))]
    expect(tried.events).toEqual([])
    left.line.end(cause)
    clock.advance(0)
    expect(tried.events).toEqual([{ type: 'line-failed', failure: { kind: 'transport' } }])
    expect(left.events).toEqual([])
  })

  it('TRK-2: two missed OPTIONS make a trunk down, one answer makes it up; down ones are tried last', async () => {
    const [one, two] = [trunkConfig(), trunkConfig({ host: '192.0.2.20', addresses: ['192.0.2.20'] })]
    const { watch, probes, clock, trunkLegs, changes } = await open(one, two)
    const answer = async (outcome: ProbeOutcome) => {
      probes.shift()?.(outcome)
      for (let turn = 0; turn < 10; turn += 1) await Promise.resolve()
    }
    watch.refresh()
    await answer({ reachable: true, status: 200, rttMs: 3 })
    await answer({ reachable: true, status: 404, rttMs: 4 })
    expect(changes).toEqual(['up', 'up'])
    for (let miss = 0; miss < 2; miss += 1) {
      clock.advance(10_000)
      await answer({ reachable: false })
      await answer({ reachable: false })
      await answer({ reachable: true, status: 200, rttMs: 4 })
    }
    expect(watch.states().map(({ state }) => state)).toContain('down')
    const downId = watch.states().find(({ state }) => state === 'down')?.trunkId
    expect(trunkLegs.orderByHealth([routeOf(one.trunkId), routeOf(two.trunkId)]).at(-1)?.trunkId).toBe(downId)
    watch.dispose()
    expect(clock.pendingTimers()).toBe(0)
  })

  it('TRK-1: the list survives a restart, readable by its owner alone; a damaged one waits for control', async () => {
    const config = trunkConfig()
    const path = join(folder, 'trunks.json')
    await open(config)
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(createTrunkBook(path, log).get(config.trunkId)?.address).toBe('192.0.2.10')
    await writeFile(path, (await readFile(path, 'utf8')).slice(0, 20))
    expect(createTrunkBook(path, log).all()).toEqual([])
  })

  it('TRK-3: every address of a name is its trunk; one that is in use stays, an IPv4 one is chosen first', async () => {
    let found = [
      { address: '2001:db8::1', family: 6 },
      { address: '192.0.2.41', family: 4 },
      { address: '192.0.2.42', family: 4 },
    ]
    const book = createTrunkBook(join(folder, 'trunks.json'), log, () => Promise.resolve(found))
    const config = trunkConfig({ host: 'pbx.example', addresses: [] })
    await book.replace([config])
    expect(book.get(config.trunkId)?.address).toBe('192.0.2.41')
    for (const { address } of found) expect(book.behind(address, 1, 'udp')?.trunkId).toBe(config.trunkId)
    found = [{ address: '192.0.2.42', family: 4 }, ...found.slice(1, 2)]
    await book.resolve()
    expect(book.get(config.trunkId)?.address).toBe('192.0.2.41')
    found = [{ address: '192.0.2.43', family: 4 }]
    await book.resolve()
    expect(book.get(config.trunkId)?.address).toBe('192.0.2.43')
    expect(book.behind('192.0.2.41', 1, 'udp')).toBeNull()
  })

  it('TRK-3: who is reached by TLS is heard by TLS alone, and the other way round', async () => {
    const [plain, secure] = [trunkConfig(), trunkConfig({ transport: 'tls', port: 5061 })]
    const { book } = await open(plain, secure)
    expect(book.behind('192.0.2.10', 5061, 'tls')?.trunkId).toBe(secure.trunkId)
    expect(book.behind('192.0.2.10', 5061, 'tcp')?.trunkId).toBe(plain.trunkId)
    const { book: alone } = await open(secure)
    expect(alone.behind('192.0.2.10', 5061, 'udp')).toBeNull()
  })

  it('TRK-15: of several accounts at one place the one is rung whose user it is; a change of place is another one', async () => {
    const [one, two, far] = [account('1'), account('2'), account('3', { host: '192.0.2.99' })]
    const { book } = await open(one, two, far)
    expect(book.rungAs(one.trunkId, '2')?.trunkId).toBe(two.trunkId)
    expect(book.rungAs(one.trunkId, '3')?.trunkId).toBe(one.trunkId)
    expect(book.rungAs(one.trunkId, '+12025550190')?.trunkId).toBe(one.trunkId)
    expect(book.rungAs(randomUUID(), '1')).toBeNull()
  })

  it('TRK-14: a test asks now and tells the health, changed or not; of an unknown trunk it tells nothing', async () => {
    const config = trunkConfig()
    const { watch, probes, changes } = await open(config)
    watch.refresh()
    const answer = (outcome: ProbeOutcome): void => probes.shift()?.(outcome)
    const first = watch.test(config.trunkId)
    // It shares the question that is under way.
    expect(probes).toHaveLength(1)
    answer({ reachable: true, status: 200, rttMs: 3 })
    await first
    expect(changes).toEqual(['up'])
    const second = watch.test(config.trunkId)
    answer({ reachable: true, status: 200, rttMs: 3 })
    await second
    expect(changes).toEqual(['up', 'up'])
    await watch.test(TrunkId.parse(randomUUID()))
    expect(changes).toEqual(['up', 'up'])
    watch.dispose()
  })

  it('TRK-3: a peer is a trunk by its address, by its port where several share one, and only while enabled', async () => {
    const [one, two] = [trunkConfig(), trunkConfig({ port: 5080 })]
    const { book } = await open(one, two, trunkConfig({ host: '192.0.2.30', addresses: [], enabled: false }))
    expect(book.behind('192.0.2.11', 5080, 'udp')?.trunkId).toBe(two.trunkId)
    expect(book.behind('::ffff:192.0.2.10', 9, 'tcp')?.trunkId).toBe(one.trunkId)
    expect(book.behind('192.0.2.30', 5060, 'udp')).toBeNull()
    expect(book.behind('198.51.100.1', 5060, 'udp')).toBeNull()
  })
})

describe('what a carrier writes', () => {
  it.each([
    ['+12025550123', '+12025550123'],
    ['12025550123', '+12025550123'],
    ['2025550123', '+12025550123'],
    ['anonymous', null],
    ['', null],
    [null, null],
    ['9'.repeat(60), null],
  ])('TRK-6: %s is read as %s', (text, number) => {
    expect(readNumber(text, 'US')).toBe(number)
  })

  it.each([
    ['v=0\r\nm=audio 1 RTP/AVP 0\r\na=inactive\r\n', true],
    ['v=0\r\nm=audio 1 RTP/AVP 0\r\na=recvonly\r\n', true],
    ['v=0\r\nm=audio 1 RTP/AVP 0\r\na=sendonly\r\n', false],
    ['v=0\r\na=inactive\r\nm=audio 1 RTP/AVP 0\r\na=sendrecv\r\n', false],
    ['v=0\r\nm=audio 1 RTP/AVP 0\r\n', false],
    ['', false],
    [null, false],
  ])('LINE-5: %j announces silence: %s', (sdp, silent) => {
    expect(announcesSilence(sdp)).toBe(silent)
  })
})
