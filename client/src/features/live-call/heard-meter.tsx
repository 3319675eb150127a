import { useCallback, useRef } from 'react'
import { useMeter } from '../../softphone/index.ts'

/** How loud both sides together are at the lead's ear. */
export const HeardMeter = ({ label }: { label: string }) => {
  const bars = useRef<HTMLSpanElement>(null)
  const value = useRef<HTMLMeterElement>(null)
  const show = useCallback((level: number) => {
    if (bars.current === null || value.current === null) return
    const lit = Math.round(level * bars.current.children.length)
    value.current.value = level
    for (const [index, bar] of [...bars.current.children].entries())
      bar.toggleAttribute('data-on', index < lit)
  }, [])
  useMeter('theirs', show)
  return (
    <>
      <meter ref={value} className="vh" min={0} max={1} value={0} aria-label={label} />
      <span ref={bars} className="meter heard-meter" aria-hidden>
        {Array.from({ length: 48 }, (_, step) => (
          <i key={step} />
        ))}
      </span>
    </>
  )
}
