/** The three parties as the lead's page names them. */
export type Ear = 'customer' | 'agent' | 'you'
/** `off`: the lead is not in the call. */
export type HearMode = 'off' | 'listen'

/** Whether `listener` hears `speaker`: the row "two-party" or "listen" of the architecture's table. */
export function hears(mode: HearMode, listener: Ear, speaker: Ear): boolean {
  if (listener === speaker || speaker === 'you') return false
  return listener === 'you' ? mode === 'listen' : true
}
