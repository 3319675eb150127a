import type { CallId, LineQuality, LiveCall } from '@hearthline/shared'
import { createStore } from 'zustand'
import { type AudioChoice, defaultChoice } from './audio-choice.ts'
import type { LogEntry } from './call-log.ts'
import type { EndReason } from './end-reason.ts'
import type { Followed, Following } from './follow-machine.ts'
import type { ListeningEvent } from './listening-machine.ts'
import type { ListeningPorts, ListeningService } from './listening-service.ts'
import type { Listening } from './listening-state.ts'
import type { AudioDevices, MicrophoneState } from './microphone.ts'
import { initialPhone, type PhoneEvent, type PhoneState } from './phone-machine.ts'
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
  /** How loud a stream is, 0 to 1. */
  meter: Sound['meter']
  callPushed: (call: LiveCall) => void
  callEnded: (callId: CallId, reason: EndReason) => void
  /** The sign-in is over: no new credential and no new call, but the one that stands goes on to its end. */
  drain: () => void
  dispose: () => void
}

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
  /** Null until the phone can supervise: for agents, always. */
  follow: { follow: (agent: Followed) => void; unfollow: () => void } | null
  following: Following
  /** The sign-in is over and the last call runs to its end. */
  draining: boolean
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
  follow: null,
  following: { type: 'nobody' },
  draining: false,
}

export const phoneStore = createStore<PhoneView>(() => initialPhoneView)
