import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { useAudio } from '../../softphone/index.ts'

/** Which devices the lead speaks and hears with. Choosing one opens no microphone. */
export const AudioChoices = () => {
  const { t } = useTranslation('liveCall')
  const { devices, choice, choose } = useAudio()
  const id = useId()
  const selects = [
    {
      name: 'device',
      list: devices.microphones,
      value: choice.microphoneId,
      set: (microphoneId: string | null) => choose?.({ microphoneId }),
    },
    {
      name: 'speaker',
      list: devices.speakers,
      value: choice.speakerId,
      set: (speakerId: string | null) => choose?.({ speakerId }),
    },
  ] as const
  return (
    <div className="col g10 audio-choices">
      {selects.map(({ name, list, value, set }) => (
        <div key={name}>
          <label className="lab" htmlFor={`${id}-${name}`}>
            {t(`microphone.${name}`)}
          </label>
          <select
            id={`${id}-${name}`}
            className="inp"
            disabled={choose === undefined}
            value={value ?? ''}
            onChange={({ currentTarget }) => set(currentTarget.value === '' ? null : currentTarget.value)}
          >
            <option value="">{t('microphone.systemDevice')}</option>
            {list
              .filter((device) => device.deviceId !== 'default')
              .map((device) => (
                <option key={device.deviceId} value={device.deviceId}>
                  {device.label === '' ? t(`microphone.${name}`) : device.label}
                </option>
              ))}
          </select>
        </div>
      ))}
      <label className="row g8 sm">
        <input
          type="checkbox"
          checked={choice.processing}
          disabled={choose === undefined}
          onChange={({ currentTarget }) => choose?.({ processing: currentTarget.checked })}
        />
        {t('microphone.clean')}
      </label>
    </div>
  )
}
