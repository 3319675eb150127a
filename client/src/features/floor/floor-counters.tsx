import { useTranslation } from 'react-i18next'
import { type ShownState, StateMark, type Tone } from '../../ui/components/state-mark.tsx'
import { families, type Family, poorMos } from './floor-order.ts'
import { TickingTime } from './ticker.tsx'
import type { CallsNow, FloorCounts } from './use-floor-rows.ts'

const looks: Record<Family, { mark: ShownState; tone: Tone }> = {
  'on-call': { mark: 'on-call', tone: 'live' },
  ready: { mark: 'ready', tone: 'ready' },
  calling: { mark: 'ringing', tone: 'ring' },
  'wrap-up': { mark: 'wrap-up', tone: 'wrap' },
  away: { mark: 'break', tone: 'idle' },
  trouble: { mark: 'unreachable', tone: 'bad' },
  offline: { mark: 'offline', tone: 'idle' },
}

/** How many in each family of states, as a bar and in words; calls and line quality beside it. */
export const FloorCounters = ({ counts, calls }: { counts: FloorCounts; calls: CallsNow }) => {
  const { t } = useTranslation('floor')
  const { longestSinceMs, meanMos } = calls
  return (
    <div className="floor-counters">
      <section className="card floor-families" aria-label={t('filter.state')}>
        <div className="floor-bar" aria-hidden>
          {families
            .filter((family) => counts.families[family] > 0)
            .map((family) => (
              <span
                key={family}
                className={family === 'offline' ? 'hollow' : ''}
                style={{
                  flexGrow: counts.families[family],
                  ['--m' as string]: `var(--${looks[family].tone}-solid)`,
                }}
              />
            ))}
        </div>
        <ul>
          {families.map((family) => (
            <li key={family} className="floor-family xs">
              <StateMark state={looks[family].mark} size={16} />
              <b className="num floor-count">{counts.families[family]}</b>
              <span className="t2">{t(`count.${family}`)}</span>
            </li>
          ))}
        </ul>
      </section>
      <section className="card floor-number">
        <div className="xs t2">{t('count.people')}</div>
        <div className="num floor-big">{counts.present}</div>
        <div className="xs t2 num">{t('count.of', { count: counts.present + counts.families.offline })}</div>
      </section>
      <section className="card floor-number">
        <div className="xs t2">{t('count.calls')}</div>
        <div className="num floor-big">{calls.count}</div>
        <div className="xs t2 num">
          {longestSinceMs === null ? (
            t('count.none')
          ) : (
            <>
              {t('count.longest')} <TickingTime sinceMs={longestSinceMs} />
            </>
          )}
        </div>
      </section>
      <section className="card floor-number">
        <div className="xs t2">{t('count.quality')}</div>
        <div className={`num floor-big ${meanMos === null ? '' : meanMos >= poorMos ? 'c-ready' : 'c-warn'}`}>
          {meanMos === null ? '–' : meanMos.toFixed(1)}
        </div>
        <div className="xs t2 num">
          {meanMos === null ? t('count.noQuality') : t('count.below', { count: calls.poor })}
        </div>
      </section>
    </div>
  )
}
