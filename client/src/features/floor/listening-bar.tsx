import type { LiveCall } from '@hearthline/shared'
import { IconEar, IconMicrophone, IconPlayerStopFilled } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/components/button.tsx'
import { Icon } from '../../ui/components/icon.tsx'
import { useFloorCommands } from './floor-commands.ts'

/** Over the floor while the own leg is in a call: how, with whom, and the way back and out. */
export const ListeningBar = ({
  calls,
  nameOf,
}: {
  calls: readonly LiveCall[]
  nameOf: (call: LiveCall) => string
}) => {
  const { t } = useTranslation('floor')
  const { me, stop } = useFloorCommands()
  const call = calls.find((one) => one.supervisors.some((leg) => leg.personId === me))
  const leg = call?.supervisors.find((one) => one.personId === me)
  if (call === undefined || leg === undefined) return null
  const word = t(`supervisor.you.${leg.mode}`)
  return (
    <section className="alert a-coach floor-own-leg" aria-label={word} data-own-leg={leg.mode}>
      <Icon of={leg.mode === 'listen' ? IconEar : IconMicrophone} />
      <span className="f1 el">
        <b>{word}</b> · {nameOf(call)}
      </span>
      <Link to="/live/$callId" params={{ callId: call.callId }} className="btn sm">
        {t('bar.open')}
      </Link>
      {leg.mode === 'listen' && (
        <Button size="sm" icon={IconPlayerStopFilled} onPress={stop}>
          {t('tile.stop')}
        </Button>
      )}
    </section>
  )
}
