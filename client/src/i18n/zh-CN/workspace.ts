import type { workspace as english } from '../en/workspace.ts'
import type { Mirror } from '../mirror.ts'

export const workspace: Mirror<typeof english> = {}
