import type { admin as english } from '../en/admin.ts'
import type { Mirror } from '../mirror.ts'

export const admin: Mirror<typeof english> = {}
