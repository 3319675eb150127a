import type { signIn as english } from '../en/sign-in.ts'
import type { Mirror } from '../mirror.ts'

export const signIn: Mirror<typeof english> = {}
