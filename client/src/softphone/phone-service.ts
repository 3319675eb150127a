import type { CallId, CustomerRef, LineQuality, MonitorMode, Result, SipAccount } from '@hearthline/shared'
import { type AudioChoice, keepChoice } from './audio-choice.ts'
import { logged } from './call-log.ts'
import { asReason, type EndReason } from './end-reason.ts'
import { addReading, emptyWindow } from './line-quality.ts'
import type { ListeningEvent } from './listening-machine.ts'
import type { ListeningPorts, ListeningService } from './listening-service.ts'
import { isRunning } from './listening-state.ts'
import { listAudioDevices, type Microphone } from './microphone.ts'
import {
  type DialTarget,
  hasSession,
  partyOf,
  type PhoneEffect,
  type PhoneEvent,
  transition,
} from './phone-machine.ts'
import { type PhoneService, phoneStore } from './phone-store.ts'
import type { SipLine, SipLineEvents } from './sip-line.ts'
import type { Sound } from './sound.ts'
import { countersOf } from './stats-report.ts'

/** Everything that the phone touches outside its own rules. */
export interface PhonePorts {
  now: () => number
  /** Browser clock minus server clock is taken off by the port: how long an account is still good, ms. */
  accountLifeMs: (account: SipAccount) => number
  mintAccount: () => Promise<Result<SipAccount>>
  askTicket: (to: DialTarget) => Promise<Result<{ callId: CallId; ticket: string; customer: CustomerRef }>>
  /** Gives back a ticket that was not used; control decides whether it is too late for that. */
  withdraw: (callId: CallId) => Promise<unknown>
  askMonitorTicket: (callId: CallId) => Promise<Result<{ ticket: string }>>
  /** Switches the own supervisor's leg; answered once the voice node has it in effect. */
  setMode: (callId: CallId, mode: MonitorMode) => Promise<Result<unknown>>
  openLine: (account: SipAccount, events: SipLineEvents) => Promise<SipLine>
  microphone: Microphone
  /** An agent's is open for the whole shift; a lead's opens by speaking alone, not by being chosen. */
  keepsMicrophone: boolean
  sound: Sound
  /** Plays the other side; null stops. */
  play: (stream: MediaStream | null, speakerId: string | null) => void
  reportLine: (report: { callId: CallId; quality: LineQuality }) => void
}

const retryMs = 2_000
const reportEveryMs = 5_000
const statsEveryMs = 1_000

