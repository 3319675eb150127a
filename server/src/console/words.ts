import { UserName } from '@hearthline/shared'
import { z } from 'zod'

/**
 * What an operator at the machine may ask of control: one JSON line each way over a Unix socket that only the operating
 * system's owner of the data folder can open. Control does the work, so that the database keeps its one writer and the
 * audit trail its one chain.
 */
export const ConsoleRequest = z.discriminatedUnion('command', [
  z.strictObject({ command: z.literal('ping') }),
  /** A one-time enrolment link whose device is approved at once (break glass, audited). */
  z.strictObject({ command: z.literal('enrol'), userName: UserName }),
  /** The first administrator of an installation without demo data; refused when there is one. */
  z.strictObject({
    command: z.literal('first-administrator'),
    userName: UserName,
    displayName: z.string().trim().min(1).max(100),
  }),
  z.strictObject({ command: z.literal('list-trunks') }),
  /** Adds the trunk of this name or replaces its settings. */
  z.strictObject({
    command: z.literal('set-trunk'),
    name: z.string().trim().min(1).max(60),
    host: z.string().trim().min(1).max(253),
    port: z.int().min(1).max(65_535),
    transport: z.enum(['udp', 'tcp']),
    addresses: z.array(z.union([z.ipv4(), z.ipv6()])).max(50),
    credentials: z.strictObject({ username: z.string().min(1), password: z.string().min(1) }).nullable(),
    inboundTeam: z.string().nullable(),
    /** E.164 that customers see. */
    callerId: z.string().regex(/^\+\d{3,15}$/),
    enabled: z.boolean(),
  }),
])
export type ConsoleRequest = z.infer<typeof ConsoleRequest>

export const ConsoleAnswer = z.discriminatedUnion('type', [
  z.object({ type: z.literal('done') }),
  z.object({ type: z.literal('enrolment'), displayName: z.string(), link: z.string(), expiresAt: z.int() }),
  z.object({ type: z.literal('administrator'), password: z.string(), link: z.string(), expiresAt: z.int() }),
  z.object({ type: z.literal('lines'), lines: z.array(z.string()) }),
  /** One sentence for the operator. */
  z.object({ type: z.literal('refused'), line: z.string() }),
])
export type ConsoleAnswer = z.infer<typeof ConsoleAnswer>
