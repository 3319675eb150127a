import { RecordingPauseReason, recordingPauseMs } from '@hearthline/shared'
import { IconPlayerPause } from '@tabler/icons-react'
import { type FormEvent, useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/components/button.tsx'
import { duration } from '../../ui/format/time.ts'
import { usePanelKeys } from './use-panel-keys.ts'

/** Why the recording pauses. The reason stays with the recording, and the pause ends by itself. */
export const PausePanel = ({
  onPause,
  onClose,
}: {
  onPause: ((reason: RecordingPauseReason) => void) | undefined
  onClose: () => void
}) => {
  const { t } = useTranslation('dockPanels')
  const { t: common } = useTranslation()
  const [reason, setReason] = useState<RecordingPauseReason>('card-number')
  const first = useRef<HTMLInputElement>(null)
  const panel = useRef<HTMLFormElement>(null)
  const group = useId()
  usePanelKeys(panel, { close: onClose })
  useEffect(() => first.current?.focus(), [])
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (onPause === undefined) return
    onPause(reason)
    onClose()
  }
  return (
    <form ref={panel} className="call-box col g10" aria-label={t('pause.title')} onSubmit={submit}>
      <fieldset className="plain-set col g6" role="radiogroup" aria-label={t('pause.reason')}>
        <legend className="lab">{t('pause.reason')}</legend>
        {RecordingPauseReason.options.map((one, index) => (
          <label key={one} className="row g8 sm audio-check">
            <input
              ref={index === 0 ? first : undefined}
              type="radio"
              name={group}
              checked={reason === one}
              onChange={() => setReason(one)}
            />
            {t(`pause.reasons.${one}`)}
          </label>
        ))}
      </fieldset>
      <p className="xs t2">{t('pause.back', { time: duration(recordingPauseMs) })}</p>
      <div className="row g8">
        <Button
          type="submit"
          look="primary"
          icon={IconPlayerPause}
          onPress={onPause === undefined ? undefined : () => undefined}
        >
          {t('pause.title')}
        </Button>
        <Button look="subtle" onPress={onClose}>
          {common('action.cancel')}
        </Button>
      </div>
    </form>
  )
}
