import type { CallId, Levels, Marker } from '@hearthline/shared'
import { IconBookmark } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { onLevels, serverNowMs } from '../../realtime/index.ts'
import { Icon } from '../../ui/components/icon.tsx'
import { barHeight, barsOf, lanes, type Lane, stripBars, stripMs, withSample } from './level-history.ts'

const colors: Record<Lane, string> = {
  customer: '--live-solid',
  agent: '--ready-solid',
  supervisor: '--coach-solid',
}
const redrawMs = 250

/** Draws the lanes into the canvas at its own size; colours come from the theme of the moment. */
function draw(canvas: HTMLCanvasElement, history: readonly Levels[], marks: readonly number[]): void {
  const context = canvas.getContext('2d')
  const { clientWidth, clientHeight } = canvas
  if (context === null || clientWidth === 0) return
  const ratio = devicePixelRatio
  const [width, height] = [Math.round(clientWidth * ratio), Math.round(clientHeight * ratio)]
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width
    canvas.height = height
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.clearRect(0, 0, clientWidth, clientHeight)
  const style = getComputedStyle(canvas)
  const now = serverNowMs()
  const bars = barsOf(history, now)
  const laneHeight = clientHeight / lanes.length
  const step = clientWidth / stripBars
  for (const [index, lane] of lanes.entries()) {
    const middle = laneHeight * (index + 0.5)
    context.fillStyle = style.getPropertyValue(colors[lane])
    for (const [place, peak] of bars[lane].entries()) {
      const reach = Math.max(0.6, barHeight(peak) * (laneHeight / 2 - 1))
      context.fillRect(place * step, middle - reach, Math.max(1, step * 0.55), reach * 2)
    }
  }
  context.strokeStyle = style.getPropertyValue('--text')
  context.setLineDash([3, 3])
  context.lineWidth = 1.5
  for (const at of marks) {
    const x = clientWidth * (1 - (now - at) / stripMs)
    if (x < 0 || x > clientWidth) continue
    context.beginPath()
    context.moveTo(x, 0)
    context.lineTo(x, clientHeight)
    context.stroke()
  }
}

/** How loud everybody was in the last 90 s, as pushed while the lead is in the call; marks stand on it. */
export const LevelStrip = ({
  callId,
  inCall,
  markers,
  words,
}: {
  callId: CallId
  inCall: boolean
  markers: readonly Marker[]
  words: Record<Lane, string>
}) => {
  const { t } = useTranslation('liveCall')
  const canvas = useRef<HTMLCanvasElement>(null)
  const history = useRef<readonly Levels[]>([])
  const marks = useRef<readonly number[]>([])
  const own = markers.filter(({ kind }) => kind === 'bookmark' || kind === 'note' || kind === 'help')
  useEffect(() => {
    marks.current = own.map(({ at }) => at)
  })
  useEffect(() => {
    history.current = []
    return onLevels(callId, (sample) => {
      history.current = withSample(history.current, sample)
    })
  }, [callId])
  useEffect(() => {
    const timer = setInterval(() => {
      if (canvas.current !== null) draw(canvas.current, history.current, marks.current)
    }, redrawMs)
    return () => clearInterval(timer)
  }, [])
  return (
    <div className="level-strip">
      <h3 className="vh">{t('strip.title')}</h3>
      <div className="row sp xs t2 wrap">
        <span className="row g12">
          {lanes.map((lane) => (
            <span key={lane} className="row g4 el">
              <i className="lane-dot" style={{ background: `var(${colors[lane]})` }} />
              <span className="el">{words[lane]}</span>
            </span>
          ))}
        </span>
        <span className="row g10">
          {inCall ? (
            <>
              <span className="row g4">
                <Icon of={IconBookmark} size={14} />
                {t('strip.bookmarks', { count: own.length })}
              </span>
              <span className="num">{t('strip.last')}</span>
            </>
          ) : (
            t('strip.none')
          )}
        </span>
      </div>
      <canvas ref={canvas} className="level-canvas" aria-hidden />
    </div>
  )
}
