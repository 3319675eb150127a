import type { PhoneFailure } from './end-reason.ts'

export type MicrophoneFailure = Extract<
  PhoneFailure,
  'microphone-denied' | 'microphone-missing' | 'microphone-busy'
>

export type MicrophoneState =
  | { type: 'off' }
  | { type: 'asking' }
  | { type: 'on'; deviceId: string; label: string }
  | { type: 'failed'; failure: MicrophoneFailure }

export interface AudioDevice {
  deviceId: string
  label: string
}
export interface AudioDevices {
  microphones: readonly AudioDevice[]
  speakers: readonly AudioDevice[]
}

export interface Microphone {
  /** One open track for the whole shift: asking the browser again would cost 25-460 ms at every call. */
  open: (choice: { deviceId: string | null; processing: boolean }) => Promise<MediaStream | MicrophoneFailure>
  /** The open stream, or null. */
  stream: () => MediaStream | null
  /** False sends silence, at once and in this browser; true sends sound again. */
  setLive: (live: boolean) => void
  /** Whether sound can leave: by the track's own state, not by what was asked. */
  sends: () => boolean
  /** Gives the device back to the computer; `open` takes it again. */
  close: () => void
  dispose: () => void
}

/** What `getUserMedia` rejects with (W3C mediacapture-streams §10.3.5) in our words. */
export function microphoneFailure(errorName: string): MicrophoneFailure {
  switch (errorName) {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'microphone-denied'
    case 'NotReadableError':
    case 'AbortError':
      return 'microphone-busy'
    default:
      // NotFoundError, OverconstrainedError, and mediaDevices missing outside a secure page.
      return 'microphone-missing'
  }
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : '')

const request = async (deviceId: string | null, processing: boolean): Promise<MediaStream> =>
  navigator.mediaDevices.getUserMedia({
    video: false,
    audio: {
      ...(deviceId === null ? {} : { deviceId: { exact: deviceId } }),
      echoCancellation: processing,
      noiseSuppression: processing,
      autoGainControl: processing,
    },
  })

/** Opens and holds the agent's microphone. `changed` tells every change of state, also an unplugged device. */
export function createMicrophone(
  changed: (state: MicrophoneState, stream: MediaStream | null) => void,
): Microphone {
  let stream: MediaStream | null = null
  let live = true
  let asked = 0

  const release = (): void => {
    for (const track of stream?.getTracks() ?? []) track.stop()
    stream = null
  }
  return {
    open: async ({ deviceId, processing }) => {
      asked += 1
      const mine = asked
      changed({ type: 'asking' }, stream)
      let next: MediaStream
      try {
        next = await request(deviceId, processing).catch(async (error: unknown) => {
          // The chosen headset stays at home today: any microphone is better than none.
          if (deviceId === null || microphoneFailure(nameOf(error)) !== 'microphone-missing') throw error
          return request(null, processing)
        })
      } catch (error) {
        const failure = microphoneFailure(nameOf(error))
        if (mine === asked) {
          release()
          changed({ type: 'failed', failure }, null)
        }
        return failure
      }
      if (mine !== asked) {
        // A later choice, or the end of the shift, overtook this one.
        for (const track of next.getTracks()) track.stop()
        return stream ?? 'microphone-missing'
      }
      release()
      stream = next
      const [track] = next.getAudioTracks()
      if (track === undefined) {
        changed({ type: 'failed', failure: 'microphone-missing' }, null)
        return 'microphone-missing'
      }
      track.enabled = live
      track.addEventListener('ended', () => {
        if (stream !== next) return
        release()
        changed({ type: 'failed', failure: 'microphone-missing' }, null)
      })
      changed({ type: 'on', deviceId: track.getSettings().deviceId ?? '', label: track.label }, next)
      return next
    },
    stream: () => stream,
    setLive: (next) => {
      live = next
      for (const track of stream?.getAudioTracks() ?? []) track.enabled = next
    },
    sends: () =>
      stream?.getAudioTracks().some((track) => track.enabled && track.readyState === 'live') ?? false,
    close: () => {
      asked += 1
      release()
      changed({ type: 'off' }, null)
    },
    dispose: () => {
      asked += 1
      release()
    },
  }
}

/** Names are empty until the microphone was allowed once. */
export async function listAudioDevices(): Promise<AudioDevices> {
  if (navigator.mediaDevices === undefined) return { microphones: [], speakers: [] }
  const all = await navigator.mediaDevices.enumerateDevices().catch(() => [])
  const of = (kind: MediaDeviceKind): AudioDevice[] =>
    all
      .filter((device) => device.kind === kind && device.deviceId !== '')
      .map(({ deviceId, label }) => ({ deviceId, label }))
  return { microphones: of('audioinput'), speakers: of('audiooutput') }
}

/** True when the browser would give the microphone without asking the person. */
export async function microphoneAllowed(): Promise<boolean> {
  try {
    const status = await navigator.permissions.query({ name: 'microphone' })
    return status.state === 'granted'
  } catch {
    // Firefox before 131 does not know the name: then it is asked when it is needed.
    return false
  }
}
