import {
  allRoutes,
  Me,
  Problem,
  type clientEvents,
  type ProblemCode,
  type Role,
  type Route,
} from '@hearthline/shared'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { slowStartMs } from './testing/call-floor.ts'
import { openStage, type Side, type Stage } from './testing/authorisation-stage.ts'
import { passedCheck } from './testing/line-check.ts'
import { LiveSocket } from './testing/live-socket.ts'
import type { Browser } from './testing/browser.ts'
import { plainTrunk } from './trunks/index.ts'

/**
 * Who may do what: every HTTP route and every Socket.IO event × role × own or other team × live or revoked sign-in.
 * A route or event without a row does not typecheck; each cell is asked of a real control.
 */

/** What a cell wants: `ok` is any 2xx. A code behind the gate (e.g. `password-wrong`) says as well that the gate let through. */
type Outcome = 'ok' | ProblemCode
type Cells = readonly [agent: Outcome, lead: Outcome, administrator: Outcome]

interface Parts {
  params?: Record<string, string>
  query?: Record<string, string>
  body?: unknown
  /** Who asks instead of the role's usual person: somebody the subject belongs to. */
  asker?: Browser
}

interface Row {
  /** The subject is oneself, or belongs to one's own team. */
  own: Cells
  /** …or to another team. Left out where a route has no subject. */
  other?: Cells
  parts?: (stage: Stage, side: Side, role: Role) => Parts | Promise<Parts>
}

type RouteTable = { [Domain in keyof typeof allRoutes]: { [Name in keyof (typeof allRoutes)[Domain]]: Row } }

const all = (outcome: Outcome): Cells => [outcome, outcome, outcome]
const no: Outcome = 'not-allowed'
const administratorsOnly = (outcome: Outcome = 'ok'): Cells => [no, no, outcome]
const leadsOnly = (outcome: Outcome = 'ok'): Cells => [no, outcome, no]
const overseers = (outcome: Outcome = 'ok'): Cells => [no, outcome, outcome]
/** What a lead may not even know of. */
const hiddenFromLeads = (code: Outcome = 'not-found'): Cells => [no, code, 'ok']

const codeOf = ({ body }: { body: unknown }) => Problem.parse(body).code
const nobody = '00000000-0000-4000-8000-00000000dead'
const reason = { reason: 'for the table' }
let unique = 0
const fresh = (word: string) => `${word} ${(unique += 1)}`

