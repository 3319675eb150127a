import { z } from 'zod'
import { DeviceId, PersonId, SignInId } from '../ids.ts'
import { UnixMs } from '../paging.ts'
import { route } from '../route.ts'
import { Role, TeamRef } from './people.ts'

export const DeviceGrade = z.enum(['D1', 'D2'])
export type DeviceGrade = z.infer<typeof DeviceGrade>
export const DeviceState = z.enum(['pending', 'approved', 'suspended', 'refused', 'revoked', 'expired'])
export type DeviceState = z.infer<typeof DeviceState>

const base64url = z.string().regex(/^[A-Za-z0-9_-]+$/)
const Coordinate = base64url.length(43)
/** Public half of the device key: ECDSA P-256 as JWK, nothing more. */
export const DevicePublicKey = z.strictObject({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: Coordinate,
  y: Coordinate,
})
export type DevicePublicKey = z.infer<typeof DevicePublicKey>

/** ECDSA P-256 / SHA-256, IEEE P1363 (r ‖ s), 64 bytes in base64url. */
export const DeviceSignature = base64url.length(86)

/** RFC 7638 thumbprint of a device key, base64url: names the key that made a signature. No secret. */
export const KeyId = base64url.length(43)
export type KeyId = z.infer<typeof KeyId>

/** Crockford-free base32 (RFC 4648 alphabet), 10 characters; 4 select the code, 6 prove it. */
export const EnrolmentCode = z
  .string()
  .transform((text) => text.toUpperCase().replaceAll(/[\s-]/g, ''))
  .pipe(z.string().regex(/^[A-Z2-7]{10}$/))

export const Challenge = z.object({ challengeId: z.uuid(), nonce: base64url, expiresAt: UnixMs })
export type Challenge = z.infer<typeof Challenge>

/**
 * The texts that a device key signs. The origin is the page's own, so that a signature made on another site is
 * worthless here. Both ends build them with these functions, so they cannot drift.
 */
export const signedText = {
  enrol: (part: { origin: string; challenge: Challenge; publicKey: DevicePublicKey }) =>
    `hearthline-enrol-v1|${part.origin}|${part.challenge.challengeId}|${part.challenge.nonce}|${part.publicKey.x}.${part.publicKey.y}|${part.challenge.expiresAt}`,
  signIn: (part: { origin: string; personId: string; deviceId: string; challenge: Challenge }) =>
    `hearthline-login-v1|${part.origin}|${part.personId}|${part.deviceId}|${part.challenge.challengeId}|${part.challenge.nonce}|${part.challenge.expiresAt}`,
  /** Signed by the key in use and by the next one: hands the device over to the next key. */
  rotate: (part: {
    origin: string
    personId: string
    deviceId: string
    challenge: Challenge
    next: DevicePublicKey
  }) =>
    `hearthline-rotate-v1|${part.origin}|${part.personId}|${part.deviceId}|${part.challenge.challengeId}|${part.challenge.nonce}|${part.next.x}.${part.next.y}`,
  /** A new password is set on a device of its owner. */
  reset: (part: { origin: string; deviceId: string; challenge: Challenge }) =>
    `hearthline-reset-v1|${part.origin}|${part.deviceId}|${part.challenge.challengeId}|${part.challenge.nonce}|${part.challenge.expiresAt}`,
  /** One HTTP request; `path` is path and query as sent. See proof.ts. */
  request: (part: { method: string; path: string; atMs: number; proofId: string; nonce: string }) =>
    `hearthline-request-v1|${part.method}|${part.path}|${part.atMs}|${part.proofId}|${part.nonce}`,
  socket: (part: { origin: string; personId: string; deviceId: string; challenge: Challenge }) =>
    `hearthline-socket-v1|${part.origin}|${part.personId}|${part.deviceId}|${part.challenge.challengeId}|${part.challenge.nonce}|${part.challenge.expiresAt}`,
} as const

const Bytes = base64url.max(20_000)
/** What `navigator.credentials.create()` gives, as WebAuthn JSON (W3C WebAuthn L3, 5.1.8); other members are dropped. */
export const RegistrationCredential = z.object({
  id: base64url.max(1400),
  rawId: base64url.max(1400),
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: Bytes,
    attestationObject: Bytes,
    transports: z.array(z.string().max(20)).max(8).optional(),
  }),
  authenticatorAttachment: z.enum(['platform', 'cross-platform']).optional(),
})
export type RegistrationCredential = z.infer<typeof RegistrationCredential>

