import type { PersonId } from '@hearthline/shared'
import { memo, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { QualityBars } from '../../ui/components/quality-bars.tsx'
import { StateMark, useStateWord } from '../../ui/components/state-mark.tsx'
import { rowMarks } from './agent-tile.tsx'
import { AlertMark } from './alert-words.tsx'
import { useFloorCommands } from './floor-commands.ts'
import type { FloorRow } from './floor-summary.ts'
import { ListenButton, PersonMenu } from './row-actions.tsx'
import { CallWords, RowNote } from './row-words.tsx'
import { TickingTime } from './ticker.tsx'

const TableRow = memo(function TableRow({ row }: { row: FloorRow }) {
  const { t } = useTranslation('floor')
  const word = useStateWord()
  const { me } = useFloorCommands()
  const { call, state, agent, alerts } = row
  const talk = call?.phase === 'connected' ? (call.talk?.state ?? null) : null
  const teams = agent.teams.map((team) => team.name).join(', ')
  const ears = (row.takenOver ?? call)?.supervisors.length ?? 0
  return (
    <tr {...rowMarks(row)}>
      <td>
        <div className="m el" title={row.name}>
          {row.name}
        </div>
      </td>
      <td className="t2 floor-wide">
        <div className="el" title={teams}>
          {teams}
        </div>
      </td>
      <td>
        <span className="row g6">
          <StateMark state={state} size={18} />
          <b className="b el">{word(state)}</b>
        </span>
      </td>
      <td className="r">{state === 'offline' ? '–' : <TickingTime sinceMs={row.sinceMs} />}</td>
      <td>{call === null ? <span className="t3">–</span> : <CallWords call={call} />}</td>
      <td className={`el ${talk === 'talk' ? 't2' : 'b'}`}>
        {talk === null ? <span className="t3">–</span> : t(`talk.${talk}`)}
      </td>
      <td>
        {call?.phase === 'connected' ? (
          <span className="row">
            <QualityBars mos={call.quality?.mos ?? null} />
          </span>
        ) : (
          <span className="t3">–</span>
        )}
      </td>
      <td>
        <span className="row g8">
          {alerts.slice(0, 2).map((alert) => (
            <AlertMark key={alert.kind} alert={alert} row={row} />
          ))}
          {(alerts.length === 0 || ears > 0) && (call === null || ears > 0) && <RowNote row={row} me={me} />}
        </span>
      </td>
      <td>
        <span className="row g4 floor-cell-acts">
          <ListenButton row={row} />
          <PersonMenu row={row} />
        </span>
      </td>
    </tr>
  )
})

/** The people of one section as dense rows. */
export const FloorRows = ({
  ids,
  rowOf,
}: {
  ids: readonly PersonId[]
  rowOf: ReadonlyMap<PersonId, FloorRow>
}) =>
  ids.map((id) => {
    const row = rowOf.get(id)
    return row === undefined ? null : <TableRow key={id} row={row} />
  })

/** The same floor as dense rows; columns keep their widths, so that one cell's change moves no other. */
export const FloorTable = ({ children }: { children: ReactNode }) => {
  const { t } = useTranslation('floor')
  return (
    <div className="card tablewrap floor-table">
      <table className="tight">
        <thead>
          <tr>
            <th>{t('table.person')}</th>
            <th className="floor-wide">{t('filter.team')}</th>
            <th>{t('table.state')}</th>
            <th className="r">{t('table.time')}</th>
            <th>{t('table.call')}</th>
            <th>{t('table.talk')}</th>
            <th>{t('table.line')}</th>
            <th>{t('table.note')}</th>
            <th>{t('table.action')}</th>
          </tr>
        </thead>
        {children}
      </table>
    </div>
  )
}
export const tableColumns = 9
