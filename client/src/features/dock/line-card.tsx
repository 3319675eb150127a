import { useTranslation } from 'react-i18next'
import { useLineQuality } from '../../softphone/index.ts'
import { QualityBars, qualityOf } from '../../ui/components/quality-bars.tsx'

/** Fixed, so that a calm line looks calm (DESIGN section 5). */
const scale = { low: 2.2, high: 4.6 }
const width = 328
const height = 28
const minute = 60
const tones = { good: 'ready', fair: 'hold', poor: 'warn', bad: 'bad', none: 'idle' } as const

const pathOf = (history: readonly number[]): string =>
  history
    .map((mos, index) => {
      const x = ((minute - history.length + index) / (minute - 1)) * width
      const share = (Math.min(scale.high, Math.max(scale.low, mos)) - scale.low) / (scale.high - scale.low)
      return `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${(height - share * height).toFixed(1)}`
    })
    .join(' ')

/** The line as measured in this browser: bars, word, number, a minute of history, and its three parts. */
export const LineCard = () => {
  const { t } = useTranslation('dock')
  const { quality, history } = useLineQuality()
  const mos = quality?.mos ?? null
  // What the customer suffered a moment ago still counts: worst of 10 s (DESIGN section 6).
  const shown = history.length === 0 ? mos : Math.min(...history.slice(-10))
  const tone = tones[qualityOf(shown).word]
  const first = ((minute - history.length) / (minute - 1)) * width
  return (
    <section className="dock-foot" aria-label={t('line.title')}>
      <div className="row sp">
        <h2 className="sec">{t('line.title')}</h2>
        <QualityBars mos={shown} />
      </div>
      {quality === null || history.length === 0 ? (
        <p className="xs t3 line-none">{t('line.notYet')}</p>
      ) : (
        <>
          <svg
            className="spark"
            viewBox={`0 0 ${width} ${height}`}
            preserveAspectRatio="none"
            role="img"
            aria-label={t('line.chart', {
              mos: (mos ?? 0).toFixed(1),
              worst: Math.min(...history).toFixed(1),
            })}
          >
            <path
              d={`${pathOf(history)} L${width} ${height} L${first.toFixed(1)} ${height} Z`}
              fill={`var(--${tone}-soft)`}
            />
            <path
              d={pathOf(history)}
              fill="none"
              stroke={`var(--${tone}-solid)`}
              strokeWidth="1.5"
              vectorEffect="non-scaling-stroke"
            />
          </svg>
          <div className="row sp xs t2 num line-parts">
            <span>{t('line.jitter', { ms: Math.round(quality.jitterMs) })}</span>
            <span>{t('line.loss', { percent: quality.lossPercent.toFixed(1) })}</span>
            <span>
              {quality.roundTripMs === null
                ? t('line.roundTripNone')
                : t('line.roundTrip', { ms: Math.round(quality.roundTripMs) })}
            </span>
          </div>
        </>
      )}
    </section>
  )
}
