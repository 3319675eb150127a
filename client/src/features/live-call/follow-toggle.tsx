import type { PersonId } from '@hearthline/shared'
import { IconUserScan } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useFollowCommands, useFollowed } from '../../softphone/index.ts'
import { Button } from '../../ui/components/button.tsx'
import { firstName } from './call-names.ts'

/** Joins every next call of this agent, until it is pressed again. */
export const FollowToggle = ({ personId, displayName }: { personId: PersonId; displayName: string }) => {
  const { t } = useTranslation('liveCall')
  const { follow, unfollow } = useFollowCommands()
  const on = useFollowed()?.personId === personId
  return (
    <Button
      size="sm"
      icon={IconUserScan}
      className={on ? 'live-follow-on' : ''}
      aria-pressed={on}
      aria-label={t('follow.start', { agent: firstName(displayName) })}
      onPress={on ? unfollow : follow && (() => follow({ personId, displayName }))}
    >
      <span className="el follow-word">
        {t(on ? 'follow.on' : 'follow.start', { agent: firstName(displayName) })}
      </span>
    </Button>
  )
}
