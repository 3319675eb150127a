import { useTranslation } from 'react-i18next'

export type QualityWord = 'good' | 'fair' | 'poor' | 'bad' | 'none'

/** DESIGN section 6: 4 bars from 4.0, 3 from 3.6, 2 from 3.1, 1 below, 0 without data. */
export const qualityOf = (mos: number | null): { word: QualityWord; bars: 0 | 1 | 2 | 3 | 4 } => {
  if (mos === null) return { word: 'none', bars: 0 }
  if (mos >= 4) return { word: 'good', bars: 4 }
  if (mos >= 3.6) return { word: 'fair', bars: 3 }
  if (mos >= 3.1) return { word: 'poor', bars: 2 }
  return { word: 'bad', bars: 1 }
}

const tones = { good: 'ready', fair: 'hold', poor: 'warn', bad: 'bad', none: 'idle' } as const
const heights = [4.76, 7.84, 10.92, 14]

/** Bars, word and number, always together. `compact` leaves the number to the label. */
export const QualityBars = ({ mos, compact = false }: { mos: number | null; compact?: boolean }) => {
  const { t } = useTranslation()
  const { word, bars } = qualityOf(mos)
  const tone = tones[word]
  const number = mos === null ? '–' : mos.toFixed(1)
  return (
    <span className="q">
      <svg className="bars" width="15" height="15" viewBox="0 0 16 16" aria-hidden>
        {heights.map((height, index) => (
          <rect
            key={height}
            x={0.5 + index * 4}
            y={15 - height}
            width="3"
            height={height}
            rx="1"
            fill={index < bars ? `var(--${tone}-solid)` : 'none'}
            stroke={index < bars ? 'none' : 'var(--border-strong)'}
          />
        ))}
      </svg>
      <b className={`c-${tone}`}>{t(`quality.${word}`)}</b>
      {!compact && <span className="num t2">{number}</span>}
      {compact && <span className="vh">{number}</span>}
    </span>
  )
}
