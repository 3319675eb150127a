import { trunkRoutes, type TeamId, type Trunk } from '@hearthline/shared'
import type { z } from 'zod'

/** A trunk as it stands in the form, where every field is text. */
export interface TrunkDraft {
  name: string
  host: string
  port: string
  transport: Trunk['transport']
  addresses: string
  username: string
  /** What was typed; the stored one is never here. */
  password: string
  inboundTeamId: TeamId | ''
  callerId: string
  enabled: boolean
}

export const draftOf = (trunk: Trunk | null): TrunkDraft => ({
  name: trunk?.name ?? '',
  host: trunk?.host ?? '',
  port: String(trunk?.port ?? 5060),
  transport: trunk?.transport ?? 'udp',
  addresses: trunk?.addresses.join('\n') ?? '',
  username: trunk?.username ?? '',
  password: '',
  inboundTeamId: trunk?.inboundTeamId ?? '',
  callerId: trunk?.callerId ?? '',
  enabled: trunk?.enabled ?? true,
})

type Body = z.output<NonNullable<typeof trunkRoutes.create.body>>
export type FaultyField = 'name' | 'host' | 'port' | 'addresses' | 'username' | 'password' | 'callerId'
const faultyFields = [
  'name',
  'host',
  'port',
  'addresses',
  'username',
  'password',
  'callerId',
] as const satisfies readonly FaultyField[]

export type TrunkReading =
  | { ok: true; body: Omit<Body, 'password'>; password: string | undefined }
  | { ok: false; faults: readonly FaultyField[] }

const linesOf = (text: string): string[] => text.split(/[\s,;]+/).filter((line) => line !== '')

/** The named field of a refusal, e.g. `addresses.0`, if it is one of the form's. */
export const faultyFieldOf = (path: string | undefined): FaultyField | undefined =>
  faultyFields.find((field) => field === path?.split('.')[0])

/** A user and a password go together, or there are neither. */
const halfCredentials = (draft: TrunkDraft, hasPassword: boolean): FaultyField | undefined => {
  const named = draft.username.trim() !== ''
  if (!named) return draft.password === '' ? undefined : 'username'
  return draft.password !== '' || hasPassword ? undefined : 'password'
}

/**
 * What the form says, by the contract's own schema. `password` undefined: the stored one stays, or goes with its user.
 * @param hasPassword whether one is stored
 */
export const readTrunk = (draft: TrunkDraft, hasPassword: boolean): TrunkReading => {
  const schema = trunkRoutes.create.body
  const password = draft.password === '' ? undefined : draft.password
  const half = halfCredentials(draft, hasPassword)
  const parsed = schema?.safeParse({
    name: draft.name,
    host: draft.host,
    port: /^\d{1,5}$/.test(draft.port.trim()) ? Number(draft.port) : Number.NaN,
    transport: draft.transport,
    addresses: linesOf(draft.addresses),
    username: draft.username.trim() === '' ? null : draft.username.trim(),
    password: password ?? null,
    inboundTeamId: draft.inboundTeamId === '' ? null : draft.inboundTeamId,
    callerId: draft.callerId.replaceAll(/[\s().-]/g, ''),
    enabled: draft.enabled,
  })
  if (parsed === undefined) return { ok: false, faults: [] }
  if (!parsed.success || half !== undefined) {
    const issues = parsed.success ? [] : parsed.error.issues
    const faults = new Set([half, ...issues.map((issue) => faultyFieldOf(String(issue.path[0])))])
    return { ok: false, faults: faultyFields.filter((field) => faults.has(field)) }
  }
  const { password: _password, ...body } = parsed.data
  return { ok: true, body, password }
}

/** The list with one item moved by a place; the same list when it is at that end. */
export const movedBy = <Item>(items: readonly Item[], index: number, step: -1 | 1): Item[] => {
  const moved = [...items]
  const item = moved[index]
  const other = moved[index + step]
  if (item === undefined || other === undefined) return moved
  moved[index] = other
  moved[index + step] = item
  return moved
}
