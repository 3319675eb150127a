import type { RecordingPauseReason } from '@hearthline/shared'
import { recordingPauseMs } from '@hearthline/shared'
import type { Connected, Effect, Transition } from './call-state.ts'
import { moved, refused } from './call-state.ts'
import { controlsNews } from './controls-news.ts'
import type { Controlled } from './controls-news.ts'

/** CTL-5: what is said while somebody reads out a card number is silence in the file, on both sides. */
export function pauseRecording(state: Connected, reason: RecordingPauseReason, atMs: number): Controlled {
  if (state.recording !== 'on' && state.recording !== 'starting') return null
  if (state.recordingPause !== null) return { state, effects: [] }
  const recordingPause = { sinceMs: atMs, untilMs: atMs + recordingPauseMs, reason }
  const next: Connected = { ...state, recordingPause }
  return {
    state: next,
    effects: [
      pause(next, true),
      { type: 'arm', timer: 'recording-pause', delayMs: recordingPauseMs },
      ...controlsNews(state, next),
    ],
  }
}

/** By hand, when the time is over, or because the call is somebody else's now. */
export function resumeRecording(state: Connected): { state: Connected; effects: Effect[] } {
  if (state.recordingPause === null) return { state, effects: [] }
  const next: Connected = { ...state, recordingPause: null }
  return { state: next, effects: [...recordAgain(state), ...controlsNews(state, next)] }
}

/** What the media plane and the clock are told when a pause is over. */
export const recordAgain = (state: Connected): Effect[] =>
  state.recordingPause === null ? [] : [pause(state, false), { type: 'disarm', timer: 'recording-pause' }]

/** Its time is over. */
export function pauseEnded(state: Connected): Transition {
  const over = resumeRecording(state)
  return over.state === state ? refused(state, 'no-change') : moved(over.state, over.effects)
}

/** SEAL-2: told once; where it was paused, nothing is left to pause. */
export function recordingBroke(state: Connected): Transition {
  const next: Connected = { ...state, recording: 'failed', recordingPause: null }
  if (state.recordingPause === null) return moved(next)
  return moved(next, [{ type: 'disarm', timer: 'recording-pause' }, ...controlsNews(state, next)])
}

const pause = (state: Connected, paused: boolean): Effect => ({
  type: 'media',
  request: { type: 'pause-recording', callId: state.call.callId, paused },
})
