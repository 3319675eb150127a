import { IconEar, IconHeadset, IconMicrophone, IconUser } from '@tabler/icons-react'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { type Ear, ears, type HearMode, hears } from './hearing.ts'

const places: Record<Ear, { x: number; y: number }> = {
  customer: { x: 70, y: 70 },
  agent: { x: 310, y: 70 },
  you: { x: 190, y: 220 },
}
const tones = { customer: 'live', agent: 'ready' } as const

/** From the rim of one circle to the rim of the other, moved aside so that both directions can be seen. */
const line = (from: Ear, to: Ear, radius: number): { x1: number; y1: number; x2: number; y2: number } => {
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

const color = (speaker: Ear): string => (speaker === 'you' ? 'var(--coach-solid)' : 'var(--live-solid)')

const Arrowhead = ({ id, fill }: { id: string; fill: string }) => (
  <marker id={id} viewBox="0 0 10 10" refX="8" refY="5" markerWidth="6" markerHeight="6" orient="auto">
    <path d="M0 0L10 5L0 10z" fill={fill} />
  </marker>
)

const Party = ({
  ear,
  mode,
  gone,
  small,
  name,
}: {
  ear: Ear
  mode: HearMode
  gone: boolean
  small: boolean
  name: string
}) => {
  const { x, y } = places[ear]
  const speaking = mode !== 'off' && mode !== 'listen'
  const Shape =
    ear === 'customer' ? IconUser : ear === 'agent' ? IconHeadset : speaking ? IconMicrophone : IconEar
  const tone = ear === 'you' ? (speaking ? 'coach' : 'idle') : tones[ear]
  const radius = small ? 38 : 34
  const icon = small ? 40 : 26
  return (
    <g opacity={gone ? 0.55 : 1}>
      <circle
        cx={x}
        cy={y}
        r={radius}
        fill={`var(--${tone}-soft)`}
        stroke={`var(--${tone}-solid)`}
        strokeWidth={small ? 3.5 : 2}
        strokeDasharray={gone ? '4 5' : undefined}
      />
      <Shape
        x={x - icon / 2}
        y={y - icon / 2}
        width={icon}
        height={icon}
        stroke={1.75}
        color={`var(--${tone}-text)`}
      />
      {!small && (
        <text
          x={x}
          y={ear === 'you' ? y + radius + 22 : y - radius - 12}
          textAnchor="middle"
          className="hear-name"
        >
          {name.length > 18 ? `${name.slice(0, 17)}…` : name}
        </text>
      )}
    </g>
  )
}

/**
 * Who hears whom, drawn. Solid arrow: heard. Dotted: not heard. Without names it is the small one of a mode's card,
 * whose sentence says the same; the big one has the table beside it.
 */
export const HearDiagram = ({
  mode,
  agentLost = false,
  names,
}: {
  mode: HearMode
  agentLost?: boolean
  names: Record<Ear, string> | null
}) => {
  const { t } = useTranslation('liveCall')
  const id = useId()
  const small = names === null
  const label = (): string =>
    t('hears.diagram', {
      pairs: ears
        .map((listener) => {
          const heard = ears.filter((speaker) => hears(mode, agentLost, listener, speaker))
          return t('hears.pair', {
            listener: names?.[listener],
            speakers:
              heard.length === 0 ? t('hears.nobody') : heard.map((speaker) => names?.[speaker]).join(', '),
          })
        })
        .join('; '),
    })
  return (
    <svg
      className={small ? 'hear-diagram small' : 'hear-diagram'}
      viewBox={small ? '20 20 340 250' : '0 0 380 290'}
      {...(small ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label() })}
    >
      <defs>
        <Arrowhead id={`${id}-on`} fill="var(--live-solid)" />
        <Arrowhead id={`${id}-you`} fill="var(--coach-solid)" />
        <Arrowhead id={`${id}-off`} fill="var(--border-strong)" />
      </defs>
      {ears.flatMap((speaker) =>
        ears
          .filter((listener) => listener !== speaker)
          .map((listener) => {
            const on = hears(mode, agentLost, listener, speaker)
            return (
              <line
                key={`${speaker}-${listener}`}
                {...line(speaker, listener, small ? 38 : 34)}
                stroke={on ? color(speaker) : 'var(--border-strong)'}
                strokeWidth={(on ? 2.5 : 1.5) * (small ? 1.8 : 1)}
                strokeDasharray={on ? undefined : small ? '5 8' : '3 5'}
                markerEnd={`url(#${id}-${on ? (speaker === 'you' ? 'you' : 'on') : 'off'})`}
              />
            )
          }),
      )}
      {ears.map((ear) => (
        <Party
          key={ear}
          ear={ear}
          mode={mode}
          gone={ear === 'agent' && (agentLost || mode === 'take-over')}
          small={small}
          name={names?.[ear] ?? ''}
        />
      ))}
    </svg>
  )
}
