import type { liveCall as english } from '../en/live-call.ts'
import type { Mirror } from '../mirror.ts'

export const liveCall: Mirror<typeof english> = {}
