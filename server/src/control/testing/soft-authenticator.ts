import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'

interface Asked {
  nonce: string
  origin: string
}

/** What a test spoils; left out, the authenticator does everything right. */
export interface Spoilt {
  rpId?: string
  origin?: string
  nonce?: string
  type?: string
  crossOrigin?: boolean
  userVerified?: boolean
  userPresent?: boolean
  backupEligible?: boolean
  counter?: number
  attachment?: 'platform' | 'cross-platform'
}

/** A platform authenticator in software: one ES256 credential with attestation `none` (WebAuthn L3, 6). */
export interface SoftAuthenticator {
  readonly credentialId: string
  create(asked: Asked, spoilt?: Spoilt): Registration
  get(asked: Asked, spoilt?: Spoilt): Assertion
}

type Registration = ReturnType<typeof registrationOf>
type Assertion = ReturnType<typeof assertionOf>

export function createSoftAuthenticator(): SoftAuthenticator {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const credentialId = randomBytes(32)
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  const coseKey = Buffer.concat([
    // Map of 5: kty 1 = EC2 (2), alg 3 = ES256 (-7), crv -1 = P-256 (1), x -2, y -3 (RFC 9053, 7.1.1).
    Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]),
    Buffer.from(x, 'base64url'),
    Buffer.from([0x22, 0x58, 0x20]),
    Buffer.from(y, 'base64url'),
  ])
  let counter = 0
  return {
    credentialId: credentialId.toString('base64url'),
    create: (asked, spoilt = {}) => registrationOf(asked, spoilt, credentialId, coseKey),
    get: (asked, spoilt = {}) => {
      counter += 1
      return assertionOf(asked, { counter, ...spoilt }, credentialId, privateKey)
    },
  }
}

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest()

const clientDataOf = (type: string, asked: Asked, spoilt: Spoilt) =>
  Buffer.from(
    JSON.stringify({
      type: spoilt.type ?? type,
      challenge: spoilt.nonce ?? asked.nonce,
      origin: spoilt.origin ?? asked.origin,
      crossOrigin: spoilt.crossOrigin ?? false,
    }),
  )

/** rpIdHash ‖ flags ‖ signCount (WebAuthn L3, 6.1). */
function authenticatorDataOf(asked: Asked, spoilt: Spoilt, attested: boolean): Buffer {
  const flags =
    (spoilt.userPresent === false ? 0 : 0x01) |
    (spoilt.userVerified === false ? 0 : 0x04) |
    (spoilt.backupEligible === true ? 0x08 : 0) |
    (attested ? 0x40 : 0)
  const count = Buffer.alloc(4)
  count.writeUInt32BE(spoilt.counter ?? 0)
  const rpId = spoilt.rpId ?? new URL(asked.origin).hostname
  return Buffer.concat([sha256(rpId), Buffer.from([flags]), count])
}

function registrationOf(asked: Asked, spoilt: Spoilt, credentialId: Buffer, coseKey: Buffer) {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(credentialId.length)
  const authData = Buffer.concat([
    authenticatorDataOf(asked, spoilt, true),
    Buffer.alloc(16),
    length,
    credentialId,
    coseKey,
  ])
  // CBOR: {"fmt": "none", "attStmt": {}, "authData": bytes} (RFC 8949).
  const attestationObject = Buffer.concat([
    Buffer.from([0xa3]),
    text('fmt'),
    text('none'),
    text('attStmt'),
    Buffer.from([0xa0]),
    text('authData'),
    Buffer.from([0x58, authData.length]),
    authData,
  ])
  return {
    id: credentialId.toString('base64url'),
    rawId: credentialId.toString('base64url'),
    type: 'public-key' as const,
    response: {
      clientDataJSON: clientDataOf('webauthn.create', asked, spoilt).toString('base64url'),
      attestationObject: attestationObject.toString('base64url'),
      transports: ['internal'],
    },
    authenticatorAttachment: spoilt.attachment ?? ('platform' as const),
  }
}

function assertionOf(asked: Asked, spoilt: Spoilt, credentialId: Buffer, privateKey: KeyObject) {
  const clientData = clientDataOf('webauthn.get', asked, spoilt)
  const authenticatorData = authenticatorDataOf(asked, spoilt, false)
  const signature = sign('sha256', Buffer.concat([authenticatorData, sha256(clientData)]), privateKey)
  return {
    id: credentialId.toString('base64url'),
    rawId: credentialId.toString('base64url'),
    type: 'public-key' as const,
    response: {
      clientDataJSON: clientData.toString('base64url'),
      authenticatorData: authenticatorData.toString('base64url'),
      signature: signature.toString('base64url'),
    },
    authenticatorAttachment: spoilt.attachment ?? ('platform' as const),
  }
}

/** A CBOR text string of fewer than 24 bytes. */
const text = (value: string) => Buffer.concat([Buffer.from([0x60 + value.length]), Buffer.from(value)])
