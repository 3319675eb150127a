import type { CallControls } from '@hearthline/shared'
import type { CallState, Connected, Effect } from './call-state.ts'
import { journal } from './journal-effect.ts'

/** What a control comes to; null where the call is not in a state in which it works. */
export type Controlled = { state: CallState; effects: readonly Effect[] } | null

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

/** What a change of the controls asks of the room, and that it is told (CTL-2). */
export function controlsNews(before: Connected, after: Connected): Effect[] {
  const isSame = before.aside === after.aside && before.recordingPause === after.recordingPause
  return isSame ? [] : [controlsChanged(after)]
}

export const controlsChanged = (state: Connected): Effect =>
  journal({ type: 'controls-changed', callId: state.call.callId, controls: controlsOf(state) })
