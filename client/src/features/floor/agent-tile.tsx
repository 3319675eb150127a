import { memo, useId } from 'react'
import { useTranslation } from 'react-i18next'
import { QualityBars } from '../../ui/components/quality-bars.tsx'
import { StateMark, toneOf } from '../../ui/components/state-mark.tsx'
import { AlertMark, toneOfAlert, useAlertWords } from './alert-words.tsx'
import { useFloorCommands } from './floor-commands.ts'
import type { FloorRow } from './floor-summary.ts'
import { ListenButton, PersonMenu } from './row-actions.tsx'
import { RowNote, useShownWord, useSupervisorWord } from './row-words.tsx'
import { TickingTime } from './ticker.tsx'

/** For tests, benches and style sheets: who, in which state, with which alert, in which call. */
export const rowMarks = ({ personId, state, alerts, call }: FloorRow) => ({
  'data-person-id': personId,
  'data-state': state,
  'data-alert': alerts[0]?.kind ?? '',
  'data-call-id': call?.callId ?? '',
  'data-talk': call?.talk?.state ?? '',
})

/** One person: state with its time, alert or call or lead in the call, line; on pointing, what can be done. */
export const AgentTile = memo(function AgentTile({ row, tabIndex }: { row: FloorRow; tabIndex: 0 | -1 }) {
  const { t } = useTranslation('floor')
  const timeId = useId()
  const shownWord = useShownWord()
  const supervisorWord = useSupervisorWord()
  const words = useAlertWords()
  const { me, listen, open, step } = useFloorCommands()
  const { name, call, state } = row
  const [alert] = row.alerts
  const facts = [
    ...row.alerts.map((one) => words.short(one, row)),
    ...(call === null ? [] : [call.customer.displayName ?? call.customer.maskedNumber]),
    supervisorWord(call?.supervisors ?? [], me) ?? '',
  ].filter((part) => part !== '')
  const standing = state === 'ready' ? [t('tile.reachable')] : row.agent.teams.map((team) => team.name)
  const canListen = call !== null && call.phase === 'connected'
  const acts = step !== undefined || (canListen && listen !== undefined)
  return (
    <li
      className={`floor-tile ${alert === undefined ? '' : `a-${toneOfAlert(alert.kind)} alerted`}`}
      {...rowMarks(row)}
    >
      <button
        type="button"
        className="tile-open"
        tabIndex={tabIndex}
        data-tile
        aria-label={t('tile.label', {
          name,
          state: shownWord(row),
          facts: (facts.length === 0 ? standing : facts).join(', '),
        })}
        aria-describedby={timeId}
        onClick={() => call !== null && open?.(call.callId)}
        onKeyDown={(event) => {
          if (event.code !== 'KeyL' || event.ctrlKey || event.metaKey || event.altKey) return
          if (canListen) listen?.(call.callId)
        }}
      />
      <span className="row g8">
        <StateMark state={state} />
        <span className="f1 b el" title={name}>
          {name}
        </span>
      </span>
      <span className="row sp tile-mid">
        <span className={`sm nw el c-${toneOf(state)}`}>{shownWord(row)}</span>
        <span id={timeId}>
          {state === 'offline' ? (
            <span className="tile-time">–</span>
          ) : (
            <TickingTime sinceMs={row.sinceMs} className="tile-time" />
          )}
        </span>
      </span>
      <span className="row sp xs tile-foot">
        {alert === undefined ? (
          <RowNote row={row} me={me} narrow />
        ) : (
          <AlertMark alert={alert} row={row} narrow />
        )}
        {canListen && <QualityBars mos={call.quality?.mos ?? null} />}
      </span>
      {acts && (
        <span className="tile-acts">
          <ListenButton row={row} tabIndex={tabIndex} />
          <PersonMenu row={row} tabIndex={tabIndex} />
        </span>
      )}
    </li>
  )
})
