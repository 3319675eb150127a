import type { PhoneState } from './phone-machine.ts'

/** What happened in the call of this phone, for the list in the dock. Browser clock. */
export interface LogEntry {
  atMs: number
  what:
    | 'allowed'
    | 'rang-here'
    | 'ringing'
    | 'early-media'
    | 'answered'
    | 'muted'
    | 'unmuted'
    | 'line-lost'
    | 'line-back'
    | 'hung-up'
}

const keep = 50

/** The list after a step of the phone; a new call begins a new list. */
export function logged(
  log: readonly LogEntry[],
  before: PhoneState,
  after: PhoneState,
  nowMs: number,
): readonly LogEntry[] {
  const add = (what: LogEntry['what']) => [...log, { atMs: nowMs, what }].slice(-keep)
  const was = before.call
  const is = after.call
  if (was.type === is.type) {
    if ('muted' in was && 'muted' in is && was.muted !== is.muted) return add(is.muted ? 'muted' : 'unmuted')
    const inCall = is.type === 'connected'
    if (inCall && before.line === 'registered' && after.line !== 'registered') return add('line-lost')
    if (inCall && before.line !== 'registered' && after.line === 'registered') return add('line-back')
    return log
  }
  switch (is.type) {
    case 'connecting':
      return [{ atMs: nowMs, what: 'allowed' }]
    case 'incoming':
      return [{ atMs: nowMs, what: 'rang-here' }]
    case 'ringing':
      return add('ringing')
    case 'early-media':
      return add('early-media')
    case 'connected':
      return add(was.type === 'rejoining' ? 'line-back' : 'answered')
    case 'ending':
      return add('hung-up')
    case 'idle':
    case 'placing':
    case 'answering':
    case 'rejoining':
    case 'ended':
      return log
    default:
      return is satisfies never
  }
}
