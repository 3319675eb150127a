import type { call as english } from '../en/call.ts'
import type { Mirror } from '../mirror.ts'

export const call: Mirror<typeof english> = {}
