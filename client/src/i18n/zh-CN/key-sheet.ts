import type { keySheet as english } from '../en/key-sheet.ts'
import type { Mirror } from '../mirror.ts'

export const keySheet: Mirror<typeof english> = {}
