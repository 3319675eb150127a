import {
  agentRoutes,
  type AgentState,
  type BreakReason,
  type CallId,
  callRoutes,
  type ChosenDisposition,
  type Problem,
  type Result,
} from '@hearthline/shared'
import { create } from 'zustand'
import { call } from '../api/call.ts'
import { draftStore, keepDraft, readDraft } from './kept-draft.ts'
import { emptyDraft, type NoteDraft, type NoteEvent, noteStep } from './note-draft.ts'

/** What the agent has in hand for one call: the note, the chosen outcome, and the last refusal. */
interface DeskView {
  callId: CallId | null
  note: NoteDraft
  outcome: ChosenDisposition | null
  /** Which command waits for its answer. */
  pending: 'ready' | 'break' | 'save' | 'extend' | null
  problem: Problem | null
}

const clear: DeskView = { callId: null, note: emptyDraft, outcome: null, pending: null, problem: null }
export const useDeskStore = create<DeskView>()(() => clear)

/** Quiet time after the last key before a note is sent. */
const noteDelayMs = 700

let noteTimer: ReturnType<typeof setTimeout> | undefined

const applyNote = (callId: CallId, event: NoteEvent): void => {
  const view = useDeskStore.getState()
  if (view.callId !== callId) return
  const { draft, send } = noteStep(view.note, event, Date.now())
  useDeskStore.setState({ note: draft })
  if (event.type === 'typed' || event.type === 'sent') keep()
  if (send !== null) void sendNote(callId, send)
}

/** What control has is not kept here. */
const keep = (): void => {
  const { callId, note, outcome } = useDeskStore.getState()
  const confirmed = note.text === (note.saved ?? '') && outcome === null
  keepDraft(draftStore(), callId === null || confirmed ? null : { callId, text: note.text, outcome })
}

const sendNote = async (callId: CallId, note: string): Promise<void> => {
  const answer = await call(callRoutes.saveNote, { params: { callId }, body: { note } })
  applyNote(callId, answer.ok ? { type: 'sent' } : { type: 'refused' })
  // Typed on in the meantime, or control is away: the next try comes by itself. A refusal stays one.
  if (answer.ok) scheduleNote(callId, noteDelayMs)
  else if (answer.problem.code === 'unavailable') scheduleNote(callId, 3_000)
}

const scheduleNote = (callId: CallId, delayMs: number): void => {
  clearTimeout(noteTimer)
  noteTimer = setTimeout(() => applyNote(callId, { type: 'due' }), delayMs)
}

/** Puts a call on the desk; the same call again keeps what is written. Loads the note that the server has. */
export const openCall = (callId: CallId): void => {
  const before = useDeskStore.getState()
  if (before.callId === callId) return
  if (before.callId !== null) applyNote(before.callId, { type: 'due' })
  const kept = readDraft(draftStore(), callId)
  useDeskStore.setState({
    ...clear,
    callId,
    ...(kept === null ? {} : { note: { ...emptyDraft, text: kept.text }, outcome: kept.outcome }),
  })
  if (kept !== null && kept.text !== '') scheduleNote(callId, noteDelayMs)
  void loadNote(callId)
}

const loadNote = async (callId: CallId): Promise<void> => {
  const answer = await call(callRoutes.get, { params: { callId } })
  if (answer.ok) applyNote(callId, { type: 'loaded', text: answer.value.note })
}

/** Clears the desk at the end of a sign-in. */
export const closeDesk = (): void => {
  clearTimeout(noteTimer)
  keepDraft(draftStore(), null)
  useDeskStore.setState(clear, true)
}

export const typeNote = (callId: CallId, text: string): void => {
  applyNote(callId, { type: 'typed', text })
  scheduleNote(callId, noteDelayMs)
}

export const chooseOutcome = (outcome: ChosenDisposition): void => {
  useDeskStore.setState({ outcome, problem: null })
  keep()
}

export const forgetProblem = (): void => useDeskStore.setState({ problem: null })

const run = async (
  pending: NonNullable<DeskView['pending']>,
  ask: () => Promise<Result<AgentState>>,
): Promise<boolean> => {
  if (useDeskStore.getState().pending !== null) return false
  useDeskStore.setState({ pending, problem: null })
  const answer = await ask()
  useDeskStore.setState({ pending: null, problem: answer.ok ? null : answer.problem })
  return answer.ok
}

/** The state itself is shown when control pushes it, not when this answers. */
export const goReady = (): Promise<boolean> =>
  run('ready', () => call(agentRoutes.setState, { body: { type: 'ready' } }))

export const goOnBreak = (reason: BreakReason): Promise<boolean> =>
  run('break', () => call(agentRoutes.setState, { body: { type: 'break', reason } }))

export const extendWrapUp = (callId: CallId): Promise<boolean> =>
  run('extend', () => call(callRoutes.extendWrapUp, { params: { callId } }))

/** Saves outcome and note and leaves wrap-up. */
export const saveOutcome = (callId: CallId, next: 'ready' | 'break'): Promise<boolean> => {
  const { outcome, note } = useDeskStore.getState()
  if (outcome === null) return Promise.resolve(false)
  clearTimeout(noteTimer)
  return run('save', async () => {
    const answer = await call(callRoutes.wrapUp, {
      params: { callId },
      body: { disposition: outcome, note: note.text, next },
    })
    if (answer.ok) keepDraft(draftStore(), null)
    return answer
  })
}
