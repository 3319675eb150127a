import {
  ok,
  refuse,
  type AssertionCredential,
  type RegistrationCredential,
  type Result,
} from '@hearthline/shared'
import { z } from 'zod'
import type { StoredDevice } from './ports.ts'

/** COSE algorithms (RFC 9053) that platform authenticators make: ES256, EdDSA, and RS256 of Windows Hello. */
const algorithms = [-7, -8, -257]

/** What was asked of the authenticator: the nonce of the challenge, on a page of this origin. */
export interface Asked {
  nonce: string
  /** One of our own; its host name is the relying party's id (WebAuthn L3, 5.1.2). */
  origin: string
}

export interface HardwareKey {
  credentialId: string
  /** COSE key in base64url. */
  publicKey: string
  counter: number
}

/** With the first hardware key: its ASN.1 modules cost every start of control 0.25 s, and many houses have none. */
const library = () => import('@simplewebauthn/server')

const ClientData = z.object({ crossOrigin: z.boolean().optional(), topOrigin: z.string().optional() })

/** Made in a frame of another site: the library lets some of these pass, and no page of ours is ever framed. */
function isFramed(clientDataJson: string): boolean {
  const parsed = ClientData.safeParse(JSON.parse(Buffer.from(clientDataJson, 'base64url').toString('utf8')))
  return !parsed.success || parsed.data.crossOrigin === true || parsed.data.topOrigin !== undefined
}

/** The authenticator says how it is attached; where a browser leaves that out, how it can be reached says the same. */
const isPlatform = ({ authenticatorAttachment, response }: RegistrationCredential): boolean =>
  authenticatorAttachment === undefined
    ? (response.transports ?? []).includes('internal')
    : authenticatorAttachment === 'platform'

/**
 * Takes a fresh hardware key (rule ACCESS-22): made for this nonce on our own page, in the machine itself, with the user
 * verified, and bound to the machine: a synced passkey (backup eligible, WebAuthn L3, 6.1.3) is refused, since it lives
 * on machines that nobody approved. Attestation is not asked for: it would name the model, not the machine.
 * Refusal: `invalid-request`, whatever was wrong.
 */
export async function verifyRegistration(
  credential: RegistrationCredential,
  asked: Asked,
): Promise<Result<HardwareKey>> {
  try {
    const { response } = credential
    if (!isPlatform(credential) || isFramed(response.clientDataJSON)) return refused
    const { verifyRegistrationResponse } = await library()
    const verified = await verifyRegistrationResponse({
      response: {
        id: credential.id,
        rawId: credential.rawId,
        type: credential.type,
        response: {
          clientDataJSON: response.clientDataJSON,
          attestationObject: response.attestationObject,
        },
        clientExtensionResults: {},
      },
      expectedChallenge: asked.nonce,
      expectedOrigin: asked.origin,
      expectedRPID: new URL(asked.origin).hostname,
      requireUserVerification: true,
      supportedAlgorithmIDs: algorithms,
    })
    if (!verified.verified) return refused
    const { registrationInfo } = verified
    if (registrationInfo.credentialDeviceType !== 'singleDevice' || registrationInfo.credentialBackedUp)
      return refused
    // The id beside the object is the browser's word; the one inside it is the authenticator's.
    if (registrationInfo.credential.id !== credential.id) return refused
    return ok({
      credentialId: registrationInfo.credential.id,
      publicKey: Buffer.from(registrationInfo.credential.publicKey).toString('base64url'),
      counter: registrationInfo.credential.counter,
    })
  } catch {
    // The library says by throwing that something is malformed or wrong; a stranger is told no more than that.
    return refused
  }
}

const refused = refuse({
  code: 'invalid-request' as const,
  field: 'credential',
  detail: 'The hardware key could not be verified.',
})

/**
 * Whether the hardware key of this device signed this nonce on our page, with the user verified and its counter gone up.
 * @returns the new counter, to be stored with the success; null when it is refused.
 */
export async function verifyAssertion(
  device: Pick<StoredDevice, 'credentialId' | 'credentialPublicKey' | 'credentialCounter'>,
  assertion: AssertionCredential,
  asked: Asked,
): Promise<{ ok: boolean; counter: number | null }> {
  const { credentialId, credentialPublicKey, credentialCounter } = device
  if (credentialId === null || credentialPublicKey === null || assertion.id !== credentialId)
    return notAsserted
  try {
    const { response } = assertion
    if (isFramed(response.clientDataJSON)) return notAsserted
    const { verifyAuthenticationResponse } = await library()
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: {
        id: assertion.id,
        rawId: assertion.rawId,
        type: assertion.type,
        response: {
          clientDataJSON: response.clientDataJSON,
          authenticatorData: response.authenticatorData,
          signature: response.signature,
        },
        clientExtensionResults: {},
      },
      expectedChallenge: asked.nonce,
      expectedOrigin: asked.origin,
      expectedRPID: new URL(asked.origin).hostname,
      requireUserVerification: true,
      credential: {
        id: credentialId,
        publicKey: Uint8Array.from(Buffer.from(credentialPublicKey, 'base64url')),
        counter: credentialCounter ?? 0,
      },
    })
    const bound = authenticationInfo.credentialDeviceType === 'singleDevice'
    return verified && bound ? { ok: true, counter: authenticationInfo.newCounter } : notAsserted
  } catch {
    // As above: a malformed assertion is a refusal, not a fault of ours.
    return notAsserted
  }
}

const notAsserted = { ok: false, counter: null } as const
