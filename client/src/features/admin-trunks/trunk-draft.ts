import { trunkRoutes, type TeamId, type Trunk } from '@hearthline/shared'
import type { z } from 'zod'
import { callerIdLines, callerIdsOf, prefixesOf, prefixLines } from './trunk-lines.ts'

/** A trunk as it stands in the form, where every field is text. */
export interface TrunkDraft {
  name: string
  host: string
  port: string
  transport: Trunk['transport']
  rank: string
  weight: string
  /** Empty: no limit. */
  channels: string
  addresses: string
  register: boolean
  username: string
  /** What was typed; the stored one is never here. */
  password: string
  digits: Trunk['digits']
  /** PEM; empty: the certificates of the system. */
  tlsTrust: string
  inboundTeamId: TeamId | ''
  callerId: string
  callerIds: string
  prefixes: string
  enabled: boolean
}

export const draftOf = (trunk: Trunk | null): TrunkDraft => ({
  name: trunk?.name ?? '',
  host: trunk?.host ?? '',
  port: String(trunk?.port ?? 5060),
  transport: trunk?.transport ?? 'udp',
  rank: String(trunk?.rank ?? 1),
  weight: String(trunk?.weight ?? 1),
  channels: trunk?.channels == null ? '' : String(trunk.channels),
  addresses: trunk?.addresses.join('\n') ?? '',
  register: trunk?.register ?? false,
  username: trunk?.username ?? '',
  password: '',
  digits: trunk?.digits ?? 'rfc4733',
  tlsTrust: trunk?.tlsTrust ?? '',
  inboundTeamId: trunk?.inboundTeamId ?? '',
  callerId: trunk?.callerId ?? '',
  callerIds: callerIdLines(trunk?.callerIds ?? []),
  prefixes: prefixLines(trunk?.prefixes ?? []),
  enabled: trunk?.enabled ?? true,
})

type Body = z.output<NonNullable<typeof trunkRoutes.create.body>>
const faultyFields = [
  'name',
  'host',
  'port',
  'rank',
  'weight',
  'channels',
  'addresses',
  'username',
  'password',
  'tlsTrust',
  'callerId',
  'callerIds',
  'prefixes',
] as const
export type FaultyField = (typeof faultyFields)[number]

export type TrunkReading =
  | { ok: true; body: Omit<Body, 'password'>; password: string | undefined }
  | { ok: false; faults: readonly FaultyField[] }

const linesOf = (text: string): string[] => text.split(/[\s,;]+/).filter((line) => line !== '')

const whole = (text: string): number => (/^\d{1,5}$/.test(text.trim()) ? Number(text) : Number.NaN)

/** The named field of a refusal, e.g. `addresses.0`, if it is one of the form's. */
export const faultyFieldOf = (path: string | undefined): FaultyField | undefined =>
  faultyFields.find((field) => field === path?.split('.')[0])

/** A user and a password go together, or there are neither; registering needs both (RFC 3261 §22.4). */
const halfCredentials = (draft: TrunkDraft, hasPassword: boolean): FaultyField | undefined => {
  const named = draft.username.trim() !== ''
  if (!named) return draft.password !== '' || draft.register ? 'username' : undefined
  return draft.password !== '' || hasPassword ? undefined : 'password'
}

const isPem = (text: string): boolean =>
  /^(?:-----BEGIN CERTIFICATE-----[\sA-Za-z0-9+/=]+-----END CERTIFICATE-----\s*)+$/.test(text.trim())

/**
 * What the form says, by the contract's own schema. `password` undefined: the stored one stays, or goes with its user.
 * @param hasPassword whether one is stored
 */
export const readTrunk = (draft: TrunkDraft, hasPassword: boolean): TrunkReading => {
  const schema = trunkRoutes.create.body
  const password = draft.password === '' ? undefined : draft.password
  const tlsTrust = draft.transport === 'tls' && draft.tlsTrust.trim() !== '' ? draft.tlsTrust.trim() : null
  const parsed = schema?.safeParse({
    name: draft.name,
    host: draft.host,
    port: whole(draft.port),
    transport: draft.transport,
    rank: whole(draft.rank),
    weight: whole(draft.weight),
    channels: draft.channels.trim() === '' ? null : whole(draft.channels),
    addresses: linesOf(draft.addresses),
    register: draft.register,
    username: draft.username.trim() === '' ? null : draft.username.trim(),
    password: password ?? null,
    digits: draft.digits,
    tlsTrust,
    inboundTeamId: draft.inboundTeamId === '' ? null : draft.inboundTeamId,
    callerId: draft.callerId.replaceAll(/[\s().-]/g, ''),
    callerIds: callerIdsOf(draft.callerIds) ?? 'faulty',
    prefixes: prefixesOf(draft.prefixes) ?? 'faulty',
    enabled: draft.enabled,
  })
  if (parsed === undefined) return { ok: false, faults: [] }
  const own = [
    halfCredentials(draft, hasPassword),
    tlsTrust !== null && !isPem(tlsTrust) ? ('tlsTrust' as const) : undefined,
  ]
  if (!parsed.success || own.some((field) => field !== undefined)) {
    const issues = parsed.success ? [] : parsed.error.issues
    const faults = new Set([...own, ...issues.map((issue) => faultyFieldOf(String(issue.path[0])))])
    return { ok: false, faults: faultyFields.filter((field) => faults.has(field)) }
  }
  const { password: _password, ...body } = parsed.data
  return { ok: true, body, password }
}
