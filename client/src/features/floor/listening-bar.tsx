import { IconEar, IconMicrophoneOff, IconPlayerStopFilled } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useFloorCall, useFloorName } from '../../realtime/index.ts'
import { useListening, useListeningCommands } from '../../softphone/index.ts'
import { Button } from '../../ui/components/button.tsx'
import { Icon } from '../../ui/components/icon.tsx'

/** Over the floor while a listening leg runs: to whom, and the way out. */
export const ListeningBar = () => {
  const { t } = useTranslation('liveCall')
  const listening = useListening()
  const { stop } = useListeningCommands()
  const callId = listening.type === 'off' ? null : listening.callId
  const name = useFloorName(useFloorCall(callId)?.agentId ?? null) ?? ''
  if (listening.type === 'off' || listening.type === 'over') return null
  return (
    <section className="alert a-coach listening-bar" aria-label={t('listen.mode')}>
      <Icon of={IconEar} />
      <span className="f1">
        <b>
          {listening.type === 'listening'
            ? t('listen.on', { name })
            : listening.type === 'joining'
              ? t('listen.joining')
              : t('listen.asking')}
        </b>{' '}
        <span className="row g4 listening-mic">
          <Icon of={IconMicrophoneOff} size={14} />
          {t('microphone.off')}
        </span>
      </span>
      <Link to="/live/$callId" params={{ callId: listening.callId }} className="btn sm">
        {t('title')}
      </Link>
      <Button size="sm" icon={IconPlayerStopFilled} onPress={stop}>
        {t('listen.stop')}
      </Button>
    </section>
  )
}
