import type { CallId, CustomerRef, LineQuality, MonitorMode, Result } from '@hearthline/shared'
import { type AudioChoice, keepChoice } from './audio-choice.ts'
import { logged } from './call-log.ts'
import { createCallMeter } from './call-meter.ts'
import { type CallReturnPorts, createCallReturn } from './call-return.ts'
import { isQuiet } from './controls-machine.ts'
import { asReason, type EndReason } from './end-reason.ts'
import { createLineKeeper, type LineKeeper, type LineKeeperPorts } from './line-keeper.ts'
import type { ListeningEvent } from './listening-machine.ts'
import type { ListeningPorts, ListeningService } from './listening-service.ts'
import { isRunning } from './listening-state.ts'
import { listAudioDevices, type Microphone } from './microphone.ts'
import {
  type DialTarget,
  hasSession,
  type Party,
  partyOf,
  type PhoneEffect,
  type PhoneEvent,
  transition,
} from './phone-machine.ts'
import { type PhoneService, phoneStore } from './phone-store.ts'
import type { SipLine, SipLineEvents } from './sip-line-contract.ts'
import type { Sound } from './sound.ts'
import { createStanding, type StandingPorts } from './standing-call.ts'

/** Everything that the phone touches outside its own rules. */
export interface PhonePorts
  extends LineKeeperPorts, Pick<CallReturnPorts, 'personId' | 'browserMs' | 'muteMemory'> {
  askTicket: (to: DialTarget) => Promise<Result<{ callId: CallId; ticket: string; customer: CustomerRef }>>
  /** Gives back a ticket that was not used; control decides whether it is too late for that. */
  withdraw: (callId: CallId) => Promise<unknown>
  askMonitorTicket: (callId: CallId) => Promise<Result<{ ticket: string }>>
  /** Switches the own supervisor's leg; answered once the voice node has it in effect. */
  setMode: (callId: CallId, mode: MonitorMode) => Promise<Result<unknown>>
  microphone: Microphone
  /** An agent's is open for the whole shift; a lead's opens by speaking alone, not by being chosen. */
  keepsMicrophone: boolean
  sound: Sound
  /** Plays the other side; null stops. */
  play: (stream: MediaStream | null, speakerId: string | null) => void
  /** Rings for whoever calls; null stops. */
  ring: (party: Party | null) => void
  askRejoin: (callId: CallId) => Promise<Result<{ ticket: string }>>
  consult: StandingPorts['consult']
  reportLine: (report: { callId: CallId; quality: LineQuality }) => void
}

