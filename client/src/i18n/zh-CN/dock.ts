import type { dock as english } from '../en/dock.ts'
import type { Mirror } from '../mirror.ts'

export const dock: Mirror<typeof english> = {}
