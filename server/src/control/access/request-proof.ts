import { createHmac } from 'node:crypto'
import {
  ok,
  readProof,
  refuse,
  signedText,
  type Problem,
  type Result,
  type SignInId,
} from '@hearthline/shared'
import type { Audit, Clock, CurrentSignIn, Transact } from '../ports.ts'
import type { DeviceKeys } from './device-keys.ts'
import type { Devices } from './device-service.ts'
import { sameText } from './secrets.ts'

const nonceLifeMs = 60_000
/** How far the signed time may lie from control's clock. */
const skewMs = 90_000
/** A nonce is taken for two minutes at most; a minute more than that remembers every proof that could come again. */
const rememberMs = 3 * 60_000
/** Some 40 MB at worst; the limit of requests per sign-in (http/) keeps one browser from a hundredth of it. */
const remembered = 300_000
/** A wrong proof is a row in the trail, but a flood of them is one row a minute. */
const auditEveryMs = 60_000

/** One request, as the HTTP layer knows it before its body is read. */
export interface ProvableRequest {
  current: CurrentSignIn
  /** SHA-256 of the session id in the cookie, hex. */
  sessionHash: string
  method: string
  /** Path and query as sent. */
  path: string
  /** The proof header; null when there is none. */
  header: string | null
}

/** Why a request's proof was refused; the first two happen to honest browsers, and are audited only from another line. */
type ProofRefusal =
  | 'missing'
  | 'stale'
  | 'malformed'
  | 'replayed'
  | 'key-unknown'
  | 'signature'
  | 'key-reused'

/** The device key's word for each request of a signed-in browser (rule ACCESS-21). */
export interface RequestProofs {
  /** The nonce of this minute for this session: an HMAC, so that nothing is stored. */
  nonceFor(sessionHash: string): string
  /** Refusal: `proof-required`. A retired key suspends the device (rule ACCESS-20). */
  check(request: ProvableRequest): Result<null>
}

export function createRequestProofs(deps: {
  /** 32 bytes. */
  macKey: Uint8Array
  deviceKeys: DeviceKeys
  devices: Pick<Devices, 'suspend'>
  audit: Audit
  clock: Clock
  transact: Transact
}): RequestProofs {
  const { deviceKeys, devices, clock, transact } = deps
  const used = createReplayCache(clock)
  const trail = createBoundedTrail(deps)

  const nonceOf = (sessionHash: string, minute: number): string =>
    createHmac('sha256', deps.macKey)
      .update(`hearthline-request-nonce-v1|${sessionHash}|${minute}`)
      .digest('base64url')

  /** When the nonce began to be given out; null when it is not of this session, or too old. */
  const issuedAtOf = (nonce: string, sessionHash: string, nowMs: number): number | null => {
    const thisMinute = Math.floor(nowMs / nonceLifeMs)
    for (const minute of [thisMinute, thisMinute - 1])
      if (sameText(nonce, nonceOf(sessionHash, minute))) return minute * nonceLifeMs
    return null
  }

  const refusalOf = (request: ProvableRequest): ProofRefusal | null => {
    if (request.header === null) return 'missing'
    const proof = readProof(request.header)
    if (proof === null) return 'malformed'
    const nowMs = clock.nowMs()
    const issuedAtMs = issuedAtOf(proof.nonce, request.sessionHash, nowMs)
    if (issuedAtMs === null || Math.abs(proof.atMs - nowMs) > skewMs) return 'stale'
    const { deviceId } = request.current.device
    const text = signedText.request({ ...proof, method: request.method, path: request.path })
    const checked = deviceKeys.check(deviceId, proof.keyId, text, proof.signature, issuedAtMs)
    if (!checked.ok) return checked.reason
    // Only what the key itself signed is remembered: nobody else can fill the cache.
    if (!used.add(request.current.signIn.signInId, proof.proofId)) return 'replayed'
    if (checked.state === 'next') transact(() => deviceKeys.accept(deviceId, checked))
    return null
  }

  return {
    nonceFor: (sessionHash) => nonceOf(sessionHash, Math.floor(clock.nowMs() / nonceLifeMs)),
    check: (request) => {
      const reason = refusalOf(request)
      if (reason === null) return ok(null)
      const honest = (reason === 'missing' || reason === 'stale') && !request.current.elsewhere
      if (!honest) trail.note(request.current, reason)
      if (reason === 'key-reused')
        devices.suspend(request.current.device.deviceId, 'key-reused', request.current.address)
      return refuse(proofRequired)
    },
  }
}

const proofRequired: Problem = {
  code: 'proof-required',
  detail: 'This request needs a fresh proof of the device key.',
}

/** Proofs that were used, by sign-in, for as long as they could be sent again. */
function createReplayCache(clock: Clock) {
  /** By insertion, which is by time: what is stale is in front. */
  const used = new Map<string, number>()
  return {
    /** False when it was used before, or when nothing more can be remembered: a proof that could be replayed is none. */
    add: (signInId: SignInId, proofId: string): boolean => {
      const nowMs = clock.nowMs()
      for (const [key, atMs] of used) {
        if (atMs + rememberMs > nowMs) break
        used.delete(key)
      }
      const key = `${signInId}:${proofId}`
      if (used.has(key) || used.size >= remembered) return false
      used.set(key, nowMs)
      return true
    },
  }
}

/** At most one row a minute for each sign-in and reason. */
function createBoundedTrail({ audit, clock }: { audit: Audit; clock: Clock }) {
  const notedAt = new Map<string, number>()
  return {
    note: (current: CurrentSignIn, reason: string): void => {
      const nowMs = clock.nowMs()
      for (const [key, atMs] of notedAt) if (atMs + auditEveryMs <= nowMs) notedAt.delete(key)
      const key = `${current.signIn.signInId}:${reason}`
      if (notedAt.has(key)) return
      notedAt.set(key, nowMs)
      audit.append({
        action: 'access.request-proof',
        actorId: current.person.personId,
        subjectId: current.signIn.signInId,
        address: current.address,
        outcome: 'refused',
        reason,
      })
    },
  }
}
