import type { LiveCall } from '@hearthline/shared'
import { IconAlertOctagon, IconPlayerPauseFilled, IconPointFilled } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useClockOffset, useConnection } from '../../realtime/index.ts'
import { Chip } from '../../ui/components/alert.tsx'
import { Timer } from '../../ui/components/timer.tsx'
import type { CallFacts } from './call-facts.ts'

/** Shown only as control has confirmed it: the red dot means that a file is being written. */
export const RecordingChip = ({ live, facts }: { live: LiveCall | null; facts: CallFacts }) => {
  const { t } = useTranslation('dock')
  const offsetMs = useClockOffset()
  const connected = useConnection().type === 'live'
  if (live === null || (facts.recording === 'off' && live.phase !== 'connected')) return null
  switch (facts.recording) {
    case 'on':
      // The file is written without control, but nobody can tell us so now.
      if (!connected) return <Chip tone="idle">{t('call.recordingUnknown')}</Chip>
      return (
        <Chip tone="bad" icon={IconPointFilled} line>
          {t('call.recording')}{' '}
          {live.recordingSince !== null && <Timer since={live.recordingSince} offsetMs={offsetMs} />}
        </Chip>
      )
    case 'paused':
      return (
        <Chip tone="idle" icon={IconPlayerPauseFilled} line>
          {t('call.recordingPaused')}
        </Chip>
      )
    case 'failed':
      return (
        <Chip tone="bad" icon={IconAlertOctagon} line>
          {t('call.recordingFailed')}
        </Chip>
      )
    case 'off':
      return (
        <Chip tone="idle" line>
          {t('call.notRecorded')}
        </Chip>
      )
    default:
      return facts.recording satisfies never
  }
}
