/** What is done to mend a call's audio path: a new offer with fresh ICE credentials, or a new WebSocket first. */
export type PathEffect = 'restart-ice' | 'reconnect'

/**
 * The way of a call's audio. `mending` goes on until ICE is connected again, however long that takes: the voice node
 * decides when a call is given up, not the browser.
 */
export type Path =
  /** `restarted`: the silence that lasts was answered with a new offer already; the customer may just be quiet. */
  | { type: 'fine'; restarted: boolean }
  | {
      type: 'mending'
      sinceMs: number
      /** What is under way, since when. `socket`: waiting for the line. `settling`: answered, ICE connects. */
      step: 'ice' | 'socket' | 'settling'
      stepSinceMs: number
      /** Nothing broke that we know of: packets just stopped. */
      suspected: boolean
    }

export interface PathState {
  path: Path
  /** The connection's last word: ICE and, after a fresh peer's answer, DTLS as well. */
  iceFine: boolean
  /** The last offer was answered by a fresh peer: what is said since is of that one. */
  anew: boolean
  lineUp: boolean
}

export type PathEvent =
  | { type: 'ice'; fine: boolean }
  /** A fresh peer has answered and the browser connects to it: neither fine nor broken. */
  | { type: 'connecting' }
  /** Packets have come since the last reading. */
  | { type: 'heard' }
  /** A request in the call's dialog was not answered, or its socket broke under it. */
  | { type: 'trouble' }
  /** Another network, or the computer woke up: the socket is presumed dead whatever it says. */
  | { type: 'network-changed' }
  | { type: 'line'; up: boolean }
  /** No packet from the far side for `silentMs`; false: they come. */
  | { type: 'silent'; on: boolean }
  | { type: 'restarted'; ok: boolean }
  | { type: 'tick' }

export const freshPath = (lineUp: boolean): PathState => ({
  path: { type: 'fine', restarted: false },
  iceFine: true,
  anew: false,
  lineUp,
})

/** Packets come every 20 ms; ICE itself notices a dead path only after 5 s or more (Chromium). */
export const silentMs = 1_500
/** After a good answer ICE connects within half a second; after this long the whole is tried again. */
const settleMs = 2_500
/** Packets that came this long after the answer came by the new path: readings are a quarter of a second apart. */
const heardAfterMs = 600

type Step = { state: PathState; effects: PathEffect[] }

/** What is done next for the path of the call that stands. */
export function pathStep(before: PathState, event: PathEvent, nowMs: number): Step {
  switch (event.type) {
    case 'ice': {
      const state = { ...before, iceFine: event.fine }
      const { path } = state
      if (!event.fine) return path.type === 'fine' ? mend(state, false, nowMs) : { state, effects: [] }
      // While an offer is under way this may still be the old path's word.
      return path.type === 'mending' && path.step !== 'ice' ? fine(state) : { state, effects: [] }
    }
    case 'connecting':
      return before.path.type === 'mending'
        ? { state: { ...before, iceFine: false, anew: true }, effects: [] }
        : { state: before, effects: [] }
    case 'heard': {
      const { path } = before
      const settled =
        path.type === 'mending' && path.step === 'settling' && nowMs - path.stepSinceMs >= heardAfterMs
      return settled ? fine({ ...before, iceFine: true }) : { state: before, effects: [] }
    }
    case 'trouble':
      return before.path.type === 'fine' && !before.iceFine
        ? mend(before, false, nowMs)
        : { state: before, effects: [] }
    case 'network-changed':
      return {
        state: { ...before, lineUp: false, path: mending(before, 'socket', false, nowMs) },
        effects: ['reconnect'],
      }
    case 'line': {
      const state = { ...before, lineUp: event.up }
      if (event.up && state.path.type === 'mending' && state.path.step === 'socket')
        return restart(state, nowMs)
      return { state, effects: [] }
    }
    case 'silent': {
      if (before.path.type !== 'fine') return { state: before, effects: [] }
      if (event.on && !before.path.restarted) return mend(before, true, nowMs)
      return { state: { ...before, path: { type: 'fine', restarted: event.on } }, effects: [] }
    }
    case 'restarted': {
      if (before.path.type !== 'mending' || before.path.step !== 'ice') return { state: before, effects: [] }
      if (!event.ok) return reconnect(before, nowMs)
      if (before.iceFine && before.anew) return fine(before)
      // ICE's word may still be the old path's: on a dead one it says `connected` for 5 s more (Chromium).
      return { state: { ...before, path: mending(before, 'settling', null, nowMs) }, effects: [] }
    }
    case 'tick': {
      const { path } = before
      const late = path.type === 'mending' && path.step === 'settling' && nowMs - path.stepSinceMs >= settleMs
      if (!late) return { state: before, effects: [] }
      // The browser has kept what it had, and never called it broken; on hold no packet can tell.
      return before.iceFine ? fine(before) : reconnect(before, nowMs)
    }
    default:
      return event satisfies never
  }
}

const mending = (
  { path }: PathState,
  step: Extract<Path, { type: 'mending' }>['step'],
  suspected: boolean | null,
  nowMs: number,
): Path => ({
  type: 'mending',
  sinceMs: path.type === 'mending' ? path.sinceMs : nowMs,
  step,
  stepSinceMs: nowMs,
  suspected: suspected ?? (path.type === 'mending' && path.suspected),
})

function mend(state: PathState, suspected: boolean, nowMs: number): Step {
  if (state.lineUp)
    return {
      state: { ...state, anew: false, path: mending(state, 'ice', suspected, nowMs) },
      effects: ['restart-ice'],
    }
  return { state: { ...state, path: mending(state, 'socket', suspected, nowMs) }, effects: [] }
}

const restart = (state: PathState, nowMs: number): Step => ({
  state: { ...state, anew: false, path: mending(state, 'ice', null, nowMs) },
  effects: ['restart-ice'],
})

/** An offer that nobody answers: the socket is dead, or its transaction blocks the next one until it is dropped. */
const reconnect = (state: PathState, nowMs: number): Step => ({
  state: { ...state, lineUp: false, path: mending(state, 'socket', null, nowMs) },
  effects: ['reconnect'],
})

const fine = (state: PathState): Step => ({
  state: {
    ...state,
    path: { type: 'fine', restarted: state.path.type === 'mending' && state.path.suspected },
  },
  effects: [],
})
