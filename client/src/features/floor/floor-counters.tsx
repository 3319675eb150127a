import { floorLimits } from '@hearthline/shared'
import { memo, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { type ShownState, StateMark, type Tone } from '../../ui/components/state-mark.tsx'
import { families, type Family } from './families.ts'
import type { FloorSummary } from './floor-summary.ts'
import { TickingTime } from './ticker.tsx'

const looks: Record<Family, { mark: ShownState; tone: Tone }> = {
  'on-call': { mark: 'on-call', tone: 'live' },
  ready: { mark: 'ready', tone: 'ready' },
  calling: { mark: 'ringing', tone: 'ring' },
  'wrap-up': { mark: 'wrap-up', tone: 'wrap' },
  away: { mark: 'break', tone: 'idle' },
  trouble: { mark: 'unreachable', tone: 'bad' },
  offline: { mark: 'offline', tone: 'idle' },
}

const Figure = ({
  name,
  word,
  hint,
  tone = '',
  children,
  foot,
}: {
  name: string
  word: string
  hint?: string
  tone?: string
  children: ReactNode
  foot: ReactNode
}) => (
  <section className="card floor-number" data-figure={name} title={hint}>
    <div className="xs t2 el">{word}</div>
    <div className={`num floor-big ${tone}`}>{children}</div>
    <div className="xs t2 num el">{foot}</div>
  </section>
)

/** How many in each family of states, as a bar and in words; who is ready longest, the day, and the lines beside it. */
export const FloorCounters = memo(function FloorCounters({
  families: counts,
  longestReady,
  day,
  line,
}: Pick<FloorSummary, 'families' | 'longestReady' | 'day' | 'line'>) {
  const { t, i18n } = useTranslation('floor')
  const number = (value: number): string => value.toLocaleString(i18n.language)
  return (
    <div className="floor-counters">
      <section className="card floor-families" aria-label={t('count.label')}>
        <div className="floor-bar" aria-hidden>
          {families
            .filter((family) => counts[family] > 0)
            .map((family) => (
              <span
                key={family}
                className={family === 'offline' ? 'hollow' : ''}
                style={{ flexGrow: counts[family], ['--m' as string]: `var(--${looks[family].tone}-solid)` }}
              />
            ))}
        </div>
        <ul>
          {families.map((family) => (
            <li key={family} className="floor-family xs" data-family={family}>
              <StateMark state={looks[family].mark} size={16} />
              <b className="num floor-count">{counts[family]}</b>
              <span className="t2">{t(`count.${family}`)}</span>
            </li>
          ))}
        </ul>
      </section>
      <Figure
        name="longest-ready"
        word={t('count.longestReady')}
        foot={
          longestReady === null ? (
            t('count.nobodyReady')
          ) : (
            <span title={longestReady.name}>{longestReady.name}</span>
          )
        }
      >
        {longestReady === null ? '–' : <TickingTime sinceMs={longestReady.sinceMs} />}
      </Figure>
      <Figure
        name="conversations"
        word={t('count.conversations')}
        hint={t('count.conversationsHint')}
        foot={t('count.hour', { count: day.lastHour })}
      >
        {number(day.conversations)}
      </Figure>
      <Figure
        name="answer-rate"
        word={t('count.answerRate')}
        foot={
          day.answerRate === null
            ? t('count.noCalls')
            : t('count.ofCalls', { count: day.placed, replace: { count: number(day.placed) } })
        }
      >
        {day.answerRate === null ? '–' : `${Math.round(day.answerRate * 100)} %`}
      </Figure>
      <Figure
        name="line-quality"
        word={t('count.quality')}
        tone={line.meanMos === null ? '' : line.meanMos >= floorLimits.poorMos ? 'c-ready' : 'c-warn'}
        foot={line.meanMos === null ? t('count.noQuality') : t('count.below', { count: line.poor })}
      >
        {line.meanMos === null ? '–' : line.meanMos.toFixed(1)}
      </Figure>
    </div>
  )
})
