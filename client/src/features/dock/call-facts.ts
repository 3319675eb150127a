import type { Consult, LiveCall } from '@hearthline/shared'
import type { ControlsView, DeviceTrouble, Owner, Recovery } from '../../softphone/index.ts'

/** Off, asked for, confirmed, or refused: what a control of the call may say of itself (DESIGN section 6). */
export type Confirmed = ControlsView['hold']['state']

/** What holds in the call now, by the word of whoever has the authority for it. */
export interface CallFacts {
  controls: ControlsView
  recording: 'off' | 'on' | 'paused' | 'failed'
  /** Whose voice does not come though it should. */
  unheard: 'none' | 'agent' | 'customer' | 'both'
  recovery: Recovery
  trouble: DeviceTrouble | null
}

/** What the recording does, as confirmed: a pause counts only while there is a recording. */
export function recordingOf(live: LiveCall | null, paused: boolean): CallFacts['recording'] {
  if (live === null) return 'off'
  if (live.recording !== 'on') return live.recording
  return paused ? 'paused' : 'on'
}

/** Whom the agent talks to, as the dock tells its tests and its styles. Before the answer nobody talks. */
const consultWith = (consult: Consult | null): 'none' | Consult['speaking'] =>
  consult === null ? 'none' : consult.speaking

/** How long a customer waits for a line that is lost, before they are told goodbye. */
export const parkMs = 30_000

/** Neither heard nor hearing just now: every control is off, so that nothing can look pressed and not be. */
export const isCutOff = ({ type }: Recovery): boolean => type === 'lost' || type === 'parked'

export type Blocked = 'notYet' | 'parked' | 'afterHold' | 'inConsult' | 'noRecording' | 'waiting'

/**
 * Why a control cannot be used now, said in its key line; null where nothing stands in its way. The phone's missing
 * command disables a button; this only says why.
 */
export function whyNot(
  control: 'mute' | 'hold' | 'keypad' | 'transfer' | 'add' | 'pause',
  { controls, recording, recovery }: CallFacts,
  talking: boolean,
): Blocked | null {
  if (isCutOff(recovery)) return 'parked'
  if (!talking) return control === 'mute' ? null : 'notYet'
  const { hold, consult } = controls
  const holding = hold.state === 'pending'
  const consulting = consult.running !== null || consult.doing === 'consult'
  switch (control) {
    case 'mute':
      return null
    case 'hold':
      return consulting ? 'inConsult' : null
    case 'keypad':
      return hold.state === 'on' || holding ? 'afterHold' : null
    case 'transfer':
    case 'add':
      if (holding) return 'afterHold'
      return consulting ? 'waiting' : null
    case 'pause':
      return recording === 'on' || recording === 'paused' ? null : 'noRecording'
    default:
      return control satisfies never
  }
}

/** The dock's facts as attributes: styles and tests read these, never the words. */
export const factAttributes = ({ controls, recording, unheard, recovery }: CallFacts, owner: Owner) => ({
  'data-hold': controls.hold.state,
  // Mute is local: it can be on its way, and never fails.
  'data-muted': controls.mute.state === 'failed' ? 'off' : controls.mute.state,
  'data-consult': controls.consult.running?.phase ?? 'none',
  'data-consult-with': consultWith(controls.consult.running),
  'data-recording': recording,
  'data-unheard': unheard,
  'data-recovery': recovery.type,
  'data-owner': owner.type,
})
