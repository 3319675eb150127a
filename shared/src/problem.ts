import { z } from 'zod'

/** The closed list of refusals. A code is stable; screens translate it, `detail` is for people who debug. */
export const ProblemCode = z.enum([
  // the request itself
  'invalid-request', // 400: a field violates the schema; `field` names it
  'payload-too-large', // 413
  'unsupported-media-type', // 415
  'not-found', // 404
  'method-not-allowed', // 405
  'conflict', // 409: somebody else changed it first
  'too-many-requests', // 429
  // access
  'sign-in-refused', // 401: the one answer to every failed sign-in
  'sign-in-network', // 403: key and password proved, network not allowed
  'sign-in-shift', // 403: key and password proved, outside the shift
  'sign-in-step-up', // 403: key and password proved, but a person must allow this sign-in first
  'second-factor-needed', // 403: key and password proved, the authenticator's code is missing or wrong
  'proof-required', // 401: the request carries no good proof of the device key; a fresh nonce comes with it
  'enrolment-code-refused', // 403
  'device-limit-reached', // 409
  'device-not-pending', // 409
  'short-code-mismatch', // 403
  'second-administrator-needed', // 403
  'device-grade-too-low', // 403: the role wants a hardware key
  'device-not-suspended', // 409
  'device-decided', // 409: refused, revoked or expired already
  'access-request-refused', // 403: no refusal of this browser to ask about
  'request-decided', // 409: somebody else was faster
  'own-request', // 403: nobody grants their own
  'password-wrong', // 403
  'password-refused', // 422: `detail` is a PasswordFault
  'reset-link-refused', // 403: used, expired or unknown
  'totp-wrong', // 403
  'totp-already-on', // 409
  'totp-not-started', // 409
  'would-lock-out', // 409: the editor could not sign in any more
  'last-administrator', // 409
  'name-taken', // 409
  'person-disabled', // 409
  'too-many-rows', // 413: the file has more rows than one import takes
  'not-signed-in', // 401
  'not-allowed', // 403
  'origin-refused', // 403
  'signed-out', // 401: the sign-in was ended (revoked, idle, expired)
  // agents and calls
  'agent-not-ready', // 409
  'agent-busy', // 409: already has a call
  'agent-not-registered', // 409: the phone has no line to the voice node
  'agent-in-wrap-up', // 409
  'number-not-dialable', // 422
  'no-trunk', // 503
  'voice-unavailable', // 503: no voice node is connected
  'call-not-found', // 404
  'call-ended', // 409
  'disposition-required', // 422
  'not-in-this-state', // 409: the call is not where this control works, e.g. hold while consulting
  'consult-running', // 409: one consult call at a time
  'target-unavailable', // 409: the agent or team that was asked for takes no call now
  'toll-guard', // 422: `toll` says which rule
  'line-check-needed', // 409: Ready opens after the pre-shift check
  // supervision
  'not-listening', // 409: the asker has no leg in this call
  'supervisor-speaking', // 409: another supervisor whispers, barges or has taken over
  'taken-over', // 409: the agent has left this call, its speaker is a supervisor
  'agent-offline', // 409: the agent is signed out
  'help-asked', // 409: the agent has asked already
  'help-claimed', // 409: another lead was faster
  'help-closed', // 409
  // recordings
  'recording-not-ready', // 409
  'recording-damaged', // 409: hash or seal does not match
  'range-not-satisfiable', // 416
  // the house
  'internal', // 500
  'unavailable', // 503
])
export type ProblemCode = z.infer<typeof ProblemCode>

/** Why a network range is not taken. */
export const RangeFault = z.enum([
  'no-range', // no CIDR: octal, names, zones, ports, anything else
  'prefix', // longer than the address; `hint`: the longest
  'catch-all', // `hint`: the widest that is taken
  'host-bits', // a host inside its network; `hint`: the network
  'listed', // the same people have it already; `hint`: the network
])
export type RangeFault = z.infer<typeof RangeFault>