/** What `navigator.credentials.get()` gives, as WebAuthn JSON. */
export const AssertionCredential = z.object({
  id: base64url.max(1400),
  rawId: base64url.max(1400),
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: Bytes,
    authenticatorData: Bytes,
    signature: Bytes,
    userHandle: Bytes.optional(),
  }),
  authenticatorAttachment: z.enum(['platform', 'cross-platform']).optional(),
})
export type AssertionCredential = z.infer<typeof AssertionCredential>

export const TotpCode = z.string().regex(/^\d{6}$/)

export const IceServer = z.object({
  urls: z.array(z.string()),
  username: z.string().optional(),
  credential: z.string().optional(),
})

/** How the browser's phone reaches its voice node. `authorizationUser` is `expiry:signInId`. */
export const SipAccount = z.object({
  uri: z.string(),
  authorizationUser: z.string(),
  password: z.string(),
  wsUrl: z.string(),
  /** Host part for ticket URIs. */
  domain: z.string(),
  iceServers: z.array(IceServer),
  expiresAt: UnixMs,
})
export type SipAccount = z.infer<typeof SipAccount>

export const Me = z.object({
  personId: PersonId,
  userName: z.string(),
  displayName: z.string(),
  role: Role,
  teams: z.array(TeamRef),
  signInId: SignInId,
  device: z.object({
    deviceId: DeviceId,
    name: z.string(),
    grade: DeviceGrade,
    /** When the approval ends; the screen reminds 14 days before. */
    expiresAt: UnixMs,
  }),
  signedInAt: UnixMs,
  /** End of the sign-in: the absolute limit or the end of the shift with its grace, whichever is sooner. */
  expiresAt: UnixMs,
  /** The shift window that is open now; null where no window is set. */
  shift: z.object({ startsAt: UnixMs, endsAt: UnixMs, timeZone: z.string() }).nullable(),
  totpEnabled: z.boolean(),
  serverNow: UnixMs,
  /** Country for national numbers, ISO 3166 alpha-2. */
  defaultCountry: z.string(),
  organisation: z.string(),
})
export type Me = z.infer<typeof Me>

const everyone = ['agent', 'lead', 'administrator'] as const

/** Hands the device to its next key at a sign-in (rule ACCESS-20): made by the key in use and by the next one. */
export const KeyRotation = z.strictObject({
  publicKey: DevicePublicKey,
  byCurrentKey: z.string().max(200),
  byNextKey: z.string().max(200),
})
export type KeyRotation = z.infer<typeof KeyRotation>

export const accessRoutes = {
  /** Public facts for the sign-in screen. */
  welcome: route({
    method: 'GET',
    path: '/api/welcome',
    summary: 'What the sign-in screen shows before anybody is known',
    access: 'anyone',
    answer: z.object({ organisation: z.string(), helpDesk: z.string().nullable(), demo: z.boolean() }),
  }),
  challenge: route({
    method: 'POST',
    path: '/api/challenges',
    summary: 'A one-use nonce, bound to this browser and address for 60 s; also the challenge of WebAuthn',
    access: 'anyone',
    body: z.strictObject({ purpose: z.enum(['enrol', 'sign-in', 'reset']) }),
    answer: Challenge,
  }),
  signIn: route({
    method: 'POST',
    path: '/api/sign-in',
    summary: 'Sign in with name, password and the signature of an approved device key, which is rotated',
    access: 'anyone',
    body: z.strictObject({
      userName: z.string().max(100),
      password: z.string().max(200),
      deviceId: DeviceId,
      challengeId: z.uuid(),
      /** Which key of the device signed. */
      keyId: z.string().max(100),
      signature: z.string().max(200),
      next: KeyRotation,
      /** For devices of grade D2: the nonce of the challenge, signed by the hardware key. */
      assertion: AssertionCredential.optional(),
      /** The second factor, once it was asked for. */
      totp: TotpCode.optional(),
    }),
    answer: Me,
    problems: [
      'sign-in-refused',
      'sign-in-network',
      'sign-in-shift',
      'second-factor-needed',
      'sign-in-step-up',
    ],
  }),
  me: route({
    method: 'GET',
    path: '/api/me',
    summary: 'Who is signed in here',
    access: everyone,
    answer: Me,
  }),
  signOut: route({
    method: 'POST',
    path: '/api/sign-out',
    summary: 'End this sign-in',
    access: everyone,
    answer: null,
  }),
  sipAccount: route({
    method: 'POST',
    path: '/api/sip-account',
    summary: 'Mint the SIP credential of this sign-in',
    access: ['agent', 'lead'],
    answer: SipAccount,
  }),
} as const
