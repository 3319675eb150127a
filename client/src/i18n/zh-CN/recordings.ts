import type { recordings as english } from '../en/recordings.ts'
import type { Mirror } from '../mirror.ts'

export const recordings: Mirror<typeof english> = {}
