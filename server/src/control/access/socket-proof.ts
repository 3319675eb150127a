import { ok, refuse, signedText, type Challenge, type Result } from '@hearthline/shared'
import type { Audit, Clock, CurrentSignIn } from '../ports.ts'
import type { Challenges } from './challenges.ts'
import { verifySignature } from './device-key.ts'
import type { DeviceRepository } from './ports.ts'

/** A proof is good for this long. */
export const proofLifeMs = 10 * 60_000
/** A browser that has not answered a challenge by then is cut off. */
export const proofAnswerMs = 15_000

/** What a socket has proved; keep it with the socket. */
export interface Proven {
  address: string
  atMs: number
}

/** The device key's word for a socket: before its first event, every 10 minutes, and when its address changes. */
export interface SocketProof {
  /** A one-use challenge bound to this sign-in and its address. */
  issue(current: CurrentSignIn): Challenge
  /**
   * Checks the answer to a challenge. `origin` is the socket's own, already found among ours.
   * Refusal: `not-allowed`; audited. The gateway then closes the socket.
   */
  verify(
    current: CurrentSignIn,
    origin: string,
    proof: { challengeId: string; signature: string },
  ): Result<Proven>
  /** Whether a fresh proof is due from a socket that now comes from `address`. */
  isDue(proven: Proven, address: string): boolean
}

const bindingOf = (current: CurrentSignIn) => ({
  purpose: 'socket' as const,
  holder: current.signIn.signInId,
  address: current.address,
})

export function createSocketProof(deps: {
  challenges: Challenges
  devices: DeviceRepository
  audit: Audit
  clock: Clock
}): SocketProof {
  const { challenges, devices, audit, clock } = deps
  return {
    issue: (current) => challenges.issue(bindingOf(current)),
    verify: (current, origin, proof) => {
      const challenge = challenges.take(proof.challengeId, bindingOf(current))
      const device = devices.find(current.device.deviceId)
      const signed =
        challenge !== null &&
        device !== null &&
        verifySignature(
          { kty: 'EC', crv: 'P-256', x: device.publicKeyX, y: device.publicKeyY },
          signedText.socket({
            origin,
            personId: current.person.personId,
            deviceId: current.device.deviceId,
            challenge,
          }),
          proof.signature,
        )
      if (signed) return ok({ address: current.address, atMs: clock.nowMs() })
      audit.append({
        action: 'access.socket-proof',
        actorId: current.person.personId,
        subjectId: current.signIn.signInId,
        address: current.address,
        outcome: 'refused',
        reason: challenge === null ? 'challenge' : 'signature',
      })
      return refuse({ code: 'not-allowed', detail: 'The device key did not prove this socket.' })
    },
    isDue: (proven, address) => proven.address !== address || clock.nowMs() >= proven.atMs + proofLifeMs,
  }
}
