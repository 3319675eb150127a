import type { Consult, RecordingPauseReason } from '@hearthline/shared'
import type { Ask, ControlsState } from './controls-machine.ts'
import type { EndReason } from './end-reason.ts'

/**
 * How a control stands, as confirmed. `failed`: the last press came to nothing, and the control is off. `on` with a
 * reason: switching it off came to nothing.
 */
export interface ControlView {
  state: 'off' | 'pending' | 'on' | 'failed'
  reason: EndReason | null
}

export interface ControlsView {
  /** `sinceMs` by the server's clock. */
  hold: ControlView & { sinceMs: number | null }
  mute: ControlView
  recordingPause: ControlView & { untilMs: number | null; why: RecordingPauseReason | null }
  /** `doing`: the press that waits for its answer. */
  consult: ControlView & { running: Consult | null; doing: Ask['type'] | null }
}

/** What is shown of the controls: nothing that was not confirmed. */
export function controlsView(
  { told, groups }: ControlsState,
  microphone: { muted: boolean; sending: boolean },
): ControlsView {
  return {
    hold: {
      ...shown(told.hold !== null, groups.hold),
      sinceMs: told.hold?.since ?? null,
    },
    mute: {
      state: microphone.muted ? (microphone.sending ? 'pending' : 'on') : 'off',
      reason: null,
    },
    recordingPause: {
      ...shown(told.recordingPause !== null, groups.recording),
      untilMs: told.recordingPause?.until ?? null,
      why: told.recordingPause?.reason ?? null,
    },
    consult: {
      ...shown(told.consult !== null, groups.consult),
      running: told.consult,
      doing: groups.consult.pending?.ask ?? null,
    },
  }
}

function shown(on: boolean, { pending, failed }: ControlsState['groups']['hold']): ControlView {
  const reason = failed?.reason ?? null
  if (pending !== null) return { state: 'pending', reason: null }
  if (on) return { state: 'on', reason }
  return { state: reason === null ? 'off' : 'failed', reason }
}
