import type { AudioChoice } from './audio-choice.ts'
import type { AudioDevices, MicrophoneState } from './microphone.ts'
import type { DeviceTrouble } from './phone-store.ts'

/** What is known when devices come and go. */
export interface DeviceSight {
  devices: AudioDevices
  choice: AudioChoice
  microphone: MicrophoneState
  inCall: boolean
  trouble: DeviceTrouble | null
}

export type DeviceEffect = 'mute' | 'open-microphone' | 'play-anywhere'

/**
 * What follows when a device was plugged in or out. A microphone that goes in a call mutes: whichever one the
 * computer would take instead may stand in another room. It opens again by itself when one is there, still muted.
 */
export function devicesChanged(sight: DeviceSight): {
  trouble: DeviceTrouble | null
  effects: DeviceEffect[]
} {
  const { devices, choice, microphone, inCall, trouble } = sight
  const gone = microphone.type === 'failed' && microphone.failure === 'microphone-missing'
  if (gone && inCall && trouble !== 'microphone-gone')
    return {
      trouble: 'microphone-gone',
      effects: devices.microphones.length > 0 ? ['mute', 'open-microphone'] : ['mute'],
    }
  if (gone && devices.microphones.length > 0) return { trouble, effects: ['open-microphone'] }
  const speakerGone =
    choice.speakerId !== null &&
    devices.speakers.length > 0 &&
    devices.speakers.every((speaker) => speaker.deviceId !== choice.speakerId)
  if (speakerGone)
    return trouble === 'speaker-gone' || !inCall
      ? { trouble, effects: [] }
      : { trouble: 'speaker-gone', effects: ['play-anywhere'] }
  return { trouble: trouble === 'speaker-gone' ? null : trouble, effects: [] }
}
