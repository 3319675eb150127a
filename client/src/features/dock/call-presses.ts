import type { CallCommands, PhoneCommands } from '../../softphone/index.ts'
import { type CallFacts, isCutOff } from './call-facts.ts'

/** What opens under the controls; one at a time. */
export type Panel = 'keypad' | 'transfer' | 'add' | 'pause'

/** What each control does when pressed now, by hand or by key; undefined: not possible now. */
export interface CallPresses {
  mute: (() => void) | undefined
  hold: (() => void) | undefined
  keypad: (() => void) | undefined
  transfer: (() => void) | undefined
  add: (() => void) | undefined
  pause: (() => void) | undefined
  audio: () => void
}

/**
 * The presses of the call as it stands. One key does what the moment asks for: Transfer opens the panel and, once the
 * other party has answered, completes; Add party opens it and then joins all; Pause opens the reasons and then resumes.
 */
export function pressesOf(
  { controls, recovery }: CallFacts,
  { toggleMute, ...commands }: CallCommands & Pick<PhoneCommands, 'toggleMute'>,
  panel: Panel | null,
  show: (panel: Panel | null) => void,
  audio: () => void,
): CallPresses {
  if (isCutOff(recovery))
    return {
      mute: undefined,
      hold: undefined,
      keypad: undefined,
      transfer: undefined,
      add: undefined,
      pause: undefined,
      audio,
    }
  // A panel that is open can always be closed.
  const toggle = (name: Panel, possible: boolean) =>
    possible || panel === name ? () => show(panel === name ? null : name) : undefined
  const held = controls.hold.state === 'on'
  const answered = controls.consult.running?.phase === 'connected'
  return {
    mute: toggleMute,
    hold: held ? commands.resume : commands.hold,
    keypad: toggle('keypad', commands.sendDigit !== undefined && !held && controls.hold.state !== 'pending'),
    transfer: answered ? commands.complete : toggle('transfer', commands.transfer !== undefined),
    add: answered ? commands.join : toggle('add', commands.consult !== undefined),
    pause:
      controls.recordingPause.state === 'on'
        ? commands.resumeRecording
        : toggle('pause', commands.pauseRecording !== undefined),
    audio,
  }
}