/** The one error shape of HTTP answers, Socket.IO acknowledgements and process links. */
export const Problem = z.object({
  code: ProblemCode,
  detail: z.string(),
  /** Dotted path of the offending field, for `invalid-request`. */
  field: z.string().optional(),
  /** What a person can quote to the help desk; the audit trail holds the true reason under it. */
  reference: z.string().optional(),
  /** Seconds until a retry can succeed, for `too-many-requests`. */
  retryAfterSeconds: z.int().nonnegative().optional(),
  /** For `sign-in-network`: where the person comes from now, and where they came from last. */
  network: z.object({ address: z.string(), lastAddress: z.string().nullable() }).optional(),
  /** For `sign-in-shift`: the next window and from when a sign-in works; null when none is set within two weeks. */
  shift: z
    .object({
      opensAt: z.int(),
      startsAt: z.int(),
      endsAt: z.int(),
      timeZone: z.string(),
    })
    .nullable()
    .optional(),
  /** For an `invalid-request` whose field is a network range: what is wrong with it, for screens of every language. */
  range: z.object({ fault: RangeFault, hint: z.string() }).optional(),
  /** For `toll-guard`: the rule, and when it lets the call through; null for never. */
  toll: z
    .object({
      rule: z.enum(['country', 'premium', 'concurrent', 'hourly', 'night', 'short-code', 'emergency']),
      opensAt: z.int().nullable(),
    })
    .optional(),
  /** How long the whole is, for `range-not-satisfiable` (`Content-Range`, RFC 9110 §15.5.17). */
  totalBytes: z.int().nonnegative().optional(),
})
export type Problem = z.infer<typeof Problem>

export const problemStatus = {
  'invalid-request': 400,
  'payload-too-large': 413,
  'unsupported-media-type': 415,
  'not-found': 404,
  'method-not-allowed': 405,
  conflict: 409,
  'too-many-requests': 429,
  'sign-in-refused': 401,
  'sign-in-network': 403,
  'sign-in-shift': 403,
  'sign-in-step-up': 403,
  'second-factor-needed': 403,
  'proof-required': 401,
  'enrolment-code-refused': 403,
  'device-limit-reached': 409,
  'device-not-pending': 409,
  'short-code-mismatch': 403,
  'second-administrator-needed': 403,
  'device-grade-too-low': 403,
  'device-not-suspended': 409,
  'device-decided': 409,
  'access-request-refused': 403,
  'request-decided': 409,
  'own-request': 403,
  'password-wrong': 403,
  'password-refused': 422,
  'reset-link-refused': 403,
  'totp-wrong': 403,
  'totp-already-on': 409,
  'totp-not-started': 409,
  'would-lock-out': 409,
  'last-administrator': 409,
  'name-taken': 409,
  'person-disabled': 409,
  'too-many-rows': 413,
  'not-signed-in': 401,
  'not-allowed': 403,
  'origin-refused': 403,
  'signed-out': 401,
  'agent-not-ready': 409,
  'agent-busy': 409,
  'agent-not-registered': 409,
  'agent-in-wrap-up': 409,
  'number-not-dialable': 422,
  'no-trunk': 503,
  'voice-unavailable': 503,
  'call-not-found': 404,
  'call-ended': 409,
  'disposition-required': 422,
  'not-in-this-state': 409,
  'consult-running': 409,
  'target-unavailable': 409,
  'toll-guard': 422,
  'line-check-needed': 409,
  'not-listening': 409,
  'supervisor-speaking': 409,
  'taken-over': 409,
  'agent-offline': 409,
  'help-asked': 409,
  'help-claimed': 409,
  'help-closed': 409,
  'recording-not-ready': 409,
  'recording-damaged': 409,
  'range-not-satisfiable': 416,
  internal: 500,
  unavailable: 503,
} as const satisfies Record<ProblemCode, number>
