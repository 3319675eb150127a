import {
  ok,
  refuse,
  TrunkId,
  type Page,
  type PageQuery,
  type Problem,
  type Result,
  type Trunk as TrunkView,
} from '@hearthline/shared'
import type { VoiceNodes } from '../calls/index.ts'
import type { Audit, Clock, Editor, RandomSource, Transact } from '../ports.ts'
import { isCertificates } from './certificates.ts'
import type { Trunk, TrunkStore, TrunkTeams } from './ports.ts'
import type { TrunkService } from './trunk-service.ts'

type Fields = Omit<Trunk, 'trunkId' | 'credentials'> & { username: string | null }
/** `undefined` leaves a field as it is. */
export type TrunkChange = { [Name in keyof Fields]?: Fields[Name] | undefined } & {
  password?: string | null | undefined
}

/** Trunks as administrators see and change them: the password goes in and never comes out. */
export interface TrunkDesk {
  page(query: PageQuery): Page<TrunkView>
  create(fields: Fields & { password: string | null }, editor: Editor): Result<TrunkView>
  update(trunkId: TrunkId, change: TrunkChange, editor: Editor): Result<TrunkView>
  remove(trunkId: TrunkId, editor: Editor): Result<null>
  /**
   * Has a voice node ask the trunk now; nothing rings (TRUNK-13). Refusals: `not-found`, and `voice-unavailable` when no
   * node is linked or none answers.
   */
  test(trunkId: TrunkId, editor: Editor): Promise<Result<TrunkTest>>
}

interface TrunkTest {
  reachable: boolean
  roundTripMs: number | null
  /** Of the refused registration. */
  sipStatus: number | null
  /** Null where it does not register. */
  registered: boolean | null
}

const hourMs = 3_600_000

