import { createCipheriv, createDecipheriv } from 'node:crypto'
import { CallId, PersonId, SignInId, TeamId, TicketId, TrunkId } from '@hearthline/shared'
import { z } from 'zod'

const common = {
  ticketId: TicketId,
  callId: CallId,
  /** The registration that may use the ticket: the SIP address of record is the sign-in id. */
  signInId: SignInId,
  personId: PersonId,
  /** Unix milliseconds; at most 60 s after sealing. */
  expiresAt: z.int(),
}

/** One way to a number: what control's rules of that trunk make of it. */
export const TrunkRoute = z.object({
  trunkId: TrunkId,
  /** The user part that the carrier gets. */
  dialled: z.string().regex(/^[+*#\d]{1,32}$/),
  /** E.164 that the customer sees. */
  callerId: z.string().regex(/^\+\d{3,15}$/),
})
export type TrunkRoute = z.infer<typeof TrunkRoute>

export const Ticket = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('call'),
    ...common,
    teamId: TeamId,
    /** E.164 with `+`. */
    number: z.string().regex(/^\+\d{3,15}$/),
    /** Ways to try, in order. */
    routes: z.array(TrunkRoute).min(1).max(8),
    record: z.boolean(),
    ringTimeoutMs: z.int().positive(),
  }),
  /** The own leg of a call that runs: a reloaded page, or the tab that takes the phone. */
  z.object({ kind: z.literal('rejoin'), ...common }),
  /** A leg that hears itself, for the pre-shift check; `callId` names the room. */
  z.object({ kind: z.literal('loopback'), ...common, seconds: z.int().min(5).max(15) }),
  z.object({ kind: z.literal('monitor'), ...common, mode: z.literal('listen') }),
])
export type Ticket = z.infer<typeof Ticket>

const nonceBytes = 12
const tagBytes = 16

/**
 * Seals a ticket for the user part of a SIP URI: base64url(nonce ‖ ciphertext ‖ tag), AES-256-GCM.
 * @param key 32 bytes, shared by control and its voice nodes.
 * @param nonce 12 fresh random bytes; never the same twice under one key.
 */
export function sealTicket(ticket: Ticket, key: Uint8Array, nonce: Uint8Array): string {
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
  const sealed = Buffer.concat([cipher.update(JSON.stringify(ticket), 'utf8'), cipher.final()])
  return Buffer.concat([nonce, sealed, cipher.getAuthTag()]).toString('base64url')
}

/** Opens a sealed ticket; null for anything that this key did not seal. Expiry and use are the caller's to check. */
export function openTicket(sealed: string, key: Uint8Array): Ticket | null {
  if (sealed.length > 2048 || !/^[A-Za-z0-9_-]+$/.test(sealed)) return null
  const bytes = Buffer.from(sealed, 'base64url')
  if (bytes.length <= nonceBytes + tagBytes) return null
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes), {
    authTagLength: tagBytes,
  })
  decipher.setAuthTag(bytes.subarray(bytes.length - tagBytes))
  try {
    const text = Buffer.concat([
      decipher.update(bytes.subarray(nonceBytes, bytes.length - tagBytes)),
      decipher.final(),
    ])
    const parsed = Ticket.safeParse(JSON.parse(text.toString('utf8')))
    return parsed.success ? parsed.data : null
  } catch {
    // A wrong key or a forged tag surfaces as an exception from final(); to the caller both are "not ours".
    return null
  }
}
