import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { duration } from '../../ui/format/time.ts'
import type { MarkerPlace } from './marker-places.ts'
import { wavePath } from './wave-path.ts'

/** One channel as drawn bars; the played part in full colour. Re-drawn by CSS alone when the theme or width changes. */
const Channel = memo(
  ({ peaks, color, played }: { peaks: readonly number[]; color: string; played: number }) => {
    const path = wavePath(peaks)
    const bars = { d: path, stroke: color, strokeWidth: 1.4, vectorEffect: 'non-scaling-stroke' } as const
    return (
      <svg viewBox={`0 0 ${peaks.length} 100`} preserveAspectRatio="none" aria-hidden>
        <path className="wave-rest" {...bars} />
        <path {...bars} style={{ clipPath: `inset(0 ${(1 - played) * 100}% 0 0)` }} />
      </svg>
    )
  },
)
Channel.displayName = 'Channel'

/** Customer above, agent below, and the place that plays: a slider of the browser's own lies over the drawing. */
export const Waveform = ({
  customer,
  agent,
  atMs,
  totalMs,
  places,
  onSeek,
}: {
  customer: readonly number[]
  agent: readonly number[]
  atMs: number
  totalMs: number
  places: readonly MarkerPlace[]
  onSeek: (ms: number) => void
}) => {
  const { t } = useTranslation('recordings')
  const played = totalMs === 0 ? 0 : Math.min(1, atMs / totalMs)
  return (
    <div className="wave">
      <Channel peaks={customer} color="var(--live-solid)" played={played} />
      <Channel peaks={agent} color="var(--ready-solid)" played={played} />
      {totalMs > 0 &&
        places.map(({ marker, atMs: fromMs, untilMs }) => (
          // The list under it says the same in words.
          <span
            key={marker.markerId ?? `${marker.kind} ${marker.at} ${marker.by.personId}`}
            className={`wave-mark ${marker.kind}`}
            aria-hidden
            style={{
              left: `${(fromMs / totalMs) * 100}%`,
              width: untilMs === null ? 0 : `${((untilMs - fromMs) / totalMs) * 100}%`,
            }}
          />
        ))}
      <span className="wave-line" style={{ left: `${played * 100}%` }} />
      <input
        type="range"
        min={0}
        max={Math.max(1, totalMs)}
        step="any"
        value={Math.min(atMs, totalMs)}
        aria-label={t('position')}
        aria-valuetext={t('positionText', { at: duration(atMs), total: duration(totalMs) })}
        onChange={(event) => onSeek(event.currentTarget.valueAsNumber)}
      />
    </div>
  )
}
