import { z } from 'zod'
import { DeviceId, PersonId, SignInId } from '../ids.ts'
import { PageQuery, pageOf, SortDirection, UnixMs } from '../paging.ts'
import { route } from '../route.ts'
import { DeviceGrade, TotpCode } from './access.ts'
import { PersonRef, Role } from './people.ts'

const everyone = ['agent', 'lead', 'administrator'] as const
const administrators = ['administrator'] as const
const Reason = z.string().trim().min(1).max(200)
const personParams = z.object({ personId: PersonId })

/**
 * 15 characters, or 8 for somebody who holds an approved device key (rule ACCESS-30); not a common one, not made of the
 * user name. Longer than 200 is refused before it is hashed.
 */
export const passwordLimits = { withoutDevice: 15, withDevice: 8, most: 200 } as const
export const Password = z.string().min(1).max(passwordLimits.most)

/** Why a password was not taken; `detail` of `password-refused`. */
export const PasswordFault = z.enum(['too-short', 'too-long', 'common', 'contains-name', 'same-as-before'])
export type PasswordFault = z.infer<typeof PasswordFault>

export const LiveSignIn = z.object({
  signInId: SignInId,
  person: PersonRef.extend({ role: Role }),
  device: z.object({ deviceId: DeviceId, name: z.string(), browser: z.string(), grade: DeviceGrade }),
  address: z.string(),
  network: z.string().nullable(),
  signedInAt: UnixMs,
  lastActiveAt: UnixMs,
  expiresAt: UnixMs,
  inCall: z.boolean(),
  /** The sign-in that asks. */
  own: z.boolean(),
})
export type LiveSignIn = z.infer<typeof LiveSignIn>

export const accountRoutes = {
  signIns: route({
    method: 'GET',
    path: '/api/me/sign-ins',
    summary: 'Where I am signed in now',
    access: everyone,
    answer: z.object({ items: z.array(LiveSignIn) }),
  }),
  signOutElsewhere: route({
    method: 'POST',
    path: '/api/me/sign-outs',
    summary: 'End all my sign-ins but this one, or the one named',
    access: everyone,
    body: z.strictObject({ signInId: SignInId.optional() }),
    answer: z.object({ ended: z.int().nonnegative() }),
    problems: ['not-found'],
  }),
  changePassword: route({
    method: 'POST',
    path: '/api/me/password',
    summary: 'Change my password; my other sign-ins end',
    access: everyone,
    body: z.strictObject({ current: Password, next: Password }),
    answer: null,
    problems: ['password-wrong', 'password-refused'],
  }),
  startTotp: route({
    method: 'POST',
    path: '/api/me/totp',
    summary: 'A fresh secret for an authenticator app; nothing changes until it is confirmed',
    access: everyone,
    body: z.strictObject({ password: Password }),
    answer: z.object({ secret: z.string(), uri: z.string() }),
    problems: ['password-wrong', 'totp-already-on'],
  }),
  confirmTotp: route({
    method: 'POST',
    path: '/api/me/totp/confirmation',
    summary: 'Turn the second factor on with a code of the app',
    access: everyone,
    body: z.strictObject({ code: TotpCode }),
    answer: null,
    problems: ['totp-wrong', 'totp-not-started'],
  }),
  endTotp: route({
    method: 'POST',
    path: '/api/me/totp/removal',
    summary: 'Turn my second factor off',
    access: everyone,
    body: z.strictObject({ password: Password, code: TotpCode }),
    answer: null,
    problems: ['password-wrong', 'totp-wrong', 'totp-not-started'],
  }),
  resetPassword: route({
    method: 'POST',
    path: '/api/password-resets',
    summary: 'Set a password with a one-time link; every sign-in of the person ends',
    access: 'anyone',
    body: z.strictObject({
      token: z.string().max(100),
      password: Password,
      /** Signature of an approved device of the person over `signedText.reset`: then 8 characters are enough. */
      device: z
        .strictObject({
          deviceId: DeviceId,
          challengeId: z.uuid(),
          keyId: z.string().max(100),
          signature: z.string().max(200),
        })
        .optional(),
    }),
    answer: z.object({ userName: z.string() }),
    problems: ['reset-link-refused', 'password-refused'],
  }),
  createPasswordReset: route({
    method: 'POST',
    path: '/api/people/:personId/password-resets',
    summary: 'A one-time link with which the person sets a password, 30 minutes; replaces an unused one',
    access: administrators,
    params: personParams,
    answer: z.object({ link: z.string(), expiresAt: UnixMs }),
    problems: ['not-found', 'person-disabled', 'own-request'],
  }),
  removeTotp: route({
    method: 'POST',
    path: '/api/people/:personId/totp-removals',
    summary: "Turn somebody's second factor off: their phone is lost",
    access: administrators,
    params: personParams,
    body: z.strictObject({ reason: Reason }),
    answer: null,
    problems: ['not-found', 'totp-not-started', 'own-request'],
  }),
  allSignIns: route({
    method: 'GET',
    path: '/api/sign-ins',
    summary: 'Who is signed in now, everywhere',
    access: administrators,
    query: PageQuery.extend({
      personId: PersonId.optional(),
      sort: z.enum(['person', 'signed-in', 'last-active']).default('signed-in'),
      direction: SortDirection.default('descending'),
    }),
    answer: pageOf(LiveSignIn),
  }),
  endSignIn: route({
    method: 'POST',
    path: '/api/sign-ins/:signInId/end',
    summary: "End somebody's sign-in within 2 s; a live call drains or is cut by the team's policy",
    access: administrators,
    params: z.object({ signInId: SignInId }),
    body: z.strictObject({ reason: Reason }),
    answer: null,
    problems: ['not-found'],
  }),
  signPersonOut: route({
    method: 'POST',
    path: '/api/people/:personId/sign-outs',
    summary: 'End every sign-in of a person',
    access: administrators,
    params: personParams,
    body: z.strictObject({ reason: Reason }),
    answer: z.object({ ended: z.int().nonnegative() }),
    problems: ['not-found', 'would-lock-out'],
  }),
} as const
