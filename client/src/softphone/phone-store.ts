import type { CallId, LineQuality, LiveCall } from '@hearthline/shared'
import { createStore } from 'zustand'
import { type AudioChoice, defaultChoice } from './audio-choice.ts'
import type { LogEntry } from './call-log.ts'
import { type Ask, type ControlGroup, type ControlsState, initialControls } from './controls-machine.ts'
import type { EndReason } from './end-reason.ts'
import type { Followed, Following } from './follow-machine.ts'
import type { ListeningEvent } from './listening-machine.ts'
import type { ListeningPorts, ListeningService } from './listening-service.ts'
import type { Listening } from './listening-state.ts'
import type { AudioDevices, MicrophoneState } from './microphone.ts'
import { type DialTarget, initialPhone, type PhoneEvent, type PhoneState } from './phone-machine.ts'
import type { Recovery } from './recovery.ts'
import type { EchoEvents } from './sip-line-contract.ts'
import type { Sound } from './sound.ts'

export interface PhoneService {
  dispatch: (event: PhoneEvent) => void
  /** Nothing before `supervise`. */
  listening: (event: ListeningEvent) => void
  /** Gives this phone what only a lead's needs, and what therefore loads for leads alone. */
  supervise: (open: (ports: ListeningPorts) => ListeningService) => void
  /** Opens the microphone (again) with the kept choice. */
  openMicrophone: () => Promise<MediaStream | null>
  choose: (choice: Partial<AudioChoice>) => void
  /** A control of the call that stands. */
  ask: (ask: Ask) => void
  /** Takes the words about a press that came to nothing off the screen. */
  forgetFailure: (group: ControlGroup) => void
  /** One tone of `0`–`9`, `*`, `#`; presses queue up and are paced. */
  sendDigit: (digit: string) => void
  /** Gets the voice of an own call back that runs without this phone. */
  pullBack: () => void
  /** How loud a stream is, 0 to 1. */
  meter: Sound['meter']
  peak: Sound['peak']
  ringOnce: Sound['ringOnce']
  unlock: Sound['unlock']
  callPushed: (call: LiveCall) => void
  /** Control has told anew which own call runs, or that none does. */
  ownCall: (call: LiveCall | null) => void
  /** Another network, or the computer woke: sockets are opened anew and the call's path is mended. */
  networkChanged: () => void
  /** Dials loopback tickets, for measuring; null without a line or a microphone. */
  loopback: (events: EchoEvents) => Promise<((ticket: string) => { hangUp: () => void } | null) | null>
  /** Lets go of the line without a goodbye in the call: another tab goes on with it. */
  handOver: () => Promise<void>
  callEnded: (callId: CallId, reason: EndReason) => void
  /** The sign-in is over: no new credential and no new call, but the one that stands goes on to its end. */
  drain: () => void
  dispose: () => void
}

/**
 * Where the phone of this sign-in is: in this tab, in another tab of this browser, or on another device of this agent.
 */
export type Owner =
  | { type: 'here' }
  | { type: 'tab' }
  | { type: 'device'; deviceName: string; sinceMs: number }

/** What is wrong with a device in the call; each is said until it is right again, or dismissed. */
export type DeviceTrouble = 'microphone-gone' | 'speaker-gone'

export interface PhoneView {
  phone: PhoneState
  listening: Listening
  microphone: MicrophoneState
  devices: AudioDevices
  choice: AudioChoice
  /** Over the last 5 s of the call that stands; null before the first figure. */
  quality: LineQuality | null
  /** One MOS a second, at most a minute. */
  history: readonly number[]
  log: readonly LogEntry[]
  /** What we send and what we hear, for the level meters. */
  mine: MediaStream | null
  theirs: MediaStream | null
  /** Null while no phone runs: then every command is undefined. */
  service: PhoneService | null
  /** Moves the phone into this tab, or onto this device. Null while it is here, or before it runs. */
  takePhone: (() => void) | null
  /** Null until the phone can supervise: for agents, always. */
  follow: { follow: (agent: Followed) => void; unfollow: () => void } | null
  following: Following
  /** The sign-in is over and the last call runs to its end. */
  draining: boolean
  controls: ControlsState
  /** Whether our track carries sound into the call now, by the track's own state. */
  sending: boolean
  /** Tones sent in this call, masked but for the last one for a second: `••5`. */
  digits: string
  digitsFailed: boolean
  recovery: Recovery
  /** Whose voice does not come for 3 s though it should, by what this browser measures and what control says. */
  unheard: 'none' | 'agent' | 'customer' | 'both'
  owner: Owner
  trouble: DeviceTrouble | null
  /** Whom this page called last. */
  lastDialled: DialTarget | null
  /** A ring that this agent let pass, since when (browser clock). */
  missedRingMs: number | null
}

export const initialPhoneView: PhoneView = {
  phone: initialPhone,
  listening: { type: 'off' },
  microphone: { type: 'off' },
  devices: { microphones: [], speakers: [] },
  choice: defaultChoice,
  quality: null,
  history: [],
  log: [],
  mine: null,
  theirs: null,
  service: null,
  takePhone: null,
  follow: null,
  following: { type: 'nobody' },
  draining: false,
  controls: initialControls,
  sending: false,
  digits: '',
  digitsFailed: false,
  recovery: { type: 'none' },
  unheard: 'none',
  owner: { type: 'here' },
  trouble: null,
  lastDialled: null,
  missedRingMs: null,
}

export const phoneStore = createStore<PhoneView>(() => initialPhoneView)
