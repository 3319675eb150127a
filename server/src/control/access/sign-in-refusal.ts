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
  | 'second-administrator'
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

const networkProblem = (reference: string, network: Problem['network']): Problem => ({
  code: 'sign-in-network',
  detail: 'Your key and password are right, but you may not sign in from this network.',
  reference,
  network,
})

const shiftProblem = (reference: string, shift: Problem['shift']): Problem => ({
  code: 'sign-in-shift',
  detail: 'Your key and password are right, but your shift is not open.',
  reference,
  shift,
})

const secondFactorProblem = (reference: string, wrong: boolean): Problem => ({
  code: 'second-factor-needed',
  detail: wrong ? 'That code is wrong or used.' : 'Type the code of your authenticator app.',
  reference,
})

const stepUpProblem = (reference: string): Problem => ({
  code: 'sign-in-step-up',
  detail: 'Your key and password are right, but somebody has to allow this sign-in.',
  reference,
})

export type ToldApart = 'network' | 'shift' | 'second-factor' | 'second-factor-wrong' | 'step-up'

/** The refusals that somebody whose key and password are proved is told of, when nothing else is wrong (rule ACCESS-6). */
export function toldApart(reasons: readonly SignInRefusal[]): ToldApart | null {
  const [first] = reasons
  switch (first) {
    case 'network':
    case 'shift':
      return reasons.every((one) => one === 'network' || one === 'shift') ? first : null
    case 'second-factor':
    case 'second-factor-wrong':
    case 'step-up':
      return first
    default:
      return null
  }
}

export function problemFor(
  apart: ToldApart,
  reference: string,
  facts: { network: Problem['network']; shift: Problem['shift'] },
): Problem {
  switch (apart) {
    case 'network':
      return networkProblem(reference, facts.network)
    case 'shift':
      return shiftProblem(reference, facts.shift)
    case 'second-factor':
    case 'second-factor-wrong':
      return secondFactorProblem(reference, apart === 'second-factor-wrong')
    case 'step-up':
      return stepUpProblem(reference)
    default:
      return apart satisfies never
  }
}
