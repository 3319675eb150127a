import type { TrunkStatus } from '@hearthline/shared'
import { IconAlertCircle, IconCircleCheck, IconHelpCircle } from '@tabler/icons-react'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../../ui/components/icon.tsx'
import type { FloorSummary, QueueHealth, TrunkHealth } from './floor-summary.ts'
import { NeedsList } from './needs-list.tsx'
import { TickingTime } from './ticker.tsx'

const trunkLook: Record<
  TrunkStatus['state'],
  { icon: typeof IconCircleCheck; tone: 'ready' | 'bad' | 'idle' }
> = {
  up: { icon: IconCircleCheck, tone: 'ready' },
  down: { icon: IconAlertCircle, tone: 'bad' },
  unknown: { icon: IconHelpCircle, tone: 'idle' },
}

const Queues = memo(function Queues({ queues }: { queues: readonly QueueHealth[] }) {
  const { t } = useTranslation('floor')
  return (
    <section className="floor-health" aria-labelledby="queues-title">
      <div className="row sp">
        <h2 className="h3" id="queues-title">
          {t('queues.title')}
        </h2>
        <span className="xs t2">{t('queues.now')}</span>
      </div>
      {queues.length === 0 ? (
        <p className="sm t2">{t('queues.none')}</p>
      ) : (
        <ul className="col g8">
          {queues.map((queue) => (
            <li key={queue.teamId} data-queue={queue.teamId} data-waiting={queue.waiting}>
              <div className="row g8 sm">
                <span className="el f1" title={queue.name}>
                  {queue.name}
                </span>
                <b className={`nw num ${queue.waiting === 0 ? 't2' : 'b c-hold'}`}>
                  {queue.waiting === 0
                    ? t('queues.nobodyWaits')
                    : t('queues.waits', { count: queue.waiting })}
                </b>
                {queue.waitingSinceMs !== null && (
                  <TickingTime sinceMs={queue.waitingSinceMs} className="b c-hold" />
                )}
              </div>
              <div className="xs t2 num">
                {t('queues.facts', {
                  taken: queue.taken,
                  offered: queue.offered,
                  abandoned: queue.abandoned,
                  noAgent: queue.noAgent,
                })}
              </div>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
})

const Trunks = memo(function Trunks({ trunks }: { trunks: readonly TrunkHealth[] }) {
  const { t } = useTranslation('floor')
  const inUse = trunks.reduce((sum, { channels }) => sum + channels, 0)
  return (
    <section className="floor-health" aria-labelledby="trunks-title">
      <div className="row sp">
        <h2 className="h3" id="trunks-title">
          {t('trunks.title')}
        </h2>
        {trunks.length > 0 && <span className="xs t2 num">{t('trunks.inUse', { count: inUse })}</span>}
      </div>
      {trunks.length === 0 ? (
        <p className="sm t2">{t('trunks.none')}</p>
      ) : (
        <ul className="col g8">
          {trunks.map(({ trunk: { trunkId, name, state, roundTripMs, since }, channels }) => (
            <li key={trunkId} className="row g8 sm" data-trunk-state={state} data-channels={channels}>
              <span className={`c-${trunkLook[state].tone}`}>
                <Icon of={trunkLook[state].icon} size={16} />
              </span>
              <span className="el f1" title={name}>
                {name}
              </span>
              <b className={`b nw c-${trunkLook[state].tone}`}>{t(`trunks.${state}`)}</b>
              <span className="num nw">{t('trunks.channels', { count: channels })}</span>
              <span className="t2 num trunk-fact">
                {state === 'up' && roundTripMs !== null ? (
                  t('trunks.roundTrip', { ms: Math.round(roundTripMs) })
                ) : (
                  <TickingTime sinceMs={since} />
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
})

/** Who needs the lead now; how inbound calls and trunks fare. */
export const FloorAside = memo(function FloorAside({
  needs,
  queues,
  trunks,
}: Pick<FloorSummary, 'needs' | 'queues' | 'trunks'>) {
  const { t } = useTranslation('floor')
  return (
    <aside className="card floor-aside" aria-label={t('needs.title')}>
      <NeedsList needs={needs} />
      <div className="scroll floor-healths">
        <Queues queues={queues} />
        <Trunks trunks={trunks} />
      </div>
    </aside>
  )
})