const table: RouteTable = {
  access: {
    welcome: { own: all('ok') },
    challenge: { own: all('ok'), parts: () => ({ body: { purpose: 'sign-in' } }) },
    signIn: {
      own: all('sign-in-refused'),
      parts: async ({ floor, person }, side) => ({
        body: await floor.house.browser().signInBody(await person(side), 'not the password'),
      }),
    },
    me: { own: all('ok') },
    signOut: {
      own: all('ok'),
      parts: async ({ signedIn }, side, role) => ({ asker: (await signedIn(side, role)).browser }),
    },
    sipAccount: { own: ['ok', 'ok', no] },
  },
  account: {
    signIns: { own: all('ok') },
    signOutElsewhere: { own: all('ok'), parts: () => ({ body: {} }) },
    changePassword: {
      own: all('password-wrong'),
      parts: () => ({ body: { current: 'wrong', next: 'a much better password' } }),
    },
    startTotp: { own: all('password-wrong'), parts: () => ({ body: { password: 'wrong' } }) },
    confirmTotp: { own: all('totp-not-started'), parts: () => ({ body: { code: '000000' } }) },
    endTotp: {
      own: all('password-wrong'),
      parts: () => ({ body: { password: 'wrong', code: '000000' } }),
    },
    resetPassword: {
      own: all('reset-link-refused'),
      parts: () => ({ body: { token: 'made up', password: 'a much better password' } }),
    },
    createPasswordReset: {
      own: administratorsOnly(),
      other: administratorsOnly(),
      parts: async ({ person }, side) => ({ params: { personId: (await person(side)).personId } }),
    },
    removeTotp: {
      own: administratorsOnly('totp-not-started'),
      other: administratorsOnly('totp-not-started'),
      parts: async ({ person }, side) => ({
        params: { personId: (await person(side)).personId },
        body: reason,
      }),
    },
    allSignIns: { own: administratorsOnly() },
    endSignIn: {
      own: administratorsOnly(),
      other: administratorsOnly(),
      parts: async ({ signedIn }, side) => ({
        params: { signInId: (await signedIn(side)).signInId },
        body: reason,
      }),
    },
    signPersonOut: {
      own: administratorsOnly(),
      other: administratorsOnly(),
      parts: async ({ person }, side) => ({
        params: { personId: (await person(side)).personId },
        body: reason,
      }),
    },
  },
  devices: {
    enrol: {
      own: all('enrolment-code-refused'),
      parts: async ({ floor }) => {
        const asker = floor.house.browser()
        return { asker, body: await asker.enrolmentBody('AAAAAAAAAA') }
      },
    },
    enrolment: { own: all('not-found'), parts: ({ floor }) => ({ asker: floor.house.browser() }) },
    list: { own: administratorsOnly() },
    createEnrolmentCode: {
      own: administratorsOnly(),
      other: administratorsOnly(),
      parts: async ({ person }, side) => ({ params: { personId: (await person(side)).personId } }),
    },
    approve: {
      own: administratorsOnly(),
      other: administratorsOnly(),
      parts: async ({ pendingDevice }, side) => {
        const { deviceId, shortCode } = await pendingDevice(side)
        return { params: { deviceId }, body: { shortCode } }
      },
    },
    refuse: {
      own: administratorsOnly(),
      other: administratorsOnly(),
      parts: async ({ pendingDevice }, side) => ({
        params: { deviceId: (await pendingDevice(side)).deviceId },
        body: reason,
      }),
    },
    rename: {
      own: administratorsOnly(),
      other: administratorsOnly(),
      parts: async ({ signedIn }, side) => ({
        params: { deviceId: (await signedIn(side)).deviceId },
        body: { name: 'Kitchen table' },
      }),
    },
    revoke: {
      own: administratorsOnly(),
      other: administratorsOnly(),
      parts: async ({ signedIn }, side) => ({
        params: { deviceId: (await signedIn(side)).deviceId },
        body: reason,
      }),
    },
    replace: {
      own: administratorsOnly(),
      other: administratorsOnly(),
      parts: async ({ signedIn }, side) => ({
        params: { deviceId: (await signedIn(side)).deviceId },
        body: reason,
      }),
    },
    restore: {
      own: administratorsOnly('device-not-suspended'),
      other: administratorsOnly('device-not-suspended'),
      parts: async ({ signedIn }, side) => ({
        params: { deviceId: (await signedIn(side)).deviceId },
        body: reason,
      }),
    },
  },
  accessRequests: {
    ask: { own: all('access-request-refused'), parts: () => ({ body: { reference: '777-777' } }) },
    current: { own: all('not-found'), parts: ({ floor }) => ({ asker: floor.house.browser() }) },
    list: { own: overseers() },
    grant: {
      own: overseers(),
      other: hiddenFromLeads(),
      parts: async ({ accessRequest }, side) => ({
        params: { requestId: await accessRequest(side) },
        body: {},
      }),
    },
    refuse: {
      own: overseers(),
      other: hiddenFromLeads(),
      parts: async ({ accessRequest }, side) => ({
        params: { requestId: await accessRequest(side) },
        body: reason,
      }),
    },
  },
  anomalies: {
    list: { own: administratorsOnly() },
    close: {
      own: administratorsOnly('not-found'),
      parts: () => ({ params: { anomalyId: nobody }, body: {} }),
    },
  },
  policies: {
    get: { own: administratorsOnly() },
    set: { own: administratorsOnly('invalid-request'), parts: () => ({ body: { revision: 0 } }) },
  },
  people: {
    list: { own: overseers() },
    get: {
      own: overseers(),
      other: hiddenFromLeads(),
      parts: async ({ person }, side) => ({ params: { personId: (await person(side)).personId } }),
    },
    create: {
      own: administratorsOnly(),
      parts: () => ({
        body: { userName: fresh('n').replace(' ', '.'), displayName: 'New', role: 'agent' },
      }),
    },
    importFile: {
      own: administratorsOnly(),
      parts: () => ({
        body: { csv: Buffer.from('userName,displayName,role,teams,site\n').toString('base64'), dryRun: true },
      }),
    },
    update: {
      own: administratorsOnly(),
      other: administratorsOnly(),
      parts: async ({ person }, side) => ({
        params: { personId: (await person(side)).personId },
        body: { displayName: 'Renamed' },
      }),
    },
    teams: { own: overseers() },
    createTeam: { own: administratorsOnly(), parts: () => ({ body: { name: fresh('Team') } }) },
    updateTeam: {
      own: administratorsOnly(),
      other: administratorsOnly(),
      parts: ({ teamOf }, side) => ({
        params: { teamId: teamOf(side).teamId },
        body: { onRevoke: 'drain' },
      }),
    },
    sites: { own: administratorsOnly() },
    createSite: { own: administratorsOnly(), parts: () => ({ body: { name: fresh('Site') } }) },
    updateSite: {
      own: administratorsOnly(),
      parts: ({ floor }) => ({
        params: { siteId: floor.house.site.siteId },
        body: { position: { latitude: 40, longitude: -83 } },
      }),
    },
  },
  networks: {
    list: { own: administratorsOnly() },
    preview: {
      own: administratorsOnly(),
      parts: () => ({
        body: {
          changes: [{ type: 'add', cidr: '192.0.2.0/24', name: 'VPN', scope: { type: 'everyone' } }],
        },
      }),
    },
    publish: {
      own: administratorsOnly('conflict'),
      parts: () => ({
        body: {
          revision: 999_999,
          changes: [{ type: 'add', cidr: '192.0.2.0/24', name: 'VPN', scope: { type: 'everyone' } }],
        },
      }),
    },
  },
  shifts: {
    day: { own: overseers(), parts: () => ({ query: { date: '2026-11-21', timeZone: 'UTC' } }) },
    hours: {
      own: overseers(),
      other: hiddenFromLeads(),
      parts: ({ teamOf }, side) => ({ query: { teamId: teamOf(side).teamId } }),
    },
    setHours: {
      own: administratorsOnly(),
      other: administratorsOnly(),
      parts: ({ teamOf }, side) => ({
        body: { scope: { type: 'team', teamId: teamOf(side).teamId }, hours: [] },
      }),
    },
    grantOvertime: {
      own: overseers(),
      other: hiddenFromLeads(),
      parts: async ({ person }, side) => ({
        params: { personId: (await person(side)).personId },
        body: { minutes: 30, ...reason },
      }),
    },
    endOvertime: {
      own: overseers(),
      other: hiddenFromLeads(),
      parts: async ({ overtime }, side) => ({ params: { ...(await overtime(side)) } }),
    },
  },
  agents: {
    askHelp: { own: ['ok', no, no], parts: () => ({ body: { reason: 'policy' } }) },
    cancelHelp: { own: ['ok', no, no] },
    acknowledge: {
      own: ['ok', no, no],
      other: ['not-found', no, no],
      parts: async ({ notice }, side) => {
        const { noticeId, browser } = await notice(side)
        return side === 'own' ? { params: { noticeId }, asker: browser } : { params: { noticeId } }
      },
    },
    coachingNotes: { own: ['ok', no, no] },
    readCoachingNote: {
      own: ['ok', no, no],
      other: ['not-found', no, no],
      parts: async ({ coachingNote }, side) => {
        const { coachingNoteId, browser } = await coachingNote(side)
        return side === 'own'
          ? { params: { coachingNoteId }, asker: browser }
          : { params: { coachingNoteId } }
      },
    },
    setState: {
      own: ['ok', no, no],
      parts: () => ({ body: { type: 'break', reason: 'break' } }),
    },
    takePhone: { own: ['ok', no, no] },
  },
  calls: {
    place: {
      own: ['agent-not-ready', no, no],
      parts: () => ({ body: { to: { type: 'number', text: '2025550100' } } }),
    },
    consult: {
      own: ['ok', 'call-not-found', no],
      other: ['call-not-found', 'call-not-found', no],
      parts: async (stage, side) => ({
        ...(await asSpeaker(stage, side)),
        body: { to: { type: 'number', text: '2025550101' }, blind: false },
      }),
    },
    targets: { own: ['ok', 'ok', no] },
    rejoin: {
      own: ['ok', 'call-not-found', no],
      other: ['call-not-found', 'call-not-found', no],
      parts: (stage, side) => asSpeaker(stage, side),
    },
    withdraw: {
      own: ['conflict', no, no],
      other: ['call-not-found', no, no],
      parts: (stage, side) => asOwner(stage, side),
    },
    list: { own: all('ok') },
    get: {
      own: all('ok'),
      other: ['call-not-found', 'call-not-found', 'ok'],
      parts: (stage, side) => asOwner(stage, side),
    },
    saveNote: {
      own: ['ok', no, no],
      other: ['call-not-found', no, no],
      parts: async (stage, side) => ({ ...(await asOwner(stage, side)), body: { note: 'Paid.' } }),
    },
    wrapUp: {
      own: ['ok', no, no],
      other: ['call-not-found', no, no],
      parts: async (stage, side) => ({
        ...(await asOwner(stage, side)),
        body: { disposition: 'promise-to-pay', next: 'break' },
      }),
    },
    extendWrapUp: {
      own: ['ok', no, no],
      other: ['call-not-found', no, no],
      parts: (stage, side) => asOwner(stage, side),
    },
    customers: { own: ['ok', no, no] },
    today: { own: ['ok', no, no] },
  },
  callBacks: {
    list: { own: ['ok', no, no] },
    create: {
      own: ['ok', no, no],
      parts: () => ({ body: { to: { type: 'number', text: '2025550100' } } }),
    },
    done: {
      own: ['ok', no, no],
      other: ['not-found', no, no],
      parts: async ({ callBack }, side) => {
        const { callBackId, browser } = await callBack(side)
        return side === 'own' ? { params: { callBackId }, asker: browser } : { params: { callBackId } }
      },
    },
  },
  lineChecks: {
    loopback: {
      own: ['ok', no, no],
      parts: async ({ atWork }, side) => ({ asker: (await atWork(side)).browser }),
    },
    save: { own: ['ok', no, no], parts: () => ({ body: passedCheck() }) },
    gate: { own: ['ok', no, no] },
    override: {
      own: leadsOnly(),
      other: leadsOnly('not-found'),
      parts: async ({ atWork }, side) => ({
        params: { personId: (await atWork(side)).me.personId },
        body: reason,
      }),
    },
    list: {
      own: overseers(),
      other: hiddenFromLeads(),
      parts: async ({ person }, side) => ({ params: { personId: (await person(side)).personId } }),
    },
  },
  supervision: {
    monitor: {
      own: leadsOnly(),
      other: leadsOnly('call-not-found'),
      parts: async ({ liveCall }, side) => ({
        params: { callId: (await liveCall(side)).callId },
        body: { mode: 'listen' },
      }),
    },
    setMode: {
      own: leadsOnly('not-listening'),
      other: leadsOnly('call-not-found'),
      parts: async ({ liveCall }, side) => ({
        params: { callId: (await liveCall(side)).callId },
        body: { mode: 'barge' },
      }),
    },
    endCall: {
      own: leadsOnly(),
      other: leadsOnly('call-not-found'),
      parts: async ({ liveCall }, side) => ({
        params: { callId: (await liveCall(side)).callId },
        body: { reason: 'compliance' },
      }),
    },
    markers: {
      own: overseers(),
      other: hiddenFromLeads('call-not-found'),
      parts: async ({ liveCall }, side) => ({ params: { callId: (await liveCall(side)).callId } }),
    },
    addMarker: {
      own: leadsOnly(),
      other: leadsOnly('call-not-found'),
      parts: async ({ liveCall }, side) => ({
        params: { callId: (await liveCall(side)).callId },
        body: { text: 'asked for the birth date' },
      }),
    },
    removeMarker: {
      own: leadsOnly(),
      other: leadsOnly('not-found'),
      parts: async ({ marker }, side) => ({ params: { markerId: await marker(side) } }),
    },
    claimHelp: {
      own: leadsOnly(),
      other: leadsOnly('not-found'),
      parts: async ({ help }, side) => ({ params: { helpId: await help(side) } }),
    },
    releaseHelp: {
      own: leadsOnly(),
      other: leadsOnly('not-found'),
      parts: async ({ help, active }, side) => {
        const helpId = await help(side)
        if (side === 'own') await active.lead.send('POST', `/api/help/${helpId}/claim`)
        return { params: { helpId } }
      },
    },
    closeHelp: {
      own: leadsOnly(),
      other: leadsOnly('not-found'),
      parts: async ({ help }, side) => ({ params: { helpId: await help(side) } }),
    },
    forceState: {
      own: leadsOnly(),
      other: leadsOnly('not-found'),
      parts: async ({ atWork }, side) => ({
        params: { personId: (await atWork(side)).me.personId },
        body: { state: { type: 'break', reason: 'lunch' }, reason: 'break-due' },
      }),
    },
    signOutAgent: {
      own: leadsOnly(),
      other: leadsOnly('not-found'),
      parts: async ({ atWork }, side) => ({
        params: { personId: (await atWork(side)).me.personId },
        body: { reason: 'shift-end' },
      }),
    },
    message: {
      own: leadsOnly(),
      other: leadsOnly('not-found'),
      parts: async ({ atWork }, side) => ({
        params: { personId: (await atWork(side)).me.personId },
        body: { text: 'Well done.' },
      }),
    },
    broadcast: {
      own: leadsOnly(),
      other: leadsOnly('not-found'),
      parts: async ({ atWork, teamOf }, side) => {
        await atWork(side)
        return { params: { teamId: teamOf(side).teamId }, body: { text: 'The list is done.' } }
      },
    },
    sent: { own: leadsOnly() },
    addCoachingNote: {
      own: leadsOnly(),
      other: leadsOnly('not-found'),
      parts: async ({ person }, side) => ({
        params: { personId: (await person(side)).personId },
        body: { text: 'Ask before you read out.' },
      }),
    },
    coachingNotes: {
      own: overseers(),
      other: hiddenFromLeads(),
      parts: async ({ person }, side) => ({ params: { personId: (await person(side)).personId } }),
    },
    removeCoachingNote: {
      own: leadsOnly(),
      other: leadsOnly('not-found'),
      parts: async ({ coachingNote }, side) => ({
        params: { coachingNoteId: (await coachingNote(side)).coachingNoteId },
      }),
    },
    log: { own: overseers() },
    exportLog: { own: overseers() },
  },
  recordings: {
    get: {
      own: overseers(),
      other: hiddenFromLeads(),
      parts: async ({ recordedCall }, side) => ({
        params: { recordingId: (await recordedCall(side)).recordingId },
      }),
    },
    open: {
      own: overseers(),
      other: hiddenFromLeads(),
      parts: async ({ recordedCall }, side) => ({
        params: { recordingId: (await recordedCall(side)).recordingId },
        body: { reason: 'quality' },
      }),
    },
    // Without a grant of their own nobody hears anything, an administrator neither.
    audio: {
      own: overseers(no),
      other: [no, 'not-found', no],
      parts: async ({ recordedCall }, side) => ({
        params: { recordingId: (await recordedCall(side)).recordingId },
        query: { grant: 'made-up' },
      }),
    },
    peaks: {
      own: overseers(no),
      other: [no, 'not-found', no],
      parts: async ({ recordedCall }, side) => ({
        params: { recordingId: (await recordedCall(side)).recordingId },
        query: { grant: 'made-up' },
      }),
    },
  },
  trunks: {
    list: { own: administratorsOnly() },
    create: {
      own: administratorsOnly(),
      parts: () => ({
        body: {
          name: fresh('Trunk'),
          host: '127.0.0.1',
          port: 5099,
          transport: 'udp',
          addresses: [],
          username: null,
          inboundTeamId: null,
          callerId: '+12025550188',
          ...plainTrunk,
          enabled: false,
        },
      }),
    },
    update: {
      own: administratorsOnly(),
      parts: ({ floor }) => ({ params: { trunkId: floor.trunkId }, body: { port: 5070 } }),
    },
    remove: { own: administratorsOnly('not-found'), parts: () => ({ params: { trunkId: nobody } }) },
    test: { own: administratorsOnly(), parts: ({ floor }) => ({ params: { trunkId: floor.trunkId } }) },
  },
  audit: {
    list: { own: administratorsOnly() },
    actions: { own: administratorsOnly() },
    exportRows: { own: administratorsOnly(), parts: () => ({ body: {} }) },
    verification: { own: administratorsOnly() },
    verify: { own: administratorsOnly() },
  },
}

