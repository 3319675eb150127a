import type { CallSupervisor, MonitorMode } from '@hearthline/shared'
import { IconArrowsExchange, IconEar, IconMessage2, IconUsers } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useClockOffset } from '../../realtime/index.ts'
import { Icon } from '../../ui/components/icon.tsx'
import { Timer } from '../../ui/components/timer.tsx'

const icons = {
  listen: IconEar,
  whisper: IconMessage2,
  barge: IconUsers,
  'take-over': IconArrowsExchange,
} as const satisfies Record<MonitorMode, typeof IconEar>

/** Other leads in the same call, each with how they take part. Nothing while there are none. */
export const OthersCard = ({ others }: { others: readonly CallSupervisor[] }) => {
  const { t } = useTranslation('liveCall')
  const offsetMs = useClockOffset()
  if (others.length === 0) return null
  return (
    <section className="card p16 col g8" aria-label={t('others.title')}>
      <h2 className="sec">{t('others.title')}</h2>
      <ul className="col g6">
        {others.map(({ personId, displayName, mode, modeSince }) => (
          <li key={personId} className="row g8 sm" data-other-mode={mode}>
            <span className={mode === 'listen' ? 't2' : 'c-coach'}>
              <Icon of={icons[mode]} size={16} />
            </span>
            <b className="b el">{displayName}</b>
            <span className="t2 nw">{t(`others.${mode}`)}</span>
            <Timer since={modeSince} offsetMs={offsetMs} className="ml t2" />
          </li>
        ))}
      </ul>
    </section>
  )
}
