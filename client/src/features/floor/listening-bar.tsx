import type { LiveCall } from '@hearthline/shared'
import {
  IconEar,
  IconMicrophone,
  IconMicrophoneOff,
  IconPlayerStopFilled,
  IconUserScan,
} from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import {
  type Followed,
  type Listening,
  useFollowCommands,
  useFollowed,
  useListening,
  useListeningCommands,
} from '../../softphone/index.ts'
import { Button } from '../../ui/components/button.tsx'
import { Icon } from '../../ui/components/icon.tsx'
import { useFloorCommands } from './floor-commands.ts'

/** Sound leaves this browser now. */
const isHeard = (leg: Listening): boolean =>
  leg.type === 'listening' &&
  leg.mode !== 'listen' &&
  leg.microphone.type === 'ready' &&
  (leg.microphone.held || leg.microphone.stays)

/** Whose calls are joined one after the other, and the way out of it. */
const FollowPart = ({ followed }: { followed: Followed }) => {
  const { t } = useTranslation('floor')
  const { unfollow } = useFollowCommands()
  return (
    <Button size="sm" onPress={unfollow} aria-label={`${t('bar.unfollow')}: ${followed.displayName}`}>
      {t('bar.unfollow')}
    </Button>
  )
}

/** Over the floor while the own leg is in a call, or follows somebody: how, with whom, and the way back and out. */
export const ListeningBar = ({
  calls,
  nameOf,
}: {
  calls: readonly LiveCall[]
  nameOf: (call: LiveCall) => string
}) => {
  const { t } = useTranslation('floor')
  const { me, stop } = useFloorCommands()
  const followed = useFollowed()
  const heard = isHeard(useListening())
  const { stayOn } = useListeningCommands()
  const call = calls.find((one) => one.supervisors.some((leg) => leg.personId === me))
  const leg = call?.supervisors.find((one) => one.personId === me)
  const following = followed === null ? {} : { 'data-following': followed.personId }
  if (call === undefined || leg === undefined)
    return (
      followed !== null && (
        <section
          className="alert a-coach floor-own-leg"
          aria-label={t('bar.following', { name: followed.displayName })}
          {...following}
        >
          <Icon of={IconUserScan} />
          <span className="f1 el">
            <b>{t('bar.following', { name: followed.displayName })}</b> · {t('bar.followingText')}
          </span>
          <FollowPart followed={followed} />
        </section>
      )
    )
  const word = t(`supervisor.you.${leg.mode}`)
  const { displayName, maskedNumber } = call.customer
  return (
    <section className="alert a-coach floor-own-leg" aria-label={word} data-own-leg={leg.mode} {...following}>
      <Icon of={leg.mode === 'listen' ? IconEar : heard ? IconMicrophone : IconMicrophoneOff} />
      <span className="f1 el">
        <b>{word}</b> · {leg.mode === 'take-over' ? (displayName ?? maskedNumber) : nameOf(call)}
        {followed !== null && <> · {t('bar.following', { name: followed.displayName })}</>}
        {heard && (
          <>
            {' · '}
            <b>{t('bar.microphone')}</b>
          </>
        )}
      </span>
      {heard && (
        <Button size="sm" look="danger" icon={IconMicrophoneOff} onPress={stayOn && (() => stayOn(false))}>
          {t('bar.microphoneOff')}
        </Button>
      )}
      <Link to="/live/$callId" params={{ callId: call.callId }} className="btn sm">
        {t('bar.open')}
      </Link>
      {followed !== null && <FollowPart followed={followed} />}
      {leg.mode === 'listen' && (
        <Button size="sm" icon={IconPlayerStopFilled} onPress={stop}>
          {t('tile.stop')}
        </Button>
      )}
    </section>
  )
}
