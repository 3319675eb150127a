import { createContext, useContext, useEffect, useRef, useState } from 'react'
import { duration } from '../../ui/format/time.ts'

/** One second hand for every timer of the floor: it writes text, so that 300 running times cost no render. */
interface Ticker {
  add: (tick: (nowMs: number) => void) => () => void
  dispose: () => void
}

function createTicker(now: () => number): Ticker {
  const ticks = new Set<(nowMs: number) => void>()
  let timer: ReturnType<typeof setInterval> | undefined
  const run = (): void => {
    const nowMs = now()
    for (const tick of ticks) tick(nowMs)
  }
  return {
    add: (tick) => {
      ticks.add(tick)
      timer ??= setInterval(run, 1000)
      tick(now())
      return () => {
        ticks.delete(tick)
        if (ticks.size > 0) return
        clearInterval(timer)
        timer = undefined
      }
    },
    dispose: () => {
      ticks.clear()
      clearInterval(timer)
      timer = undefined
    },
  }
}

const TickerOfFloor = createContext<Ticker | null>(null)

export const TickerProvider = ({ now, children }: { now: () => number; children: React.ReactNode }) => {
  const [ticker] = useState(() => createTicker(now))
  useEffect(() => () => ticker.dispose(), [ticker])
  return <TickerOfFloor value={ticker}>{children}</TickerOfFloor>
}

/** Time since a server time, ticking. Not a live region. */
export const TickingTime = ({ sinceMs, className = '' }: { sinceMs: number; className?: string }) => {
  const ticker = useContext(TickerOfFloor)
  const text = useRef<HTMLSpanElement>(null)
  useEffect(
    () =>
      ticker?.add((nowMs) => {
        const shown = duration(nowMs - sinceMs)
        if (text.current !== null && text.current.textContent !== shown) text.current.textContent = shown
      }),
    [ticker, sinceMs],
  )
  return <span ref={text} className={`num ${className}`} role="timer" aria-live="off" />
}
