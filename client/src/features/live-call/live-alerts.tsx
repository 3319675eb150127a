import type { LiveCall } from '@hearthline/shared'
import { IconArrowsExchange, IconPlugConnectedX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useConnection, useVoiceLinked } from '../../realtime/index.ts'
import { type Listening, usePhone } from '../../softphone/index.ts'
import { Alert } from '../../ui/components/alert.tsx'
import { Button } from '../../ui/components/button.tsx'
import type { Names } from './call-names.ts'
import { useLegReason } from './use-leg-reason.ts'

/** What stands in the way, what the customer hears meanwhile, and what to do. */
export const LiveAlerts = ({
  call,
  leg,
  names,
  onTakeOver,
}: {
  call: LiveCall
  leg: Listening
  names: Names
  onTakeOver: (() => void) | undefined
}) => {
  const { t } = useTranslation('liveCall')
  const reasonText = useLegReason()
  const control = useConnection().type === 'live'
  const voice = useVoiceLinked()
  const { line } = usePhone()
  const change = leg.type === 'listening' ? leg.change : null
  return (
    <>
      {!control ? (
        <Alert tone="warn" urgent>
          {t('alert.controlAway')}
        </Alert>
      ) : !voice ? (
        <Alert tone="warn" urgent>
          {t('alert.voiceAway')}
        </Alert>
      ) : line === 'reconnecting' || line === 'refused' ? (
        <Alert tone="warn">{t('alert.lineAway')}</Alert>
      ) : null}
      {call.agentLine === 'lost' && call.takenOverBy === null && (
        <Alert tone="bad" icon={IconPlugConnectedX} urgent>
          <div className="row g10 wrap">
            <span className="f1">
              <b>{t('alert.agentLost', names)}</b> {t('alert.agentLostText', names)}
            </span>
            {onTakeOver !== undefined && (
              <Button size="sm" icon={IconArrowsExchange} onPress={onTakeOver}>
                {t('alert.takeOver')}
              </Button>
            )}
          </div>
        </Alert>
      )}
      {change?.type === 'failed' && leg.type === 'listening' && (
        <Alert tone="bad" urgent>
          <b>{t('alert.refused', { mode: t(`mode.${leg.mode}`) })}.</b> {reasonText(change.reason)}
        </Alert>
      )}
      {leg.type === 'over' && leg.end.type === 'failed' && (
        <Alert tone="bad" urgent>
          <b>{t('alert.failed')}.</b> {reasonText(leg.end.reason)}
        </Alert>
      )}
      {leg.type === 'over' && leg.end.type === 'hung-up' && (
        <Alert tone="warn" urgent>
          <b>{t('alert.failed')}.</b> {t('alert.out')}
        </Alert>
      )}
    </>
  )
}
