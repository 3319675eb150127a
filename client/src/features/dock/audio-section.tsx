import { IconHeadphones, IconMicrophone, IconMicrophoneOff } from '@tabler/icons-react'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { useAudio, useReasonText } from '../../softphone/index.ts'
import { Button } from '../../ui/components/button.tsx'
import { Icon } from '../../ui/components/icon.tsx'
import { LevelMeter } from './level-meter.tsx'

const Picker = ({
  label,
  value,
  devices,
  onPick,
}: {
  label: string
  value: string | null
  devices: readonly { deviceId: string; label: string }[]
  onPick: ((deviceId: string | null) => void) | undefined
}) => {
  const { t } = useTranslation('dock')
  const id = useId()
  return (
    <div>
      <label className="lab" htmlFor={id}>
        {label}
      </label>
      <select
        id={id}
        className="inp"
        value={value ?? ''}
        disabled={onPick === undefined}
        onChange={(event) => onPick?.(event.target.value === '' ? null : event.target.value)}
      >
        <option value="">{t('audio.standard')}</option>
        {devices
          .filter((device) => device.deviceId !== 'default')
          .map((device, index) => (
            <option key={device.deviceId} value={device.deviceId}>
              {device.label === '' ? `${label} ${index + 1}` : device.label}
            </option>
          ))}
      </select>
    </div>
  )
}

/** Microphone, speaker and the sound that leaves: what is used now, and the pickers when opened. */
export const AudioSection = ({ open, onToggle }: { open: boolean; onToggle: () => void }) => {
  const { t } = useTranslation('dock')
  const reason = useReasonText()
  const { microphone, devices, choice, choose, openMicrophone } = useAudio()
  const speaker =
    devices.speakers.find((device) => device.deviceId === (choice.speakerId ?? 'default'))?.label ??
    t('audio.standard')
  const ask = openMicrophone === undefined ? undefined : () => void openMicrophone()
  return (
    <section className="dock-foot col g8" aria-label={t('audio.title')}>
      <div className="row sp">
        <h2 className="sec">{t('audio.title')}</h2>
        <button type="button" className="link plain-link" aria-expanded={open} onClick={onToggle}>
          {open ? t('audio.done') : t('audio.change')}
        </button>
      </div>
      {microphone.type === 'on' ? (
        <div className="row g10 sm">
          <Icon of={IconMicrophone} size={16} />
          <span className="el f1" title={microphone.label}>
            {microphone.label === '' ? t('audio.standard') : microphone.label}
          </span>
          <LevelMeter side="mine" label={t('audio.level')} steps={14} tone="ready" />
        </div>
      ) : (
        <div className="col g8">
          <div className={`row g10 sm top ${microphone.type === 'failed' ? 'c-bad' : ''}`}>
            <Icon of={IconMicrophoneOff} size={16} />
            <span className="f1">
              {microphone.type === 'failed'
                ? reason({ type: 'phone', failure: microphone.failure })
                : microphone.type === 'asking'
                  ? t('audio.asking')
                  : t('audio.allowText')}
            </span>
          </div>
          <Button size="sm" icon={IconMicrophone} pending={microphone.type === 'asking'} onPress={ask}>
            {t('audio.allow')}
          </Button>
        </div>
      )}
      {open ? (
        <div className="col g10">
          <Picker
            label={t('audio.microphone')}
            value={choice.microphoneId}
            devices={devices.microphones}
            onPick={choose && ((microphoneId) => choose({ microphoneId }))}
          />
          {devices.speakers.length > 0 && (
            <Picker
              label={t('audio.speaker')}
              value={choice.speakerId}
              devices={devices.speakers}
              onPick={choose && ((speakerId) => choose({ speakerId }))}
            />
          )}
          {devices.speakers.length > 0 && (
            <div>
              <Picker
                label={t('audio.ringer')}
                value={choice.ringerId}
                devices={devices.speakers}
                onPick={choose && ((ringerId) => choose({ ringerId }))}
              />
              <p className="hint">{t('audio.ringerHint')}</p>
            </div>
          )}
          <label className="row g8 sm audio-check">
            <input
              type="checkbox"
              checked={choice.processing}
              disabled={choose === undefined}
              onChange={(event) => choose?.({ processing: event.target.checked })}
            />
            {t('audio.processing')}
          </label>
        </div>
      ) : (
        <div className="row g10 sm">
          <Icon of={IconHeadphones} size={16} />
          <span className="el f1" title={speaker}>
            {speaker}
          </span>
        </div>
      )}
    </section>
  )
}
