import { passwordLimits, type PasswordFault } from '@hearthline/shared'
import type { PasswordRules as NewPasswordRules } from '../people/index.ts'

/** What a password must not be made of. */
export interface PasswordOwner {
  userName: string
  displayName: string
}

export interface PasswordRules extends NewPasswordRules {
  /** Null when the password is good. @param atLeast characters; somebody who holds an approved device needs fewer. */
  faultOf(password: string, person: PasswordOwner, atLeast?: number): PasswordFault | null
}

/** Names shorter than this occur in good passwords by chance. */
const shortestName = 4

/**
 * Length, a list of some 50,000 common passwords, and no name inside (NIST SP 800-63B-4, 3.1.1.2: length and a block
 * list, no rules of composition). The list is loaded here, some 50 ms, before anybody waits for an answer.
 */
export async function createPasswordRules(): Promise<PasswordRules> {
  const { dictionary } = await import('@zxcvbn-ts/language-common')
  const common = new Set(dictionary['passwords-common'])
  return {
    faultOf: (password, person, atLeast = passwordLimits.withoutDevice) => {
      const spelled = password.normalize('NFKC')
      // Code points, so that nobody is refused or let off for how UTF-16 counts.
      const { length } = Array.from(spelled)
      if (length < atLeast) return 'too-short'
      if (password.length > passwordLimits.most) return 'too-long'
      const plain = spelled.toLowerCase()
      if (isCommon(plain, common)) return 'common'
      const names = [person.userName, ...person.userName.split(/[._-]/), ...person.displayName.split(/\s+/)]
      const holdsName = names.some(
        (name) => name.length >= shortestName && plain.includes(name.toLowerCase()),
      )
      return holdsName ? 'contains-name' : null
    },
  }
}

/** On the list; or on it but for digits and marks at its ends; or a common one, or one character, said again and again. */
function isCommon(plain: string, common: ReadonlySet<string>): boolean {
  const core = plain.replaceAll(/^[\d\W_]+|[\d\W_]+$/gu, '')
  if (common.has(plain) || (core.length > 0 && core !== plain && common.has(core))) return true
  for (let unit = 1; unit <= plain.length / 2; unit += 1) {
    const part = plain.slice(0, unit)
    if (part.repeat(Math.ceil(plain.length / unit)).slice(0, plain.length) === plain)
      return unit <= 3 || common.has(part)
  }
  return false
}
