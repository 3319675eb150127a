import { z } from 'zod'
import { DeviceId, PersonId } from '../ids.ts'
import { PageQuery, pageOf, SortDirection, UnixMs } from '../paging.ts'
import { route } from '../route.ts'
import {
  DeviceGrade,
  DevicePublicKey,
  DeviceSignature,
  DeviceState,
  EnrolmentCode,
  RegistrationCredential,
} from './access.ts'
import { PersonRef, Role } from './people.ts'

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
  /** Name of the network rule or site that the last address belongs to; null when on no list. */
  lastNetwork: z.string().nullable(),
  /** The same for the address that the device asked from. */
  network: z.string().nullable(),
  /** Why the newest refused sign-in of this device was refused, while no later one succeeded. */
  lastRefusal: z.object({ at: UnixMs, reason: z.string(), reference: z.string() }).nullable(),
  /** Why it is suspended: a closed word, e.g. `key-reused`. */
  suspended: z.object({ at: UnixMs, reason: z.string() }).nullable(),
  /** True while a sign-in of this device is live. */
  signedIn: z.boolean(),
  /** Why Approve cannot work now, if so. */
  blocked: z.enum(['device-limit', 'own-device', 'second-administrator', 'grade']).nullable(),
})
export type Device = z.infer<typeof Device>

const administrators = ['administrator'] as const
const deviceParams = z.object({ deviceId: DeviceId })
const Reason = z.string().trim().min(1).max(200)
const NewCode = z.object({ code: z.string(), link: z.string(), expiresAt: UnixMs })

export const deviceRoutes = {
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
      /** Makes the device grade D2. Its challenge is the nonce of `challengeId`. */
      credential: RegistrationCredential.optional(),
      /** Whether the browser knows a platform authenticator with user verification. */
      platformAuthenticator: z.boolean().default(false),
    }),
    answer: EnrolledDevice,
    problems: ['enrolment-code-refused', 'device-limit-reached', 'device-grade-too-low'],
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
  list: route({
    method: 'GET',
    path: '/api/devices',
    summary: 'Devices by state, newest request first unless sorted otherwise',
    access: administrators,
    query: PageQuery.extend({
      state: DeviceState.optional(),
      grade: DeviceGrade.optional(),
      /** Only approvals that end within so many days. */
      endsWithinDays: z.coerce.number().int().min(1).max(365).optional(),
      sort: z.enum(['person', 'name', 'grade', 'last-seen', 'ends', 'requested']).default('requested'),
      direction: SortDirection.default('descending'),
    }),
    answer: pageOf(Device),
  }),
  createEnrolmentCode: route({
    method: 'POST',
    path: '/api/people/:personId/enrolment-codes',
    summary: 'A one-time enrolment code for a person, 10 minutes; replaces an unused one',
    access: administrators,
    params: z.object({ personId: PersonId }),
    answer: NewCode,
    problems: ['not-found', 'person-disabled'],
  }),
  approve: route({
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
      'device-grade-too-low',
    ],
  }),
  refuse: route({
    method: 'POST',
    path: '/api/devices/:deviceId/refuse',
    summary: 'Refuse a pending device',
    access: administrators,
    params: deviceParams,
    body: z.strictObject({ reason: Reason }),
    answer: Device,
    problems: ['not-found', 'device-not-pending'],
  }),
  rename: route({
    method: 'PATCH',
    path: '/api/devices/:deviceId',
    summary: 'Rename a device',
    access: administrators,
    params: deviceParams,
    body: z.strictObject({ name: z.string().trim().min(1).max(60) }),
    answer: Device,
    problems: ['not-found'],
  }),
  revoke: route({
    method: 'POST',
    path: '/api/devices/:deviceId/revoke',
    summary: 'Revoke a device: its sign-ins, sockets, SIP bindings and tickets end within 2 s',
    access: administrators,
    params: deviceParams,
    body: z.strictObject({ reason: Reason }),
    answer: Device,
    problems: ['not-found', 'device-decided', 'would-lock-out'],
  }),
  /** Lost, stolen, new: the old one is out and the next one has its code, in one step. */
  replace: route({
    method: 'POST',
    path: '/api/devices/:deviceId/replacement',
    summary: 'Revoke a device and make an enrolment code for its owner',
    access: administrators,
    params: deviceParams,
    body: z.strictObject({ reason: Reason }),
    answer: NewCode,
    problems: ['not-found', 'device-decided', 'person-disabled', 'would-lock-out'],
  }),
  restore: route({
    method: 'POST',
    path: '/api/devices/:deviceId/restore',
    summary: 'Let a suspended device in again',
    access: administrators,
    params: deviceParams,
    body: z.strictObject({ reason: Reason }),
    answer: Device,
    problems: ['not-found', 'device-not-suspended', 'second-administrator-needed'],
  }),
} as const
