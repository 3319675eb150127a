import type { floor as english } from '../en/floor.ts'
import type { Mirror } from '../mirror.ts'

export const floor: Mirror<typeof english> = {}
