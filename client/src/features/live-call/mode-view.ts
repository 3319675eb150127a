import type { CallSupervisor, MonitorMode, PersonId } from '@hearthline/shared'
import { type EndReason, type Listening, speaks } from '../../softphone/index.ts'

export const modes: readonly MonitorMode[] = ['listen', 'whisper', 'barge', 'take-over']

/** Why a mode cannot be pressed now. */
export type ModeOff =
  | 'listen-first'
  | 'not-answered'
  | 'no-line'
  | 'control-away'
  | 'no-way-back'
  | 'agent-lost'
  | { speaker: CallSupervisor }

/** One mode's card. Only what is confirmed is `on`. */
export type ModeView =
  | { type: 'on' }
  | { type: 'off' }
  | { type: 'pending'; step: 'asking' | 'joining' | 'microphone' | 'switching' }
  | { type: 'failed'; reason: EndReason }
  | { type: 'disabled'; why: ModeOff }

export interface ModeSight {
  me: PersonId
  /** The own leg in this call; `off` or `over` without one. */
  leg: Listening
  supervisors: readonly CallSupervisor[]
  answered: boolean
  agentLost: boolean
  /** The phone can dial. */
  line: boolean
  /** Control and a voice node can be asked. */
  control: boolean
}

/** The one other lead who speaks in this call: there is never more than one. */
export const otherSpeaker = (supervisors: readonly CallSupervisor[], me: PersonId): CallSupervisor | null =>
  supervisors.find((one) => one.personId !== me && speaks(one.mode)) ?? null

const off = (why: ModeOff): ModeView => ({ type: 'disabled', why })

export function modeView(mode: MonitorMode, sight: ModeSight): ModeView {
  const { leg } = sight
  switch (leg.type) {
    case 'off':
    case 'over':
      if (mode !== 'listen') return off('listen-first')
      if (!sight.answered) return off('not-answered')
      if (!sight.control) return off('control-away')
      return sight.line ? { type: 'off' } : off('no-line')
    case 'asking':
    case 'joining':
      return mode === 'listen' ? { type: 'pending', step: leg.type } : off('listen-first')
    case 'listening': {
      const { change } = leg
      if (change.type === 'pending' && change.to === mode)
        return { type: 'pending', step: change.step === 'microphone' ? 'microphone' : 'switching' }
      if (leg.mode === mode) return { type: 'on' }
      if (leg.mode === 'take-over') return off('no-way-back')
      const other = otherSpeaker(sight.supervisors, sight.me)
      if (speaks(mode) && other !== null) return off({ speaker: other })
      if (mode === 'whisper' && sight.agentLost) return off('agent-lost')
      if (!sight.control) return off('control-away')
      return change.type === 'failed' && change.to === mode
        ? { type: 'failed', reason: change.reason }
        : { type: 'off' }
    }
    default:
      return leg satisfies never
  }
}