/** A call in wrap-up: of the agent who asks (`own`), or of somebody in another team. */
async function asOwner({ recordedCall }: Stage, side: Side): Promise<Parts> {
  const { callId, browser } = await recordedCall(side)
  return side === 'own' ? { params: { callId }, asker: browser } : { params: { callId } }
}

/** A call that runs: of the agent who asks (`own`), or of somebody in another team. */
async function asSpeaker({ liveCall }: Stage, side: Side): Promise<Parts> {
  const { callId, browser } = await liveCall(side)
  return side === 'own' ? { params: { callId }, asker: browser } : { params: { callId } }
}

const roles: readonly Role[] = ['agent', 'lead', 'administrator']

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
}, slowStartMs)
afterAll(() => stage.dispose())

async function outcomeOf(browser: Browser, route: Route, parts: Parts): Promise<Outcome> {
  const path = route.path.replaceAll(/:(\w+)/g, (_whole, name: string) => parts.params?.[name] ?? nobody)
  const query = parts.query === undefined ? '' : `?${new URLSearchParams(parts.query).toString()}`
  const answer = await browser.send(route.method, `${path}${query}`, parts.body)
  return answer.status < 300 ? 'ok' : Problem.parse(answer.body).code
}

const tableByName: Record<string, Record<string, Row>> = table

