import type { CallControl, ProblemCode } from '@hearthline/shared'
import type { CallEvent, Connected, Effect, Transition } from './call-state.ts'
import { moved } from './call-state.ts'
import { leaveConsult, speakWith } from './consult.ts'
import { controlsOf, noControls } from './controls-news.ts'
import type { Controlled } from './controls-news.ts'
import { hold, resume } from './hold.ts'
import { pauseRecording, resumeRecording } from './recording-pause.ts'
import { complete } from './transfer.ts'

type ControlEvent = Extract<CallEvent, { type: 'line-control' }>

/**
 * A control of the speaker's own phone (CTL-1 to CTL-3): carried out at once, answered with what is in effect then, or
 * with why nothing was done. Anybody else's phone is told that it cannot.
 */
export function controlAsked(state: Connected, event: ControlEvent): Transition {
  const done = event.legId === state.agent.legId ? carryOut(state, event.control, event.atMs) : null
  if (done === null) return moved(state, [refuseControl(event)])
  const answer: Effect = {
    type: 'answer-control',
    legId: event.legId,
    controlId: event.controlId,
    answer: { ok: true, controls: done.state.phase === 'connected' ? controlsOf(done.state) : noControls },
  }
  // A leg that leaves gets its answer before its BYE.
  return event.control.type === 'complete'
    ? moved(done.state, [answer, ...done.effects])
    : moved(done.state, [...done.effects, answer])
}

/** The answer to a control that does nothing here, also before the call is connected. */
export function refuseControl(
  { legId, controlId, control }: ControlEvent,
  code: Extract<ProblemCode, 'not-in-this-state'> = 'not-in-this-state',
): Effect {
  const answer = { ok: false, problem: { code, detail: control.type } } as const
  return { type: 'answer-control', legId, controlId, answer }
}

function carryOut(state: Connected, control: CallControl, atMs: number): Controlled {
  switch (control.type) {
    case 'hold':
      return hold(state, atMs)
    case 'resume':
      return resume(state)
    case 'swap':
      return speakWith(state, 'other')
    case 'join':
      return speakWith(state, 'all')
    case 'complete':
      return complete(state)
    case 'leave-consult':
      return leaveConsult(state)
    case 'pause-recording':
      return pauseRecording(state, control.reason, atMs)
    case 'resume-recording':
      return resumeRecording(state)
    default:
      return control satisfies never
  }
}
