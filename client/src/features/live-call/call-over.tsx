import type { LiveCall } from '@hearthline/shared'
import { IconHeadphones, IconPhoneOff, IconUserOff } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useClockOffset } from '../../realtime/index.ts'
import { type Followed, type Listening, useFollowCommands } from '../../softphone/index.ts'
import { Button } from '../../ui/components/button.tsx'
import { Empty } from '../../ui/components/empty.tsx'
import { shownState, StateLabel } from '../../ui/components/state-mark.tsx'
import { Timer } from '../../ui/components/timer.tsx'
import { firstName } from './call-names.ts'
import { useAgent } from './use-agent.ts'
import { useLegReason } from './use-leg-reason.ts'

/** Nobody to hear right now: the next call of the agent who is followed is joined by itself. */
const Waiting = ({ followed, back }: { followed: Followed; back: ReactNode }) => {
  const { t } = useTranslation('liveCall')
  const { unfollow } = useFollowCommands()
  const agent = useAgent(followed.personId)
  const offsetMs = useClockOffset()
  return (
    <Empty
      icon={IconHeadphones}
      title={t('follow.waiting', { agent: firstName(followed.displayName) })}
      action={
        <div className="row g8">
          <Button size="sm" onPress={unfollow}>
            {t('follow.stop')}
          </Button>
          {back}
        </div>
      }
    >
      <div className="col g10 follow-waiting">
        {agent !== null && (
          <span className="row g8">
            <b className="b el">{followed.displayName}</b>
            <StateLabel state={shownState(agent.state)} />
            <Timer since={agent.state.since} offsetMs={offsetMs} className="t2" />
          </span>
        )}
        {t('follow.waitingText')}
      </div>
    </Empty>
  )
}

/** In place of a call that is not on the lead's floor any more: what became of it, and where to go from here. */
export const CallOver = ({
  last,
  agentName,
  leg,
  followed,
  back,
}: {
  /** As this page last saw it; null when it never did. */
  last: LiveCall | null
  agentName: string
  leg: Listening
  followed: Followed | null
  back: ReactNode
}) => {
  const { t } = useTranslation('liveCall')
  const reasonText = useLegReason()
  const agent = useAgent(last?.agentId ?? null)
  if (followed !== null) return <Waiting followed={followed} back={back} />
  if (last === null)
    return (
      <Empty icon={IconPhoneOff} title={t('over.title')} action={back}>
        {t('over.seen')}
      </Empty>
    )
  if (last.agentId !== null && agent === null && leg.type === 'over' && leg.end.type !== 'left')
    return (
      <Empty icon={IconUserOff} title={t('over.away')} action={back}>
        {t('over.awayText', { agent: firstName(agentName) })}
      </Empty>
    )
  const toRecording = (
    <Link to="/recordings/$callId" params={{ callId: last.callId }} className="btn sm">
      {t('over.toRecording')}
    </Link>
  )
  const tookOver = leg.type === 'over' && leg.mode === 'take-over'
  const reason = tookOver && leg.end.type !== 'left' ? reasonText(leg.end.reason) : null
  return (
    <Empty
      icon={IconPhoneOff}
      title={tookOver ? t('over.you') : t('over.title')}
      action={
        <div className="row g8">
          {toRecording}
          {back}
        </div>
      }
    >
      {reason ?? (leg.type === 'over' && leg.end.type === 'hung-up' ? t('over.ended') : t('over.seen'))}
    </Empty>
  )
}
