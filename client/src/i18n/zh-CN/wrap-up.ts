import type { wrapUp as english } from '../en/wrap-up.ts'
import type { Mirror } from '../mirror.ts'

export const wrapUp: Mirror<typeof english> = {}
