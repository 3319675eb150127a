import type { LiveCall } from '@hearthline/shared'
import { IconHeadphones } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { liveStore, useClockOffset } from '../../realtime/index.ts'
import { useAudio } from '../../softphone/index.ts'
import { Alert } from '../../ui/components/alert.tsx'
import { Timer } from '../../ui/components/timer.tsx'
import { type Chime, createChime } from './chime.ts'
import { chimeOf, type Coach, coachesOf } from './coach.ts'

const firstName = (name: string): string => name.split(' ')[0] ?? name

/** Plays the chime of the team's rule for as long as the dock stands. */
export const useCoachChime = (): void => {
  const speaker = useRef<string | null>(null)
  const { choice } = useAudio()
  useEffect(() => {
    speaker.current = choice.speakerId
  }, [choice.speakerId])
  useEffect(() => {
    let chime: Chime | null = null
    const unsubscribe = liveStore.subscribe((now, before) => {
      const direction = chimeOf(before.own?.call ?? null, now.own?.call ?? null)
      if (direction === null) return
      chime ??= createChime()
      chime.play(direction, speaker.current)
    })
    return () => {
      unsubscribe()
      chime?.dispose()
    }
  }, [])
}

const CoachLine = ({ coach, customer }: { coach: Coach; customer: string }) => {
  const { t } = useTranslation('dock')
  const offsetMs = useClockOffset()
  const names = { name: coach.displayName, first: firstName(coach.displayName), customer }
  return (
    <div className="coach-line">
      <div className="row top g8">
        <b className="f1">{t(`coach.${coach.mode}`, names)}</b>
        <Timer since={coach.modeSince} offsetMs={offsetMs} />
      </div>
      {t(`coach.${coach.mode}Text`, names)}
    </div>
  )
}

/** Which lead is in the call, how, and who hears them. Said at once, for the agent may be speaking to the customer. */
export const CoachNotice = ({ live }: { live: LiveCall | null }) => {
  const { t } = useTranslation('dock')
  const coaches = coachesOf(live)
  if (coaches.length === 0) return null
  const customer = firstName(live?.customer.displayName ?? '')
  return (
    <Alert tone="coach" icon={IconHeadphones} urgent>
      <div className="col g8">
        {coaches.map((coach) => (
          <CoachLine
            key={coach.personId}
            coach={coach}
            customer={customer === '' ? t('coach.customer') : customer}
          />
        ))}
      </div>
    </Alert>
  )
}