/** Runs the phone of one sign-in: keeps the line, does what the machines decide, measures the call that stands. */
export function createPhone(ports: PhonePorts): PhoneService {
  const { getState, setState } = phoneStore
  let disposed = false
  /** The last call that the network has spoken of: its ticket was used. */
  let heardOf: CallId | null = null
  let seat: ListeningService | null = null
  /** The machine's word; hold silences on top of it. */
  let live = true
  let keeper: LineKeeper | null = null
  const line = (): SipLine | null => keeper?.line() ?? null
  let asked: boolean | null = null
  const dispatch = (event: PhoneEvent): void => {
    if (disposed) return
    const { phone, log } = getState()
    const { state, effects } = transition(phone, event, ports.now())
    if (state !== phone) setState({ phone: state, log: logged(log, phone, state, ports.now()) })
    // Muted when it was unplugged: speaking again needs another one.
    if (event.type === 'set-mute' && !event.muted && ports.microphone.stream() === null) void openMicrophone()
    if (event.type === 'place') setState({ lastDialled: event.to })
    for (const effect of effects) perform(effect)
    measure()
    send()
  }

  /** Sends or stops sending, and shows what the track itself says. */
  const send = (): void => {
    const { phone, controls, sending } = getState()
    // A lead's is the seat's affair.
    if (!ports.keepsMicrophone) return
    const wanted = live && !(phone.call.type === 'connected' && isQuiet(controls))
    if (wanted !== asked) ports.microphone.setLive(wanted)
    asked = wanted
    const sends = hasSession(phone.call) && ports.microphone.sends()
    if (sends !== sending) setState({ sending: sends })
    if (phone.call.type === 'connected')
      ports.muteMemory.write(phone.call.muted ? phone.call.party.callId : null)
  }

  const perform = (effect: PhoneEffect): void => {
    switch (effect.type) {
      case 'ask-ticket':
        void askTicket(effect.to)
        return
      case 'invite': {
        const stream = ports.microphone.stream()
        const at = line()
        if (at !== null && stream !== null) at.invite(effect.callId, effect.ticket, stream)
        else {
          dispatch({
            type: 'call-ended',
            callId: effect.callId,
            reason: { type: 'phone', failure: at === null ? 'no-line' : 'microphone-missing' },
          })
          giveBack(effect.callId)
        }
        return
      }
      case 'answer':
        void answer(effect.callId)
        return
      case 'decline':
        line()?.refuse(effect.callId, 603)
        return
      case 'turn-away':
        line()?.refuse(effect.callId, 486)
        return
      case 'hang-up':
        back.left(effect.callId)
        line()?.hangUp(effect.callId)
        return
      case 'microphone':
        live = effect.live
        send()
        return
      case 'ring':
        ports.ring(effect.on ? partyOf(getState().phone.call) : null)
        return
      case 'ask-rejoin':
        back.ask(effect.callId, effect.again)
        return
      case 'rejoin': {
        const stream = ports.microphone.stream()
        if (stream !== null) line()?.rejoin(effect.callId, effect.ticket, stream)
        return
      }
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
    // A leg that was to be got back had no ticket of control's first kind.
    if (getState().phone.call.type === 'rejoining') return
    if (party?.callId === callId && party.direction === 'outbound' && heardOf !== callId)
      void ports.withdraw(callId)
  }

  const answer = async (callId: CallId): Promise<void> => {
    const stream = ports.microphone.stream() ?? (await openMicrophone())
    if (stream === null) dispatch({ type: 'not-answered', reason: microphoneReason() })
    else line()?.answer(callId, stream)
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
    if (track !== undefined) line()?.replaceTrack(track)
    send()
    setState({ devices: await listAudioDevices() })
    return opened
  }

  const choose = (part: Partial<AudioChoice>): void => {
    const choice = { ...getState().choice, ...part }
    setState({ choice })
    keepChoice(choice)
    setState({ trouble: null })
    ports.play(getState().theirs, choice.speakerId)
    ports.sound.ringAt(choice.ringerId)
    if (!ports.keepsMicrophone && ports.microphone.stream() === null) return
    if (part.microphoneId !== undefined || part.processing !== undefined) void openMicrophone()
  }

  const seatPorts: ListeningPorts = {
    now: ports.now,
    askMonitorTicket: ports.askMonitorTicket,
    askRejoin: ports.askRejoin,
    setMode: ports.setMode,
    microphone: ports.microphone,
    openMicrophone: async () => openMicrophone(),
    registeredLine: () => (getState().phone.line === 'registered' ? line() : null),
    line,
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

  /** Measures the one session that carries audio; looks after the call that stands. */
  const measure = (): void => {
    const { phone, listening: leg } = getState()
    const call = phone.call.type === 'connected' ? phone.call.party.callId : null
    meter.follow(call ?? (leg.type === 'listening' ? leg.callId : null), call !== null)
    standing.follow(call)
  }

  const meter = createCallMeter({
    now: ports.now,
    every: ports.every,
    line,
    reportLine: ports.reportLine,
  })
  const standing = createStanding({
    now: ports.now,
    every: ports.every,
    line,
    consult: ports.consult,
    microphone: ports.microphone,
    peak: ports.sound.peak,
    changed: send,
  })
  const back = createCallReturn({
    personId: ports.personId,
    browserMs: ports.browserMs,
    muteMemory: ports.muteMemory,
    now: ports.now,
    askTicket: ports.askRejoin,
    registered: () => getState().phone.line === 'registered',
    microphone: async () => ports.microphone.stream() ?? openMicrophone(),
    microphoneReason: () => microphoneReason(),
    dispatch: (event) => dispatch(event),
  })

  const lineEvents: SipLineEvents = {
    line: (next) => {
      if (disposed) return
      if (getState().phone.line === 'registered') keeper?.wasUp()
      dispatch({ type: 'line', line: next })
      standing.path({ type: 'line', up: next === 'registered' })
      back.look()
    },
    path: (callId, state) => {
      const { call } = getState().phone
      if (call.type !== 'connected' || call.party.callId !== callId) return
      standing.path(
        state === 'trouble' || state === 'connecting'
          ? { type: state }
          : { type: 'ice', fine: state === 'fine' },
      )
    },
    registrationRefused: () => keeper?.renewSoon(),
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
      back.ended(getState().phone.call)
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

  dispatch({ type: 'line', line: 'connecting' })
  keeper = createLineKeeper(ports, lineEvents, back.look)

  return {
    dispatch,
    listening,
    supervise: (open) => {
      if (!disposed) seat ??= open(seatPorts)
    },
    openMicrophone,
    choose,
    meter: ports.sound.meter,
    peak: ports.sound.peak,
    ringOnce: ports.sound.ringOnce,
    unlock: ports.sound.unlock,
    ask: standing.ask,
    forgetFailure: (group) => standing.controls({ type: 'forget', group }),
    sendDigit: standing.sendDigit,
    pullBack: back.pullBack,
    ownCall: (call) => {
      standing.told(call)
      back.told(call)
    },
    networkChanged: () => {
      if (disposed) return
      if (getState().phone.call.type === 'connected') standing.path({ type: 'network-changed' })
      else line()?.reconnect()
    },
    loopback: async (events) => {
      const stream = ports.microphone.stream() ?? (await openMicrophone())
      return line() === null || stream === null
        ? null
        : (ticket) => line()?.echo(ticket, stream, events) ?? null
    },
    handOver: async () => {
      await keeper?.handOver()
    },
    callPushed: (call) => {
      if (call.phase !== 'placed') heardOf = call.callId
      dispatch({ type: 'call-pushed', call })
    },
    callEnded: (callId, reason) => dispatch({ type: 'call-ended', callId, reason }),
    drain: () => {
      if (disposed || getState().draining) return
      keeper?.drain()
      setState({ draining: true })
    },
    dispose: () => {
      if (disposed) return
      disposed = true
      seat?.dispose()
      back.dispose()
      standing.dispose()
      meter.follow(null, false)
      ports.ring(null)
      keeper?.dispose()
      ports.play(null, null)
      ports.microphone.dispose()
      ports.sound.dispose()
    },
  }
}
