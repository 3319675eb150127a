import type { DeviceState, Problem } from '@hearthline/shared'

/** Why a sign-in was refused, in the fixed order of the checks (rule ACCESS-7); for the audit trail and administrators. */
export type SignInRefusal =
  | 'rate-address'
  | 'rate-device'
  | 'network'
  | 'shift'
  | 'unknown-person'
  | 'disabled'
  | 'device-unknown'
  | 'device-foreign'
  | `device-${Exclude<DeviceState, 'approved'>}`
  | 'device-grade'
  | 'challenge'
  | 'key-unknown'
  | 'key-reused'
  | 'signature'
  | 'rotation'
  | 'assertion'
  | 'password'
  | 'second-factor'
  | 'second-factor-wrong'
  | 'step-up'
  | 'locked'

/** The one answer to every refusal that is not told apart. */
export const refusal = (reference: string): Problem => ({
  code: 'sign-in-refused',
  detail: 'We could not sign you in.',
  reference,
})

export const networkProblem = (reference: string, network: Problem['network']): Problem => ({
  code: 'sign-in-network',
  detail: 'Your key and password are right, but you may not sign in from this network.',
  reference,
  network,
})

export const shiftProblem = (reference: string, shift: Problem['shift']): Problem => ({
  code: 'sign-in-shift',
  detail: 'Your key and password are right, but your shift is not open.',
  reference,
  shift,
})

export const secondFactorProblem = (reference: string, wrong: boolean): Problem => ({
  code: 'second-factor-needed',
  detail: wrong ? 'That code is wrong or used.' : 'Type the code of your authenticator app.',
  reference,
})

export const stepUpProblem = (reference: string): Problem => ({
  code: 'sign-in-step-up',
  detail: 'Your key and password are right, but somebody has to allow this sign-in.',
  reference,
})
