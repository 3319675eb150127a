import { AssertionCredential, RegistrationCredential } from '@hearthline/shared'

/** Why the computer's security chip gave no key, or no signature. A closed list that the screens translate. */
export type HardwareFault =
  /** The person closed the browser's window, or let it wait too long: browsers do not tell the two apart. */
  | 'cancelled'
  /** Nothing on this computer holds the key (any more). */
  | 'missing'
  /** The chip or the browser cannot do it. */
  | 'not-possible'

export type HardwareAnswer<Credential> =
  | { ok: true; credential: Credential }
  | { ok: false; fault: HardwareFault }

/** A little less than the challenge's 60 s, so that the answer is still in time. */
const timeoutMs = 50_000

/** WebAuthn names keys by domain: an address in numbers has none (WebAuthn L3, 5.1.3 step 8: effective domain). */
export const isDomainName = (host: string): boolean =>
  host !== '' && !/^[\d.]+$/.test(host) && !host.includes(':') && !host.startsWith('[')

/** Whether this browser can keep a key in the computer's security chip and checks who uses it. */
export const hasHardwareKey = async (): Promise<boolean> => {
  if (!isSecureContext || !isDomainName(location.hostname)) return false
  if (typeof PublicKeyCredential === 'undefined') return false
  try {
    return await PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable()
  } catch {
    return false
  }
}

/** The DOMException names of `navigator.credentials`, as SimpleWebAuthn keeps them (WebAuthn L3, 5.1.3 and 5.1.4). */
const faultOf = (error: unknown, duringUse: boolean): HardwareFault => {
  const name = error instanceof Error ? error.name : ''
  if (name === 'NotAllowedError' || name === 'AbortError' || name === 'TimeoutError') return 'cancelled'
  return duringUse && name === 'InvalidStateError' ? 'missing' : 'not-possible'
}

/**
 * Makes a key in the computer's security chip.
 * @param nonce the challenge's, base64url: it is the WebAuthn challenge
 * @param label what the browser's own window calls the key
 */
export const createHardwareKey = async (
  nonce: string,
  label: string,
  userId: string,
): Promise<HardwareAnswer<RegistrationCredential>> => {
  try {
    const { startRegistration } = await import('@simplewebauthn/browser')
    const made = await startRegistration({
      optionsJSON: {
        challenge: nonce,
        rp: { name: 'Hearthline', id: location.hostname },
        user: { id: userId, name: label, displayName: label },
        // ES256, and RS256 for chips of Windows that know only that (IANA COSE algorithms).
        pubKeyCredParams: [
          { type: 'public-key', alg: -7 },
          { type: 'public-key', alg: -257 },
        ],
        authenticatorSelection: {
          authenticatorAttachment: 'platform',
          userVerification: 'required',
          // Not a passkey that the platform would carry to other computers.
          residentKey: 'discouraged',
          requireResidentKey: false,
        },
        attestation: 'none',
        timeout: timeoutMs,
      },
    })
    const parsed = RegistrationCredential.safeParse(made)
    return parsed.success ? { ok: true, credential: parsed.data } : { ok: false, fault: 'not-possible' }
  } catch (error) {
    return { ok: false, fault: faultOf(error, false) }
  }
}

/** Signs a challenge with the key in the chip; the computer asks for finger, face or PIN. */
export const useOfHardwareKey = async (
  nonce: string,
  credentialId: string,
): Promise<HardwareAnswer<AssertionCredential>> => {
  try {
    const { startAuthentication } = await import('@simplewebauthn/browser')
    const signed = await startAuthentication({
      optionsJSON: {
        challenge: nonce,
        rpId: location.hostname,
        allowCredentials: [{ type: 'public-key', id: credentialId, transports: ['internal'] }],
        userVerification: 'required',
        timeout: timeoutMs,
      },
    })
    const parsed = AssertionCredential.safeParse(signed)
    return parsed.success ? { ok: true, credential: parsed.data } : { ok: false, fault: 'not-possible' }
  } catch (error) {
    return { ok: false, fault: faultOf(error, true) }
  }
}
