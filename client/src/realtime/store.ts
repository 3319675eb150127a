import type {
  Attention,
  CallId,
  FloorAgent,
  HelpRequest,
  Levels,
  LiveCall,
  LineQuality,
  Notice,
  PersonId,
  SentNotice,
} from '@hearthline/shared'
import { createStore, useStore } from 'zustand'
import { useShallow } from 'zustand/react/shallow'
import { type Connection, initialView, type LiveEvent, type LiveView, reduce } from './live-view.ts'

/** What control pushes. Components read it through the selectors below, never whole. */
export const liveStore = createStore<LiveView>(() => initialView)

/** When the last word of control came (a ping counts), browser clock; 0 before the first. Changes too often for a view. */
const heard = { atMs: 0 }
export const lastHeardMs = (): number => heard.atMs
export const noteHeard = (nowMs: number): void => {
  heard.atMs = nowMs
}

/** Applies one event; `resync` as in `reduce`. */
export function applyLive(event: LiveEvent, nowMs: number): { resync: number | null } {
  const { view, resync } = reduce(liveStore.getState(), event, nowMs)
  liveStore.setState(view, true)
  return { resync }
}

export const forgetLive = (): void => liveStore.setState(initialView, true)

/** Now by the server's clock, unix ms: what every pushed time is compared with. */
export const serverNowMs = (): number => Date.now() + liveStore.getState().clockOffsetMs

type Reporter = (report: { callId: CallId; quality: LineQuality }) => void
const outbox: { report: Reporter | null } = { report: null }
export const setLineReporter = (report: Reporter | null): void => {
  outbox.report = report
}

/** Sends the agent's measured line to control; nothing while control is away, for a late figure helps nobody. */
export const reportLine: Reporter = (report) => outbox.report?.(report)

type LevelsListener = (levels: Levels) => void
const levelsListeners = new Map<CallId, Set<LevelsListener>>()

/**
 * Tells how loud a call's parties are, about five times a second while this lead has a leg in it. Outside of React's
 * state, for meters that write straight into the page.
 * @returns a function that stops listening
 */
export const onLevels = (callId: CallId, listener: LevelsListener): (() => void) => {
  const listeners = levelsListeners.get(callId) ?? new Set()
  levelsListeners.set(callId, listeners.add(listener))
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0 && levelsListeners.get(callId) === listeners) levelsListeners.delete(callId)
  }
}

export const noteLevels: LevelsListener = (levels) => {
  for (const listener of levelsListeners.get(levels.callId) ?? []) listener(levels)
}

const useLive = <Value>(select: (view: LiveView) => Value): Value => useStore(liveStore, select)

/** Server clock minus this computer's, ms: for timers that tick from pushed times. */
export const useClockOffset = (): number => useLive((view) => view.clockOffsetMs)
export const useConnection = (): Connection => useLive((view) => view.connection)
export const useOwn = () => useLive((view) => view.own)
export const useOwnCall = (): LiveCall | null => useLive((view) => view.own?.call ?? null)
export const useLastEnded = () => useLive((view) => view.lastEnded)
export const useLastConsultEnded = () => useLive((view) => view.lastConsultEnded)
/** Whether Ready may be chosen, and by what; null until told. */
export const useReadyGate = () => useLive((view) => view.own?.readyGate ?? null)
/** Open call-backs of this agent, and how many are due; null until told. */
export const useCallBackCount = () => useLive((view) => view.own?.callBacks ?? null)
/** How long each kind of break may last, minutes; null until told. */
export const useBreakMinutes = () => useLive((view) => view.own?.breakMinutes ?? null)
export const useVoiceLinked = (): boolean => useLive((view) => view.voiceLinked)
export const useAttention = (): Attention | null => useLive((view) => view.attention)

const noNotices: readonly Notice[] = []

/** The own call for help while it stands. */
export const useOwnHelp = (): HelpRequest | null => useLive((view) => view.own?.help ?? null)
/** How the own call for help came to its end; null while one stands, and before the first. */
export const useLastHelpEnded = () => useLive((view) => view.lastHelpEnded)
/** What leads have told or done, not acknowledged yet, oldest first. */
export const useNotices = (): readonly Notice[] => useLive((view) => view.own?.notices ?? noNotices)

/** What this lead has sent and done to agents since the page opened, newest first. */
export const useSentNotices = (): readonly SentNotice[] => useLive((view) => view.sent)

const noHelp: readonly HelpRequest[] = []
/** Calls for help of the floor that stand. */
export const useFloorHelp = (): readonly HelpRequest[] => useLive((view) => view.floor?.help ?? noHelp)

/** False until the first snapshot, and for people who see no floor. */
export const useHasFloor = (): boolean => useLive((view) => view.floor !== null)

/** One agent with their call: re-renders only when one of the two changes. */
export const useFloorAgent = (personId: PersonId): { agent: FloorAgent | null; call: LiveCall | null } =>
  useStore(
    liveStore,
    useShallow((view: LiveView) => {
      const callId = view.floor?.callOf.get(personId)
      return {
        agent: view.floor?.agents.get(personId) ?? null,
        call: callId === undefined ? null : (view.floor?.calls.get(callId) ?? null),
      }
    }),
  )

export const useFloorCall = (callId: CallId | null): LiveCall | null =>
  useLive((view) => (callId === null ? null : (view.floor?.calls.get(callId) ?? null)))
