import type { texts as english } from '../en/entry.ts'
import type { Mirror } from '../mirror.ts'
import { signIn } from './sign-in.ts'

/** The texts of the screens before sign-in, in Chinese; the keys are those of ../en/entry.ts. */
export const texts: Mirror<typeof english> = { signIn }
