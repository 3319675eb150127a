import type { CallControls } from '@hearthline/shared'
import type { Connected } from './call-state.ts'

/** Of a call in which nothing is in effect. */
export const noControls: CallControls = { hold: null, consult: null, recordingPause: null }

/** What is in effect in a call, in the words that screens get. */
export function controlsOf({ aside, recordingPause }: Connected): CallControls {
  return {
    hold: aside?.kind === 'hold' ? { since: aside.sinceMs } : null,
    consult:
      aside?.kind === 'consult'
        ? {
            target: aside.target,
            phase: phases[aside.step],
            since: aside.sinceMs,
            blind: aside.blind,
            speaking: aside.speaking,
          }
        : null,
    recordingPause:
      recordingPause === null
        ? null
        : {
            since: recordingPause.sinceMs,
            until: recordingPause.untilMs,
            reason: recordingPause.reason,
          },
  }
}

const phases = {
  preparing: 'calling',
  calling: 'calling',
  ringing: 'ringing',
  'early-media': 'ringing',
  joining: 'ringing',
  connected: 'connected',
} as const
