import { hash, verify } from '@node-rs/argon2'
import { noPassword } from '../people/index.ts'
import type { PasswordChecker } from './ports.ts'

/** OWASP Password Storage Cheat Sheet: Argon2id (the library's default variant), 19 MiB, 2 passes, 1 lane. */
export const passwordCost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }
export type PasswordCost = typeof passwordCost

/** Checks that may wait: some 5 s of work for two threads. */
const mostWaiting = 200

/** Whether whoever comes now should come again later. */
export const checksTooMany = (checker: Pick<PasswordChecker, 'waiting'>): boolean =>
  checker.waiting() >= mostWaiting

// One spelling for what looks the same on screen: NFKC, as RFC 8265 (OpaqueString) nearly does with NFC.
const spelled = (password: string) => password.normalize('NFKC')

/**
 * Hashes off the event loop, at most `concurrency` at once so that sign-ins can neither take all memory
 * (19 MiB each) nor all threads; the others wait their turn.
 */
export async function createPasswordChecker(
  concurrency: number,
  cost: PasswordCost = passwordCost,
): Promise<PasswordChecker> {
  const waiting: (() => void)[] = []
  let running = 0

  const inTurn = async <Value>(work: () => Promise<Value>): Promise<Value> => {
    if (running >= concurrency)
      await new Promise<void>((resolve) => {
        waiting.push(resolve)
      })
    else running += 1
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }

  const nobodysHash = await hash('nobody has this password', cost)

  return {
    hash: (password) => inTurn(() => hash(spelled(password), cost)),
    matches: (storedHash, password) =>
      inTurn(async () => {
        const known = storedHash === noPassword ? null : storedHash
        const matched = await verify(known ?? nobodysHash, spelled(password))
        return matched && known !== null
      }),
    waiting: () => waiting.length,
  }
}