describe.each(Object.entries(allRoutes))('AUTH-1: %s', (domain, routes) => {
  const rows = tableByName[domain]
  describe.each(Object.entries<Route>(routes))('%s', (name, route) => {
    const row = rows?.[name]
    if (row === undefined) throw new Error(`no row for ${domain}.${name}`)
    const cells = roles.flatMap((role, at) =>
      (['own', 'other'] as const).flatMap((side) => {
        const outcome = row[side]?.[at]
        return outcome === undefined ? [] : [{ role, side, outcome }]
      }),
    )

    it.each(cells)('$role, $side team: $outcome', async ({ role, side, outcome }) => {
      const parts = (await row.parts?.(stage, side, role)) ?? {}
      const mine = role === 'agent' || name === 'signOut' || route.access === 'anyone'
      const asker = (mine ? parts.asker : undefined) ?? stage.active[role]
      expect(await outcomeOf(asker, route, parts)).toBe(outcome)
    })

    if (route.access !== 'anyone')
      it.each(roles)('%s, revoked: signed out', async (role) => {
        expect(await outcomeOf(stage.revoked[role], route, {})).toBe('signed-out')
      })
  })
})

/** What a proved socket's event does for each role: answered, silently taken, or a Problem. */
const events: Record<keyof typeof clientEvents, { payload: unknown; answered: boolean; taken: Cells }> = {
  // A proof without a challenge is no proof, whoever sends it.
  prove: {
    payload: { challengeId: nobody, keyId: 'A'.repeat(43), signature: 'A'.repeat(86) },
    answered: true,
    taken: all('not-allowed'),
  },
  resync: { payload: { have: 0 }, answered: true, taken: all('ok') },
  'line-report': {
    payload: {
      callId: nobody,
      quality: { roundTripMs: 10, jitterMs: 1, lossPercent: 0, mos: 4.4 },
    },
    answered: false,
    taken: all('ok'),
  },
  active: { payload: {}, answered: false, taken: all('ok') },
}

