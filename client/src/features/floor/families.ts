import type { ShownState } from '../../ui/components/state-mark.tsx'

/** Families of states as the counters show them. */
export const families = ['on-call', 'ready', 'calling', 'wrap-up', 'away', 'trouble', 'offline'] as const
export type Family = (typeof families)[number]

export const familyOf = (state: ShownState): Family => {
  switch (state) {
    case 'on-call':
    case 'on-hold':
      return 'on-call'
    case 'ready':
    case 'wrap-up':
    case 'offline':
      return state
    case 'calling':
    case 'ringing':
      return 'calling'
    case 'line-lost':
    case 'unreachable':
    case 'reconnecting':
      return 'trouble'
    case 'break':
    case 'lunch':
    case 'training':
    case 'meeting':
    case 'technical':
    case 'missed-ring':
    case 'signed-in':
      return 'away'
    default:
      return state satisfies never
  }
}