export function createTrunkDesk(deps: {
  trunks: TrunkService
  store: TrunkStore
  teams: TrunkTeams
  voice: Pick<VoiceNodes, 'ask'>
  audit: Audit
  clock: Clock
  random: RandomSource
  transact: Transact
}): TrunkDesk {
  const { trunks, store, teams, voice, audit, clock, random, transact } = deps

  const note = (step: string, subjectId: string, editor: Editor) =>
    audit.append({
      action: `trunks.${step}`,
      actorId: editor.personId,
      subjectId,
      address: editor.address,
      outcome: 'done',
    })

  /** What calls say of trunks now and of the last hour; read once for a list. */
  const counts = () => ({ now: store.callsNow(), hour: store.callsSince(clock.nowMs() - hourMs) })
  const viewOf = (
    { credentials, ...trunk }: Trunk,
    { now, hour }: ReturnType<typeof counts> = counts(),
  ): TrunkView => ({
    ...trunk,
    username: credentials?.username ?? null,
    hasPassword: credentials !== null,
    inboundTeam: trunk.inboundTeamId === null ? null : teams.findTeam(trunk.inboundTeamId),
    status: trunks.status(trunk.trunkId),
    callsNow: now.get(trunk.trunkId) ?? 0,
    registration: trunks.registration(trunk.trunkId),
    failedShare: shareOf(hour.get(trunk.trunkId)),
  })

  const faultOf = ({
    trunkId,
    name,
    inboundTeamId,
    tlsTrust,
    register,
    credentials,
  }: Trunk): Problem | null => {
    const namesake = store.all().find((one) => one.name.toLowerCase() === name.toLowerCase())
    if (namesake !== undefined && namesake.trunkId !== trunkId)
      return { code: 'name-taken', detail: `There is already a trunk called ${namesake.name}.` }
    if (inboundTeamId !== null && teams.findTeam(inboundTeamId) === null)
      return invalid('inboundTeamId', 'There is no such team.')
    if (tlsTrust !== null && !isCertificates(tlsTrust))
      return invalid('tlsTrust', 'Certificates in PEM, and nothing else: no keys.')
    // RFC 3261 §10.2: a registrar wants to know who registers.
    return register && credentials === null
      ? invalid('username', 'A trunk that registers needs a user name and its password.')
      : null
  }

  return {
    page: ({ offset, limit, search = '' }) => {
      const wanted = search.toLowerCase()
      const found = store.all().filter(({ name, host }) => `${name}\n${host}`.toLowerCase().includes(wanted))
      const counted = counts()
      return {
        items: found.slice(offset, offset + limit).map((trunk) => viewOf(trunk, counted)),
        total: found.length,
      }
    },
    create: ({ username, password, ...fields }, editor) => {
      const credentials = credentialsOf(username, password)
      if (!credentials.ok) return credentials
      const added = {
        ...fields,
        trunkId: TrunkId.parse(random.uuid()),
        credentials: credentials.value,
      }
      const fault = faultOf(added)
      if (fault) return refuse(fault)
      transact(() => {
        store.insert(added)
        note('added', added.trunkId, editor)
      })
      trunks.stored(added.trunkId)
      return ok(viewOf(added))
    },
    update: (trunkId, { username, password, ...change }, editor) => {
      const before = store.find(trunkId)
      if (before === null) return refuse(notFound)
      const kept = before.credentials
      const user = username === undefined ? (kept?.username ?? null) : username
      const secret = password === undefined ? (user === null ? null : (kept?.password ?? null)) : password
      const credentials = credentialsOf(user, secret)
      if (!credentials.ok) return credentials
      const after = { ...changed(before, change), credentials: credentials.value }
      const fault = faultOf(after)
      if (fault) return refuse(fault)
      transact(() => {
        store.replace(after)
        note('changed', trunkId, editor)
        if (after.credentials?.password !== kept?.password) note('password-set', trunkId, editor)
        if (after.enabled !== before.enabled) note(after.enabled ? 'enabled' : 'disabled', trunkId, editor)
      })
      trunks.stored(trunkId)
      return ok(viewOf(after))
    },
    remove: (trunkId, editor) => {
      if (store.find(trunkId) === null) return refuse(notFound)
      transact(() => {
        store.remove(trunkId)
        note('removed', trunkId, editor)
      })
      trunks.stored(trunkId)
      return ok(null)
    },
    test: async (trunkId, editor) => {
      if (store.find(trunkId) === null) return refuse(notFound)
      note('tested', trunkId, editor)
      // The node tells health and registration before it says that it is done.
      const asked = await voice.ask({ type: 'test-trunk', trunkId })
      if (!asked.ok)
        return refuse({ code: 'voice-unavailable', detail: 'No voice node has asked the trunk in time.' })
      const { state, roundTripMs } = trunks.health(trunkId)
      const registration = trunks.registration(trunkId)
      return ok({
        reachable: state === 'up',
        roundTripMs,
        sipStatus: registration?.sipStatus ?? null,
        registered: registration && registration.state === 'registered',
      })
    },
  }
}

/** Digest (RFC 3261 §22) needs both. */
function credentialsOf(username: string | null, password: string | null): Result<Trunk['credentials']> {
  if (username === null)
    return password === null ? ok(null) : refuse(invalid('username', 'A password needs a user name.'))
  return password === null
    ? refuse(invalid('password', 'A user name needs its password.'))
    : ok({ username, password })
}

function changed(before: Trunk, change: Omit<TrunkChange, 'username' | 'password'>): Trunk {
  return {
    ...before,
    name: change.name ?? before.name,
    host: change.host ?? before.host,
    port: change.port ?? before.port,
    transport: change.transport ?? before.transport,
    addresses: change.addresses ?? before.addresses,
    inboundTeamId: change.inboundTeamId === undefined ? before.inboundTeamId : change.inboundTeamId,
    callerId: change.callerId ?? before.callerId,
    callerIds: change.callerIds ?? before.callerIds,
    prefixes: change.prefixes ?? before.prefixes,
    rank: change.rank ?? before.rank,
    weight: change.weight ?? before.weight,
    channels: change.channels === undefined ? before.channels : change.channels,
    digits: change.digits ?? before.digits,
    tlsTrust: change.tlsTrust === undefined ? before.tlsTrust : change.tlsTrust,
    register: change.register ?? before.register,
    enabled: change.enabled ?? before.enabled,
  }
}

const shareOf = (hour: { placed: number; failed: number } | undefined) =>
  hour === undefined || hour.placed === 0 ? null : hour.failed / hour.placed
const notFound: Problem = { code: 'not-found', detail: 'There is no such trunk.' }
const invalid = (field: string, detail: string): Problem => ({ code: 'invalid-request', detail, field })
