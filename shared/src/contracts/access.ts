import { z } from 'zod'
import { DeviceId, PersonId, SignInId } from '../ids.ts'
import { PageQuery, pageOf, UnixMs } from '../paging.ts'
import { route } from '../route.ts'
import { PersonRef, Role, TeamRef } from './people.ts'

export const DeviceGrade = z.enum(['D1', 'D2'])
export type DeviceGrade = z.infer<typeof DeviceGrade>
export const DeviceState = z.enum(['pending', 'approved', 'refused', 'revoked', 'expired'])
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
  socket: (part: { origin: string; personId: string; deviceId: string; challenge: Challenge }) =>
    `hearthline-socket-v1|${part.origin}|${part.personId}|${part.deviceId}|${part.challenge.challengeId}|${part.challenge.nonce}|${part.challenge.expiresAt}`,
} as const

export const EnrolledDevice = z.object({
  deviceId: DeviceId,
  state: DeviceState,
  grade: DeviceGrade,
  /** Six digits derived from the key, read out to the administrator by phone. */
  shortCode: z.string().regex(/^\d{6}$/),
  name: z.string(),
  browser: z.string(),
  address: z.string(),
  person: z.object({ personId: PersonId, userName: z.string(), displayName: z.string() }),
  requestedAt: UnixMs,
  /** When a pending request lapses, or an approved device must be approved again. */
  expiresAt: UnixMs,
  decidedBy: PersonRef.nullable(),
})
export type EnrolledDevice = z.infer<typeof EnrolledDevice>

export const Device = EnrolledDevice.omit({ shortCode: true }).extend({
  personRole: Role,
  lastSeenAt: UnixMs.nullable(),
  lastAddress: z.string().nullable(),
  /** True while a sign-in of this device is live. */
  signedIn: z.boolean(),
  /** Why Approve cannot work now, if so. */
  blocked: z.enum(['device-limit', 'own-device', 'second-administrator']).nullable(),
})
export type Device = z.infer<typeof Device>

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
  device: z.object({ deviceId: DeviceId, name: z.string(), grade: DeviceGrade }),
  signedInAt: UnixMs,
  /** Absolute end of the sign-in. */
  expiresAt: UnixMs,
  serverNow: UnixMs,
  /** Country for national numbers, ISO 3166 alpha-2. */
  defaultCountry: z.string(),
  organisation: z.string(),
})
export type Me = z.infer<typeof Me>

const everyone = ['agent', 'lead', 'administrator'] as const
const administrators = ['administrator'] as const
const deviceParams = z.object({ deviceId: DeviceId })
const Reason = z.string().trim().min(1).max(200)

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
    summary: 'A one-use nonce for enrolment or sign-in, bound to this browser and address for 60 s',
    access: 'anyone',
    body: z.strictObject({ purpose: z.enum(['enrol', 'sign-in']) }),
    answer: Challenge,
  }),
  enrol: route({
    method: 'POST',
    path: '/api/enrolments',
    summary: 'Redeem an enrolment code with a device key and proof of possession',
    access: 'anyone',
    body: z.strictObject({
      challengeId: z.uuid(),
      code: EnrolmentCode,
      publicKey: DevicePublicKey,
      signature: DeviceSignature,
      deviceName: z.string().trim().min(1).max(60),
      /** False when the browser would not promise to keep its storage. */
      storagePersisted: z.boolean(),
    }),
    answer: EnrolledDevice,
    problems: ['enrolment-code-refused', 'device-limit-reached'],
  }),
  enrolment: route({
    method: 'GET',
    path: '/api/enrolments/current',
    summary: 'The device this browser asked for; with `wait`, answers at the next change or after 25 s',
    access: 'anyone',
    query: z.object({ wait: z.enum(['change']).optional() }),
    answer: EnrolledDevice,
    problems: ['not-found'],
  }),
  signIn: route({
    method: 'POST',
    path: '/api/sign-in',
    summary: 'Sign in with name, password and the signature of an approved device key',
    access: 'anyone',
    body: z.strictObject({
      userName: z.string().max(100),
      password: z.string().max(200),
      deviceId: DeviceId,
      challengeId: z.uuid(),
      signature: z.string().max(200),
    }),
    answer: Me,
    problems: ['sign-in-refused', 'sign-in-network'],
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
  devices: route({
    method: 'GET',
    path: '/api/devices',
    summary: 'Devices by state, newest request first',
    access: administrators,
    query: PageQuery.extend({ state: DeviceState.optional(), grade: DeviceGrade.optional() }),
    answer: pageOf(Device),
  }),
  createEnrolmentCode: route({
    method: 'POST',
    path: '/api/people/:personId/enrolment-codes',
    summary: 'A one-time enrolment code for a person, 10 minutes; replaces an unused one',
    access: administrators,
    params: z.object({ personId: PersonId }),
    answer: z.object({ code: z.string(), link: z.string(), expiresAt: UnixMs }),
    problems: ['not-found', 'conflict'],
  }),
  approveDevice: route({
    method: 'POST',
    path: '/api/devices/:deviceId/approve',
    summary: 'Approve a pending device with the short code its owner read out',
    access: administrators,
    params: deviceParams,
    body: z.strictObject({ shortCode: z.string().regex(/^\d{6}$/) }),
    answer: Device,
    problems: [
      'not-found',
      'device-not-pending',
      'short-code-mismatch',
      'device-limit-reached',
      'second-administrator-needed',
    ],
  }),
  refuseDevice: route({
    method: 'POST',
    path: '/api/devices/:deviceId/refuse',
    summary: 'Refuse a pending device',
    access: administrators,
    params: deviceParams,
    body: z.strictObject({ reason: Reason }),
    answer: Device,
    problems: ['not-found', 'device-not-pending'],
  }),
  revokeDevice: route({
    method: 'POST',
    path: '/api/devices/:deviceId/revoke',
    summary: 'Revoke a device: its sign-ins, sockets, SIP bindings and tickets end within 2 s',
    access: administrators,
    params: deviceParams,
    body: z.strictObject({ reason: Reason }),
    answer: Device,
    problems: ['not-found', 'conflict'],
  }),
} as const
