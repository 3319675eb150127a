import { expect, it } from 'vitest'
import { defaultChoice } from './audio-choice.ts'
import { devicesChanged, type DeviceSight } from './devices.ts'

const desk = { deviceId: 'desk', label: 'Desk microphone' }
const headset = { deviceId: 'headset', label: 'Headset' }
const on = { type: 'on', deviceId: 'headset', label: 'Headset' } as const
const gone = { type: 'failed', failure: 'microphone-missing' } as const
const calm: DeviceSight = {
  devices: { microphones: [desk, headset], speakers: [desk, headset] },
  choice: defaultChoice,
  microphone: on,
  inCall: true,
  trouble: null,
}

it.each<[string, Partial<DeviceSight>, ReturnType<typeof devicesChanged>]>([
  ['nothing is missing', {}, { trouble: null, effects: [] }],
  [
    'the microphone goes in a call: muted and said, before another one opens',
    { microphone: gone, devices: { microphones: [desk], speakers: [] } },
    { trouble: 'microphone-gone', effects: ['mute', 'open-microphone'] },
  ],
  [
    'the only microphone goes in a call: muted and said',
    { microphone: gone, devices: { microphones: [], speakers: [] } },
    { trouble: 'microphone-gone', effects: ['mute'] },
  ],
  [
    'it is back: opened, and still said until the agent chooses',
    { microphone: gone, trouble: 'microphone-gone' },
    { trouble: 'microphone-gone', effects: ['open-microphone'] },
  ],
  [
    'the microphone goes between calls: the next one opens, and nobody was heard',
    { microphone: gone, inCall: false },
    { trouble: null, effects: ['open-microphone'] },
  ],
  [
    'a microphone that is forbidden is no unplugged one',
    { microphone: { type: 'failed', failure: 'microphone-denied' } },
    { trouble: null, effects: [] },
  ],
  [
    'the chosen speaker goes in a call: played anywhere, and said',
    { choice: { ...defaultChoice, speakerId: 'usb' } },
    { trouble: 'speaker-gone', effects: ['play-anywhere'] },
  ],
  [
    'said once',
    { choice: { ...defaultChoice, speakerId: 'usb' }, trouble: 'speaker-gone' },
    { trouble: 'speaker-gone', effects: [] },
  ],
  [
    'the chosen speaker is back',
    { choice: { ...defaultChoice, speakerId: 'headset' }, trouble: 'speaker-gone' },
    { trouble: null, effects: [] },
  ],
])('PHONE-42: %s', (_name, part, next) => {
  expect(devicesChanged({ ...calm, ...part })).toEqual(next)
})
