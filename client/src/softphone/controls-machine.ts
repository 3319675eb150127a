import type {
  CallControl,
  CallControls,
  CallId,
  Consult,
  CustomerId,
  PersonId,
  TeamId,
} from '@hearthline/shared'
import type { EndReason } from './end-reason.ts'

/** Whom to ask in, or to give the call to. */
export type ConsultTo =
  | { type: 'agent'; personId: PersonId }
  | { type: 'team'; teamId: TeamId }
  | { type: 'number'; text: string }
  | { type: 'customer'; customerId: CustomerId }

/** What the agent asks for in a call that stands. All but `consult` goes by SIP INFO and works without control. */
export type Ask = CallControl | { type: 'consult'; to: ConsultTo; blind: boolean }
type AskType = Ask['type']

/** Controls that exclude each other while one of them waits for its answer. */
export type ControlGroup = 'hold' | 'consult' | 'recording'
const groupOf: Record<AskType, ControlGroup> = {
  hold: 'hold',
  resume: 'hold',
  consult: 'consult',
  swap: 'consult',
  join: 'consult',
  complete: 'consult',
  'leave-consult': 'consult',
  'pause-recording': 'recording',
  'resume-recording': 'recording',
}

interface Standing {
  pending: { id: number; ask: AskType } | null
  /** The last press, when it came to nothing. */
  failed: { ask: AskType; reason: EndReason } | null
}

/** The controls of the one call. `told` is only ever the voice node's word, by its answer or by control's push. */
export interface ControlsState {
  callId: CallId | null
  told: CallControls
  /** Answered to us and not pushed yet: a push may come later than the next answer, and is then old news. */
  unpushed: readonly CallControls[]
  groups: Readonly<Record<ControlGroup, Standing>>
  nextId: number
}

export type ControlsEvent =
  /** This call stands now, or none: everything begins anew. */
  | { type: 'call'; callId: CallId | null }
  | { type: 'ask'; ask: Ask }
  | { type: 'answered'; id: number; controls: CallControls }
  | { type: 'refused'; id: number; reason: EndReason }
  | { type: 'pushed'; callId: CallId; controls: CallControls }
  | { type: 'forget'; group: ControlGroup }

export interface ControlsEffect {
  type: 'send'
  id: number
  callId: CallId
  ask: Ask
}

const noControls: CallControls = { hold: null, consult: null, recordingPause: null }
const quiet: Standing = { pending: null, failed: null }
export const initialControls: ControlsState = {
  callId: null,
  told: noControls,
  unpushed: [],
  groups: { hold: quiet, consult: quiet, recording: quiet },
  nextId: 1,
}

interface Step {
  state: ControlsState
  effects: ControlsEffect[]
}

/** What the controls of the call do next. An answer to a press that is over, or of another call, changes nothing. */
export function controlsStep(state: ControlsState, event: ControlsEvent): Step {
  const only = (next: ControlsState): Step => ({ state: next, effects: [] })
  switch (event.type) {
    case 'call':
      return only(
        event.callId === state.callId
          ? state
          : { ...initialControls, callId: event.callId, nextId: state.nextId },
      )
    case 'ask': {
      const { ask } = event
      if (state.callId === null || !canAsk(state, ask.type)) return only(state)
      const id = state.nextId
      return {
        state: {
          ...withGroup(state, groupOf[ask.type], { pending: { id, ask: ask.type }, failed: null }),
          nextId: id + 1,
        },
        effects: [{ type: 'send', id, callId: state.callId, ask }],
      }
    }
    case 'answered': {
      const group = groupWaitingFor(state, event.id)
      if (group === null) return only(state)
      return only({
        ...withGroup(state, group, quiet),
        told: event.controls,
        unpushed: [...state.unpushed, event.controls].slice(-unpushedKept),
      })
    }
    case 'refused': {
      const group = groupWaitingFor(state, event.id)
      const ask = group === null ? undefined : state.groups[group].pending?.ask
      if (group === null || ask === undefined) return only(state)
      return only(withGroup(state, group, { pending: null, failed: { ask, reason: event.reason } }))
    }
    case 'pushed': {
      if (event.callId !== state.callId) return only(state)
      const known = state.unpushed.findIndex((one) => same(one, event.controls))
      if (known !== -1) return only({ ...state, unpushed: state.unpushed.slice(known + 1) })
      return only(same(state.told, event.controls) ? state : settled(state, event.controls))
    }
    case 'forget':
      return only(withGroup(state, event.group, { ...state.groups[event.group], failed: null }))
    default:
      return event satisfies never
  }
}

/** More answers than this without a push: control is away, and its next word is a fresh one. */
const unpushedKept = 8

/** Whether a press makes sense now; what the voice node allows is its own decision. */
export function canAsk({ callId, told, groups }: ControlsState, ask: AskType): boolean {
  if (callId === null) return false
  const { hold, consult, recordingPause } = told
  const group = groups[groupOf[ask]]
  // Out of a transfer that hangs, at any time: the dock never locks.
  if (ask === 'leave-consult')
    return group.pending?.ask !== ask && (consult !== null || group.pending?.ask === 'consult')
  if (group.pending !== null) return false
  const answered = consult?.phase === 'connected' && !consult.blind
  switch (ask) {
    case 'hold':
      return hold === null && consult === null && groups.consult.pending === null
    case 'resume':
      return hold !== null && consult === null
    case 'consult':
      return consult === null && groups.hold.pending === null
    case 'swap':
    case 'join':
      return answered && consult.speaking !== 'all'
    case 'complete':
      return answered
    case 'pause-recording':
      return recordingPause === null
    case 'resume-recording':
      return recordingPause !== null
    default:
      return ask satisfies never
  }
}

/** The microphone stops with the press and before anything is sent; it starts again only with the voice node's word. */
export const isQuiet = ({ told, groups }: ControlsState): boolean =>
  groups.hold.pending?.ask === 'hold' || (told.hold !== null && told.consult === null)

/** Control's word, which may answer a press whose own answer was lost. */
function settled(state: ControlsState, controls: CallControls): ControlsState {
  const next: ControlsState = { ...state, told: controls, unpushed: [] }
  const held = controls.hold !== null
  const { ask } = state.groups.hold.pending ?? state.groups.hold.failed ?? {}
  const holdCame = (ask === 'hold' && held) || (ask === 'resume' && !held)
  return holdCame ? withGroup(next, 'hold', quiet) : next
}

const withGroup = (state: ControlsState, group: ControlGroup, standing: Standing): ControlsState => ({
  ...state,
  groups: { ...state.groups, [group]: standing },
})

function groupWaitingFor({ groups }: ControlsState, id: number): ControlGroup | null {
  if (groups.hold.pending?.id === id) return 'hold'
  if (groups.consult.pending?.id === id) return 'consult'
  return groups.recording.pending?.id === id ? 'recording' : null
}

const same = (one: CallControls, other: CallControls): boolean =>
  one.hold?.since === other.hold?.since &&
  one.recordingPause?.since === other.recordingPause?.since &&
  sameConsult(one.consult, other.consult)

const sameConsult = (one: Consult | null, other: Consult | null): boolean =>
  one?.since === other?.since && one?.phase === other?.phase && one?.speaking === other?.speaking