const connect = async (browser: Browser) => {
  const me = Me.parse((await browser.send('GET', '/api/me')).body)
  return new LiveSocket(browser, me).ready()
}

describe('AUTH-2: Socket.IO events', () => {
  describe.each(Object.entries(events))('%s', (name, { payload, answered, taken }) => {
    it.each(roles.map((role, at) => ({ role, outcome: taken[at] })))(
      '$role: $outcome',
      async ({ role, outcome }) => {
        const { browser } = await stage.signedIn('own', role)
        const live = await connect(browser)
        const answer = answered ? await live.ask(name, payload) : (live.socket.emit(name, payload), null)
        if (answer !== null)
          expect(answer).toMatchObject(
            outcome === 'ok' ? { ok: true } : { ok: false, problem: { code: outcome } },
          )
        else {
          await live.resync()
          expect([live.closed, live.problems]).toEqual([false, []])
        }
        live.dispose()
      },
    )

    it.each(roles)('%s, revoked: no socket', async (role) => {
      const live = new LiveSocket(stage.revoked[role], null)
      await live.until(() => live.refusal !== null)
      expect(live.refusal).toMatchObject({ data: { code: 'signed-out' } })
      live.dispose()
    })
  })

  it.each(roles)('an event before the proof, as %s: refused and cut', async (role) => {
    const { browser } = await stage.signedIn('own', role)
    const live = new LiveSocket(browser, null)
    await live.until(() => live.connected)
    live.socket.emit('resync', { have: 0 })
    await live.until(() => live.closed)
    expect(live.snapshots).toEqual([])
    live.dispose()
  })

  it('a report about a call of another team changes nothing that its agent’s lead sees', async () => {
    const { callId } = await stage.liveCall('other')
    const { browser } = await stage.signedIn('own')
    const live = await connect(browser)
    live.socket.emit('line-report', {
      callId,
      quality: { roundTripMs: 900, jitterMs: 300, lossPercent: 50, mos: 1 },
    })
    await live.resync()
    const admin = await connect(stage.active.administrator)
    const call = admin.snapshot.floor?.calls.find((one) => one.callId === callId)
    expect(call?.quality ?? null).toBeNull()
    live.dispose()
    admin.dispose()
  })

  it('a lead is shown people and calls of their own teams only', async () => {
    const foreign = await stage.liveCall('other')
    const own = await stage.liveCall('own')
    const { browser } = await stage.signedIn('own', 'lead')
    const live = await connect(browser)
    const calls = live.snapshot.floor?.calls.map((call) => call.callId) ?? []
    expect(calls).toContain(own.callId)
    expect(calls).not.toContain(foreign.callId)
    const people = live.snapshot.floor?.agents.map((agent) => agent.personId) ?? []
    expect(people).toContain(own.person.personId)
    expect(people).not.toContain(foreign.person.personId)
    live.dispose()
  })
})

