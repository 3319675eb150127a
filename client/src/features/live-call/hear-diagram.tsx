import { IconEar, IconHeadset, IconUser } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { type Ear, hears, type HearMode } from './hearing.ts'

const places: Record<Ear, { x: number; y: number; icon: typeof IconEar; tone: string }> = {
  customer: { x: 70, y: 70, icon: IconUser, tone: 'live' },
  agent: { x: 310, y: 70, icon: IconHeadset, tone: 'ready' },
  you: { x: 190, y: 220, icon: IconEar, tone: 'idle' },
}
const radius = 34

/** From the rim of one circle to the rim of the other, moved aside so that both directions can be seen. */
const line = (from: Ear, to: Ear): { x1: number; y1: number; x2: number; y2: number } => {
  const a = places[from]
  const b = places[to]
  const length = Math.hypot(b.x - a.x, b.y - a.y)
  const ux = (b.x - a.x) / length
  const uy = (b.y - a.y) / length
  const aside = 8
  const start = radius + 8
  const end = length - radius - 12
  return {
    x1: a.x + ux * start - uy * aside,
    y1: a.y + uy * start + ux * aside,
    x2: a.x + ux * end - uy * aside,
    y2: a.y + uy * end + ux * aside,
  }
}

/** Who hears whom, drawn. Solid arrow: heard. Dotted: not heard. The table beside it says the same in words. */
export const HearDiagram = ({ mode, names }: { mode: HearMode; names: Record<Ear, string> }) => {
  const { t } = useTranslation('liveCall')
  const ears: readonly Ear[] = ['customer', 'agent', 'you']
  return (
    <svg
      className="hear-diagram"
      viewBox="0 0 380 290"
      role="img"
      aria-label={t('hears.diagram', {
        customer: names.customer,
        agent: names.agent,
        you: mode === 'listen' ? t('hears.youHearBoth') : t('hears.youHearNone'),
      })}
    >
      <defs>
        <marker
          id="hear-on"
          viewBox="0 0 10 10"
          refX="8"
          refY="5"
          markerWidth="6"
          markerHeight="6"
          orient="auto"
        >
          <path d="M0 0L10 5L0 10z" fill="var(--live-solid)" />
        </marker>
        <marker
          id="hear-off"
          viewBox="0 0 10 10"
          refX="8"
          refY="5"
          markerWidth="6"
          markerHeight="6"
          orient="auto"
        >
          <path d="M0 0L10 5L0 10z" fill="var(--border-strong)" />
        </marker>
      </defs>
      {ears.flatMap((speaker) =>
        ears
          .filter((listener) => listener !== speaker)
          .map((listener) => {
            const on = hears(mode, listener, speaker)
            return (
              <line
                key={`${speaker}-${listener}`}
                {...line(speaker, listener)}
                stroke={on ? 'var(--live-solid)' : 'var(--border-strong)'}
                strokeWidth={on ? 2.5 : 1.5}
                strokeDasharray={on ? undefined : '3 5'}
                markerEnd={on ? 'url(#hear-on)' : 'url(#hear-off)'}
              />
            )
          }),
      )}
      {ears.map((ear) => {
        const { x, y, icon: Shape, tone } = places[ear]
        return (
          <g key={ear}>
            <circle
              cx={x}
              cy={y}
              r={radius}
              fill={`var(--${tone}-soft)`}
              stroke={`var(--${tone}-solid)`}
              strokeWidth="2"
            />
            <Shape x={x - 13} y={y - 13} width={26} height={26} stroke={1.75} color={`var(--${tone}-text)`} />
            <text
              x={x}
              y={ear === 'you' ? y + radius + 22 : y - radius - 12}
              textAnchor="middle"
              className="hear-name"
            >
              {names[ear].length > 18 ? `${names[ear].slice(0, 17)}…` : names[ear]}
            </text>
          </g>
        )
      })}
    </svg>
  )
}