/** Runs the phone of one sign-in: keeps the line, does what the machines decide, measures the call that stands. */
export function createPhone(ports: PhonePorts): PhoneService {
  const { getState, setState } = phoneStore
  let disposed = false
  let line: SipLine | null = null
  let renewTimer: ReturnType<typeof setTimeout> | undefined
  /** The last call that the network has spoken of: its ticket was used. */
  let heardOf: CallId | null = null
  let seat: ListeningService | null = null
  let meter: { callId: CallId; stop: () => void } | null = null

  const dispatch = (event: PhoneEvent): void => {
    if (disposed) return
    const { phone, log } = getState()
    const { state, effects } = transition(phone, event, ports.now())
    if (state !== phone) setState({ phone: state, log: logged(log, phone, state, ports.now()) })
    for (const effect of effects) perform(effect)
    measure()
  }

  const perform = (effect: PhoneEffect): void => {
    switch (effect.type) {
      case 'ask-ticket':
        void askTicket(effect.to)
        return
      case 'invite': {
        const stream = ports.microphone.stream()
        if (line !== null && stream !== null) line.invite(effect.callId, effect.ticket, stream)
        else {
          dispatch({
            type: 'call-ended',
            callId: effect.callId,
            reason: { type: 'phone', failure: line === null ? 'no-line' : 'microphone-missing' },
          })
          giveBack(effect.callId)
        }
        return
      }
      case 'answer':
        void answer(effect.callId)
        return
      case 'decline':
        line?.refuse(effect.callId, 603)
        return
      case 'turn-away':
        line?.refuse(effect.callId, 486)
        return
      case 'hang-up':
        line?.hangUp(effect.callId)
        return
      case 'microphone':
        ports.microphone.setLive(effect.live)
        return
      case 'ring':
        ports.sound.ring(effect.on)
        return
      default:
        effect satisfies never
    }
  }

  /** The microphone first: a ticket without one would hold the agent's place for a minute. */
  const askTicket = async (to: DialTarget): Promise<void> => {
    const stream = ports.microphone.stream() ?? (await openMicrophone())
    if (stream === null) {
      dispatch({ type: 'not-placed', reason: microphoneReason() })
      return
    }
    const answered = await ports.askTicket(to)
    if (!answered.ok) {
      dispatch({ type: 'not-placed', reason: asReason(answered.problem) })
      return
    }
    const { callId, ticket, customer } = answered.value
    if (disposed) void ports.withdraw(callId)
    dispatch({ type: 'ticket-given', party: { callId, direction: 'outbound', customer }, ticket })
  }

  /** An INVITE that never left, or that nobody took, must not hold the agent's place until the ticket expires. */
  const giveBack = (callId: CallId): void => {
    const party = partyOf(getState().phone.call)
    if (party?.callId === callId && party.direction === 'outbound' && heardOf !== callId)
      void ports.withdraw(callId)
  }

  const answer = async (callId: CallId): Promise<void> => {
    const stream = ports.microphone.stream() ?? (await openMicrophone())
    if (stream === null) dispatch({ type: 'not-answered', reason: microphoneReason() })
    else line?.answer(callId, stream)
  }

  const microphoneReason = (): EndReason => {
    const { microphone } = getState()
    return {
      type: 'phone',
      failure: microphone.type === 'failed' ? microphone.failure : 'microphone-missing',
    }
  }

  const openMicrophone = async (): Promise<MediaStream | null> => {
    const { choice } = getState()
    const opened = await ports.microphone.open({
      deviceId: choice.microphoneId,
      processing: choice.processing,
    })
    if (typeof opened === 'string') return null
    const [track] = opened.getAudioTracks()
    if (track !== undefined) line?.replaceTrack(track)
    setState({ devices: await listAudioDevices() })
    return opened
  }

  const choose = (part: Partial<AudioChoice>): void => {
    const choice = { ...getState().choice, ...part }
    setState({ choice })
    keepChoice(choice)
    ports.play(getState().theirs, choice.speakerId)
    if (!ports.keepsMicrophone && ports.microphone.stream() === null) return
    if (part.microphoneId !== undefined || part.processing !== undefined) void openMicrophone()
  }

  const seatPorts: ListeningPorts = {
    now: ports.now,
    askMonitorTicket: ports.askMonitorTicket,
    setMode: ports.setMode,
    microphone: ports.microphone,
    openMicrophone: async () => openMicrophone(),
    registeredLine: () => (getState().phone.line === 'registered' ? line : null),
    line: () => line,
    read: () => getState().listening,
    write: (state) => setState({ listening: state }),
  }
  const listening = (event: ListeningEvent): void => {
    if (disposed) return
    seat?.dispatch(event)
    fallSilent()
    measure()
  }

  /** Only when neither the call nor a listening leg is left: both are told of every session. */
  const fallSilent = (): void => {
    const { phone, listening: leg } = getState()
    if (!hasSession(phone.call) && !isRunning(leg)) hear(null)
  }

  const hear = (stream: MediaStream | null): void => {
    if (getState().theirs === stream) return
    setState({ theirs: stream })
    ports.play(stream, getState().choice.speakerId)
  }

  /** Starts, moves or stops the measuring so that it follows the one session that carries audio. */
  const measure = (): void => {
    const { phone, listening: leg } = getState()
    const call = phone.call.type === 'connected' ? phone.call.party.callId : null
    const callId = call ?? (leg.type === 'listening' ? leg.callId : null)
    if (meter?.callId === callId || (meter === null && callId === null)) return
    meter?.stop()
    meter = callId === null ? null : { callId, stop: startMeter(callId, call !== null) }
    // The figures of a call that is over say nothing about the line now.
    setState({ quality: null, history: [] })
  }

  const startMeter = (callId: CallId, report: boolean): (() => void) => {
    let window = emptyWindow
    let reportedMs = Number.NEGATIVE_INFINITY
    const read = async (): Promise<void> => {
      const stats = await line?.peerOf(callId)?.getStats()
      if (stats === undefined || meter?.callId !== callId) return
      const counters = countersOf(stats.values(), ports.now())
      if (counters === null) return
      const next = addReading(window, counters)
      window = next.window
      if (next.quality === null) return
      setState({ quality: next.quality, history: window.history })
      if (report && counters.atMs - reportedMs >= reportEveryMs) {
        reportedMs = counters.atMs
        ports.reportLine({ callId, quality: next.quality })
      }
    }
    const timer = setInterval(() => {
      // A closing connection has no statistics any more; the next tick finds the meter stopped.
      read().catch(() => undefined)
    }, statsEveryMs)
    return () => clearInterval(timer)
  }

  const lineEvents: SipLineEvents = {
    line: (next) => {
      if (!disposed) dispatch({ type: 'line', line: next })
    },
    registrationRefused: () => scheduleRenewal(retryMs),
    progressed: (callId, status) => {
      heardOf = callId
      dispatch({ type: 'progressed', callId, status })
    },
    accepted: (callId) => {
      heardOf = callId
      dispatch({ type: 'accepted', callId })
      listening({ type: 'accepted', callId })
    },
    ended: (callId, end) => {
      giveBack(callId)
      dispatch({ type: 'session-ended', callId, end })
      listening({ type: 'session-ended', callId, end })
      fallSilent()
    },
    invited: ({ callId, displayName, ringMs }) =>
      dispatch({
        type: 'invited',
        party: {
          callId,
          direction: 'inbound',
          customer: displayName === null ? null : { customerId: null, displayName, maskedNumber: '' },
        },
        ringEndsMs: ports.now() + ringMs,
      }),
    remoteStream: (_callId, stream) => hear(stream),
  }

  const scheduleRenewal = (delayMs: number): void => {
    clearTimeout(renewTimer)
    if (!disposed && !getState().draining) renewTimer = setTimeout(() => void renew(), delayMs)
  }

  /** Mints a credential and opens, or re-registers, the line; tries again until it works or the sign-in ends. */
  const renew = async (): Promise<void> => {
    const minted = await ports.mintAccount()
    if (disposed || getState().draining) return
    if (!minted.ok) {
      if (line === null) dispatch({ type: 'line', line: 'connecting' })
      scheduleRenewal(retryMs)
      return
    }
    // A fifth of its life is left for retries while control is away.
    scheduleRenewal(Math.max(retryMs, ports.accountLifeMs(minted.value) * 0.8))
    if (line !== null) {
      line.renew(minted.value)
      return
    }
    try {
      const opened = await ports.openLine(minted.value, lineEvents)
      if (disposed) opened.dispose()
      else line = opened
    } catch {
      // The phone's code could not be loaded: the network is down just now.
      scheduleRenewal(retryMs)
    }
  }

  dispatch({ type: 'line', line: 'connecting' })
  void renew()

  return {
    dispatch,
    listening,
    supervise: (open) => {
      if (!disposed) seat ??= open(seatPorts)
    },
    openMicrophone,
    choose,
    meter: ports.sound.meter,
    callPushed: (call) => {
      if (call.phase !== 'placed') heardOf = call.callId
      dispatch({ type: 'call-pushed', call })
    },
    callEnded: (callId, reason) => dispatch({ type: 'call-ended', callId, reason }),
    drain: () => {
      if (disposed || getState().draining) return
      clearTimeout(renewTimer)
      setState({ draining: true })
    },
    dispose: () => {
      if (disposed) return
      disposed = true
      seat?.dispose()
      clearTimeout(renewTimer)
      meter?.stop()
      meter = null
      ports.sound.ring(false)
      line?.dispose()
      ports.play(null, null)
      ports.microphone.dispose()
      ports.sound.dispose()
    },
  }
}
