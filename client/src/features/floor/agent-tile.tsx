import type { CallId, PersonId } from '@hearthline/shared'
import {
  IconAlertTriangle,
  IconEar,
  IconHeadphones,
  IconPlayerStopFilled,
  IconWifiOff,
} from '@tabler/icons-react'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '../../app/session.ts'
import { serverNowMs, useFloorAgent } from '../../realtime/index.ts'
import { Icon } from '../../ui/components/icon.tsx'
import { QualityBars } from '../../ui/components/quality-bars.tsx'
import { StateMark, type Tone, toneOf, useStateWord } from '../../ui/components/state-mark.tsx'
import { type FloorAlert, type FloorRow, rowOf } from './floor-order.ts'
import { TickingTime } from './ticker.tsx'

const alertTone: Record<FloorAlert, Tone> = {
  lineLost: 'bad',
  recordingFailed: 'bad',
  noPhone: 'bad',
  poorLine: 'warn',
  wrapOver: 'wrap',
  missedRing: 'hold',
}
export const toneOfAlert = (alert: FloorAlert): Tone => alertTone[alert]

/** Who listens to this call, as the floor says it; null when nobody does. */
export function useListenersWord(
  listeners: readonly { personId: PersonId; displayName: string }[],
): string | null {
  const { t } = useTranslation('floor')
  const me = useMe()
  if (listeners.some((one) => one.personId === me?.personId)) return t('tile.youListen')
  const [first] = listeners
  return first === undefined ? null : t('tile.listens', { name: first.displayName })
}

const Third = ({
  row,
  customer,
  listens,
}: {
  row: FloorRow
  customer: string | null
  listens: string | null
}) => {
  const { t } = useTranslation('floor')
  if (row.alert !== null)
    return (
      <span className={`row g4 b el c-${alertTone[row.alert]}`}>
        <Icon
          of={row.alert === 'noPhone' || row.alert === 'lineLost' ? IconWifiOff : IconAlertTriangle}
          size={14}
        />
        <span className="el">{t(`tile.${row.alert}`)}</span>
      </span>
    )
  if (listens !== null)
    return (
      <span className="row g4 b el c-coach">
        <Icon of={IconEar} size={14} />
        <span className="el">{listens}</span>
      </span>
    )
  return <span className="el t2 num">{customer ?? (row.state === 'ready' ? t('tile.reachable') : '')}</span>
}

/** One person: state, running time, customer masked, line, and Listen while there is a call. */
export const AgentTile = memo(function AgentTile({
  personId,
  tabIndex,
  listening,
  onListen,
  onStop,
  onOpen,
}: {
  personId: PersonId
  tabIndex: 0 | -1
  /** This lead listens to this person's call now. */
  listening: boolean
  onListen: ((callId: CallId) => void) | undefined
  onStop: (() => void) | undefined
  onOpen: ((callId: CallId) => void) | undefined
}) {
  const { t } = useTranslation('floor')
  const word = useStateWord()
  const { agent, call } = useFloorAgent(personId)
  const listens = useListenersWord(call?.listeners ?? [])
  if (agent === null) return null
  const row = rowOf(agent, call, serverNowMs())
  const name = agent.displayName
  const customer = call === null ? null : (call.customer.displayName ?? call.customer.maskedNumber)
  const canListen = call !== null && call.phase === 'connected' && onListen !== undefined
  return (
    <li
      className={`floor-tile ${row.alert === null ? '' : `a-${alertTone[row.alert]} alerted`}`}
      data-person-id={personId}
      data-state={row.state}
      data-call-id={call?.callId ?? ''}
    >
      <button
        type="button"
        className="tile-open"
        tabIndex={tabIndex}
        data-tile
        aria-label={t('tile.label', {
          name,
          state: word(row.state),
          alert: row.alert === null ? (customer ?? t('tile.reachable')) : t(`tile.${row.alert}`),
        })}
        onClick={() => call !== null && onOpen?.(call.callId)}
        onKeyDown={(event) => {
          if (event.code !== 'KeyL' || event.ctrlKey || event.metaKey || event.altKey) return
          if (canListen) onListen(call.callId)
        }}
      />
      <span className="row g8">
        <StateMark state={row.state} />
        <span className="f1 b el" title={name}>
          {name}
        </span>
      </span>
      <span className="row sp tile-mid">
        <span className={`sm nw el c-${toneOf(row.state)}`}>{word(row.state)}</span>
        {row.state === 'offline' ? (
          <span className="tile-time">–</span>
        ) : (
          <TickingTime sinceMs={row.sinceMs} className="tile-time" />
        )}
      </span>
      <span className="row sp xs">
        <Third row={row} customer={customer} listens={listens} />
        {call !== null && call.phase === 'connected' && (
          <QualityBars mos={call.quality?.mos ?? null} compact />
        )}
      </span>
      {listening ? (
        <button
          type="button"
          className="btn sm tile-listen on"
          tabIndex={tabIndex}
          onClick={onStop}
          disabled={onStop === undefined}
        >
          <Icon of={IconPlayerStopFilled} size={14} />
          {t('tile.stop')}
        </button>
      ) : (
        canListen && (
          <button
            type="button"
            className="btn sm tile-listen"
            tabIndex={tabIndex}
            aria-label={t('tile.listenTo', { name })}
            onClick={() => onListen(call.callId)}
          >
            <Icon of={IconHeadphones} size={14} />
            {t('tile.listen')}
          </button>
        )
      )}
    </li>
  )
})
