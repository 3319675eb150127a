import { ok, refuse, signedText, type Challenge, type Result } from '@hearthline/shared'
import type { Audit, Clock, CurrentSignIn, Transact } from '../ports.ts'
import type { Challenges } from './challenges.ts'
import type { DeviceKeys } from './device-keys.ts'
import type { Devices } from './device-service.ts'

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
   * Refusal: `not-allowed`; audited. The gateway then closes the socket. A retired key suspends the device.
   */
  verify(
    current: CurrentSignIn,
    origin: string,
    proof: { challengeId: string; keyId: string; signature: string },
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
  deviceKeys: DeviceKeys
  devices: Pick<Devices, 'suspend'>
  audit: Audit
  clock: Clock
  transact: Transact
}): SocketProof {
  const { challenges, deviceKeys, devices, audit, clock, transact } = deps
  return {
    issue: (current) => challenges.issue(bindingOf(current)),
    verify: (current, origin, proof) => {
      const { deviceId } = current.device
      const challenge = challenges.take(proof.challengeId, bindingOf(current))
      const refused = (reason: string) => {
        audit.append({
          action: 'access.socket-proof',
          actorId: current.person.personId,
          subjectId: current.signIn.signInId,
          address: current.address,
          outcome: 'refused',
          reason,
        })
        return refuse({ code: 'not-allowed' as const, detail: 'The device key did not prove this socket.' })
      }
      if (challenge === null) return refused('challenge')
      const text = signedText.socket({ origin, personId: current.person.personId, deviceId, challenge })
      const checked = deviceKeys.check(deviceId, proof.keyId, text, proof.signature, challenge.issuedAt)
      if (!checked.ok) {
        const answer = refused(checked.reason)
        if (checked.reason === 'key-reused') devices.suspend(deviceId, 'key-reused', current.address)
        return answer
      }
      if (checked.state === 'next') transact(() => deviceKeys.accept(deviceId, checked))
      return ok({ address: current.address, atMs: clock.nowMs() })
    },
    isDue: (proven, address) => proven.address !== address || clock.nowMs() >= proven.atMs + proofLifeMs,
  }
}
