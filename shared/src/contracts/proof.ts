import { z } from 'zod'
import { DeviceSignature, KeyId } from './access.ts'

/**
 * The device key's word for one request of a signed-in browser (rule ACCESS-21). Every signed-in route but the audio of a
 * granted recording wants it, so that a stolen cookie is worth nothing. The nonce comes from control in `nonceHeader` of
 * every answer to a request with a sign-in cookie, belongs to that session and lives one to two minutes; a request
 * without a good proof is refused `proof-required` with a fresh nonce, and may then be sent again once.
 */
export const proofHeader = 'hearthline-proof'
export const nonceHeader = 'hearthline-nonce'
/** Control's clock at the answer, unix ms: the browser signs control's time, whatever its own clock says. */
export const timeHeader = 'hearthline-time'

export const RequestProof = z.object({
  keyId: KeyId,
  /** Random, 128 bits; never twice. */
  proofId: z.string().regex(/^[A-Za-z0-9_-]{22}$/),
  atMs: z.int().nonnegative(),
  nonce: z.string().regex(/^[A-Za-z0-9_-]{20,100}$/),
  signature: DeviceSignature,
})
export type RequestProof = z.infer<typeof RequestProof>

export const writeProof = (proof: RequestProof): string =>
  [proof.keyId, proof.proofId, String(proof.atMs), proof.nonce, proof.signature].join('.')

/** Null for anything that is no proof. */
export function readProof(header: string): RequestProof | null {
  if (header.length > 500) return null
  const [keyId, proofId, atText = '', nonce, signature, ...rest] = header.split('.')
  const atMs = /^\d{1,15}$/.test(atText) ? Number(atText) : Number.NaN
  const parsed = RequestProof.safeParse({ keyId, proofId, atMs, nonce, signature })
  return parsed.success && rest.length === 0 ? parsed.data : null
}
