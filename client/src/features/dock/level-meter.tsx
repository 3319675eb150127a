import { useCallback, useRef } from 'react'
import { useMeter } from '../../softphone/index.ts'

/** Loudness of one side in steps. Written to the element itself: fifteen readings a second are not worth a render. */
export const LevelMeter = ({
  side,
  label,
  steps,
  tone,
}: {
  side: 'mine' | 'theirs'
  label: string
  steps: number
  tone: 'ready' | 'live'
}) => {
  const bars = useRef<HTMLSpanElement>(null)
  const value = useRef<HTMLMeterElement>(null)
  const show = useCallback((level: number) => {
    if (bars.current === null || value.current === null) return
    const lit = Math.round(level * bars.current.children.length)
    if (bars.current.dataset['lit'] === String(lit)) return
    bars.current.dataset['lit'] = String(lit)
    value.current.value = level
    for (const [index, bar] of [...bars.current.children].entries())
      bar.toggleAttribute('data-on', index < lit)
  }, [])
  useMeter(side, show)
  return (
    <span className="level-box">
      <meter ref={value} className="vh" min={0} max={1} value={0} aria-label={label} />
      <span ref={bars} className={`meter level level-${tone}`} aria-hidden>
        {Array.from({ length: steps }, (_, step) => (
          <i key={step} />
        ))}
      </span>
    </span>
  )
}
