import {
  ok,
  refuse,
  TrunkId,
  type Page,
  type PageQuery,
  type Problem,
  type Result,
  type TeamId,
  type Trunk as TrunkView,
} from '@hearthline/shared'
import type { Audit, Editor, RandomSource, Transact } from '../ports.ts'
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
  order(trunkIds: readonly TrunkId[], editor: Editor): Result<null>
}

export function createTrunkDesk(deps: {
  trunks: TrunkService
  store: TrunkStore
  teams: TrunkTeams
  audit: Audit
  random: RandomSource
  transact: Transact
}): TrunkDesk {
  const { trunks, store, teams, audit, random, transact } = deps

  const note = (step: string, subjectId: string | null, editor: Editor, reason: string | null = null) =>
    audit.append({
      action: `trunks.${step}`,
      actorId: editor.personId,
      subjectId,
      address: editor.address,
      outcome: 'done',
      reason,
    })

  const viewOf = ({ credentials, ...trunk }: Trunk, callsNow: Map<TrunkId, number>): TrunkView => ({
    ...trunk,
    username: credentials?.username ?? null,
    hasPassword: credentials !== null,
    inboundTeam: trunk.inboundTeamId === null ? null : teams.findTeam(trunk.inboundTeamId),
    status: trunks.status(trunk.trunkId),
    callsNow: callsNow.get(trunk.trunkId) ?? 0,
  })

  const faultOf = (name: string, inboundTeamId: TeamId | null, own: TrunkId | null): Problem | null => {
    const namesake = store.all().find((one) => one.name.toLowerCase() === name.toLowerCase())
    if (namesake !== undefined && namesake.trunkId !== own)
      return { code: 'name-taken', detail: `There is already a trunk called ${namesake.name}.` }
    return inboundTeamId !== null && teams.findTeam(inboundTeamId) === null
      ? invalid('inboundTeamId', 'There is no such team.')
      : null
  }

  return {
    page: ({ offset, limit, search = '' }) => {
      const wanted = search.toLowerCase()
      const found = store.all().filter(({ name, host }) => `${name}\n${host}`.toLowerCase().includes(wanted))
      const callsNow = store.callsNow()
      return {
        items: found.slice(offset, offset + limit).map((trunk) => viewOf(trunk, callsNow)),
        total: found.length,
      }
    },
    create: ({ username, password, ...fields }, editor) => {
      const credentials = credentialsOf(username, password)
      if (!credentials.ok) return credentials
      const fault = faultOf(fields.name, fields.inboundTeamId, null)
      if (fault) return refuse(fault)
      const added = {
        ...fields,
        trunkId: TrunkId.parse(random.uuid()),
        credentials: credentials.value,
      }
      transact(() => {
        store.insert(added)
        note('added', added.trunkId, editor)
      })
      trunks.stored(added.trunkId)
      return ok(viewOf(added, store.callsNow()))
    },
    update: (trunkId, { username, password, ...change }, editor) => {
      const before = store.find(trunkId)
      if (before === null) return refuse(notFound)
      const fields = changed(before, change)
      const fault = faultOf(fields.name, fields.inboundTeamId, trunkId)
      if (fault) return refuse(fault)
      const kept = before.credentials
      const user = username === undefined ? (kept?.username ?? null) : username
      const secret = password === undefined ? (user === null ? null : (kept?.password ?? null)) : password
      const credentials = credentialsOf(user, secret)
      if (!credentials.ok) return credentials
      const after = { ...fields, credentials: credentials.value }
      transact(() => {
        store.replace(after)
        note('changed', trunkId, editor)
        if (after.credentials?.password !== kept?.password) note('password-set', trunkId, editor)
        if (after.enabled !== before.enabled) note(after.enabled ? 'enabled' : 'disabled', trunkId, editor)
      })
      trunks.stored(trunkId)
      return ok(viewOf(after, store.callsNow()))
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
    order: (trunkIds, editor) => {
      const wanted = new Set(trunkIds)
      const all = store.all()
      if (
        wanted.size !== trunkIds.length ||
        wanted.size !== all.length ||
        !all.every((one) => wanted.has(one.trunkId))
      )
        return refuse({
          code: 'conflict',
          detail: 'The trunks have changed meanwhile. Load the list again and order it then.',
        })
      transact(() => {
        store.setOrder(trunkIds)
        note('ordered', null, editor)
      })
      trunks.stored(null)
      return ok(null)
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
    enabled: change.enabled ?? before.enabled,
  }
}

const notFound: Problem = { code: 'not-found', detail: 'There is no such trunk.' }
const invalid = (field: string, detail: string): Problem => ({ code: 'invalid-request', detail, field })
