import type { calls as english } from '../en/calls.ts'
import type { Mirror } from '../mirror.ts'

export const calls: Mirror<typeof english> = {}
