import type { MonitorMode } from '@hearthline/shared'

/** The three parties as the lead's page names them. */
export type Ear = 'customer' | 'agent' | 'you'
export const ears: readonly Ear[] = ['customer', 'agent', 'you']
/** `off`: the lead is not in the call. */
export type HearMode = MonitorMode | 'off'

/**
 * Whether `listener` hears `speaker`: the rows of the voice node's hearing matrix as a lead needs them (docs/spec/calls.md,
 * HEAR-1). `agentLost`: the agent's line is gone and the call waits for it.
 */
export function hears(mode: HearMode, agentLost: boolean, listener: Ear, speaker: Ear): boolean {
  if (listener === speaker) return false
  const agentOut = agentLost || mode === 'take-over'
  if (agentOut && (listener === 'agent' || speaker === 'agent')) return false
  if (listener === 'you') return mode !== 'off'
  if (speaker !== 'you') return true
  switch (mode) {
    case 'off':
    case 'listen':
      return false
    case 'whisper':
      return listener === 'agent'
    case 'barge':
    case 'take-over':
      return true
    default:
      return mode satisfies never
  }
}
