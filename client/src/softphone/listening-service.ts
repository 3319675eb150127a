import type { CallId, MonitorMode, Result } from '@hearthline/shared'
import { asReason, type EndReason } from './end-reason.ts'
import { type ListeningEffect, type ListeningEvent, listeningStep } from './listening-machine.ts'
import type { Listening } from './listening-state.ts'
import type { Microphone } from './microphone.ts'
import type { SipLine } from './sip-line-contract.ts'

/** What a supervisor's leg touches outside its own rules. */
export interface ListeningPorts {
  now: () => number
  askMonitorTicket: (callId: CallId) => Promise<Result<{ ticket: string }>>
  askRejoin: (callId: CallId) => Promise<Result<{ ticket: string }>>
  setMode: (callId: CallId, mode: MonitorMode) => Promise<Result<unknown>>
  microphone: Pick<Microphone, 'stream' | 'setLive' | 'close'>
  openMicrophone: () => Promise<MediaStream | null>
  /** Null while nothing can be dialled. */
  registeredLine: () => SipLine | null
  line: () => SipLine | null
  read: () => Listening
  write: (state: Listening) => void
}

/** Back in listen for so long, the lead has done speaking: the browser's red dot goes out. */
export const restMs = 10_000

export interface ListeningService {
  dispatch: (event: ListeningEvent) => void
  dispose: () => void
}

/** Does what the machine of a supervisor's leg decides. */
export function createListening(ports: ListeningPorts): ListeningService {
  let disposed = false
  let restTimer: ReturnType<typeof setTimeout> | undefined

  const dispatch = (event: ListeningEvent): void => {
    if (disposed) return
    const before = ports.read()
    const { state, effects } = listeningStep(before, event, ports.now())
    if (state !== before) ports.write(state)
    for (const effect of effects) perform(effect)
  }

  const perform = (effect: ListeningEffect): void => {
    switch (effect.type) {
      case 'ask-ticket':
        void askTicket(effect.callId)
        return
      case 'ask-rejoin':
        void askRejoin(effect.callId)
        return
      case 'rejoin': {
        const stream = ports.microphone.stream()
        if (stream !== null) ports.line()?.rejoin(effect.callId, effect.ticket, stream)
        return
      }
      case 'dial':
        ports.line()?.listen(effect.callId, effect.ticket)
        return
      case 'hang-up':
        ports.line()?.hangUp(effect.callId)
        return
      case 'capture':
        void capture(effect.callId)
        return
      case 'attach':
        void ports.line()?.speak(effect.callId, ports.microphone.stream()?.getAudioTracks()[0] ?? null)
        return
      case 'speak':
        ports.microphone.setLive(effect.on)
        return
      case 'put-mode':
        void putMode(effect.callId, effect.mode)
        return
      case 'rest':
        clearTimeout(restTimer)
        restTimer = setTimeout(() => dispatch({ type: 'rested' }), restMs)
        return
      case 'release': {
        clearTimeout(restTimer)
        const state = ports.read()
        if (state.type === 'listening') void ports.line()?.speak(state.callId, null)
        ports.microphone.close()
        return
      }
      default:
        effect satisfies never
    }
  }

  const askTicket = async (callId: CallId): Promise<void> => {
    if (ports.registeredLine() === null) {
      dispatch({ type: 'refused', callId, reason: { type: 'phone', failure: 'no-line' } })
      return
    }
    const answered = await ports.askMonitorTicket(callId)
    if (answered.ok) dispatch({ type: 'ticket-given', callId, ticket: answered.value.ticket })
    else dispatch({ type: 'refused', callId, reason: asReason(answered.problem) })
  }

  /** The microphone first, and silent: this leg speaks to the customer from its first packet. */
  const askRejoin = async (callId: CallId): Promise<void> => {
    const refused = (reason: EndReason): void => dispatch({ type: 'refused', callId, reason })
    if (ports.registeredLine() === null) {
      refused({ type: 'phone', failure: 'no-line' })
      return
    }
    ports.microphone.setLive(false)
    if ((ports.microphone.stream() ?? (await ports.openMicrophone())) === null) {
      refused({ type: 'phone', failure: 'microphone-missing' })
      return
    }
    const answered = await ports.askRejoin(callId)
    if (answered.ok) dispatch({ type: 'ticket-given', callId, ticket: answered.value.ticket })
    else refused(asReason(answered.problem))
  }

  /** Why it failed comes from the microphone itself, which also tells when it is unplugged later. */
  const capture = async (callId: CallId): Promise<void> => {
    if ((await ports.openMicrophone()) !== null) dispatch({ type: 'microphone-open', callId })
  }

  const putMode = async (callId: CallId, mode: MonitorMode): Promise<void> => {
    const answered = await ports.setMode(callId, mode)
    dispatch(
      answered.ok
        ? { type: 'mode-set', callId, mode }
        : { type: 'mode-refused', callId, mode, reason: asReason(answered.problem) },
    )
  }

  return {
    dispatch,
    dispose: () => {
      disposed = true
      clearTimeout(restTimer)
    },
  }
}