describe('AUTH-3, AUTH-4: what is answered first, and what is not told', () => {
  it('a person of another team and an id that nobody has get a lead the same answer', async () => {
    const { personId } = await stage.person('other')
    const [foreign, unknown] = [
      await stage.active.lead.send('GET', `/api/people/${personId}`),
      await stage.active.lead.send('GET', `/api/people/${nobody}`),
    ]
    expect([foreign.status, foreign.body]).toEqual([unknown.status, unknown.body])
    expect(foreign.status).toBe(404)
  })

  it('origin, sign-in, proof, role, body, scope: the first that fails is told', async () => {
    const { lead, administrator } = stage.active
    const evil = { Origin: 'https://evil.example' }
    const codes = [
      codeOf(await stage.floor.house.browser().send('POST', '/api/teams', {}, evil)),
      codeOf(await stage.floor.house.browser().send('POST', '/api/teams', {})),
      codeOf(await lead.send('POST', '/api/teams', {}, {}, 'none')),
      codeOf(await lead.send('POST', '/api/teams', {})),
      codeOf(await administrator.send('PATCH', `/api/teams/${nobody}`, { onRevoke: 'maybe' })),
      codeOf(await administrator.send('PATCH', `/api/teams/${nobody}`, { onRevoke: 'cut' })),
    ]
    expect(codes).toEqual([
      'origin-refused',
      'not-signed-in',
      'proof-required',
      'not-allowed',
      'invalid-request',
      'not-found',
    ])
  })
})
