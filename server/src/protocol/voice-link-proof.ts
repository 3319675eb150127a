import { createHmac, timingSafeEqual } from 'node:crypto'

/**
 * Proof that a voice node knows the link secret: hex HMAC-SHA-256(secret, nonce ‖ nodeId), all as UTF-8 text.
 * @param secret `Keys.voiceLink`, the hex text itself.
 */
export const voiceLinkProof = (secret: string, nonce: string, nodeId: string): string =>
  createHmac('sha256', secret).update(`${nonce}${nodeId}`).digest('hex')

/** Compares without telling by its time how much was right. */
export function isVoiceLinkProof(proof: string, secret: string, nonce: string, nodeId: string): boolean {
  const expected = Buffer.from(voiceLinkProof(secret, nonce, nodeId))
  const given = Buffer.from(proof)
  return given.length === expected.length && timingSafeEqual(given, expected)
}
