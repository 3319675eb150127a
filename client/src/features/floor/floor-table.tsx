import type { CallId, PersonId } from '@hearthline/shared'
import { IconHeadphones, IconPlayerStopFilled } from '@tabler/icons-react'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { serverNowMs, useFloorAgent } from '../../realtime/index.ts'
import { Button } from '../../ui/components/button.tsx'
import { QualityBars } from '../../ui/components/quality-bars.tsx'
import { StateLabel } from '../../ui/components/state-mark.tsx'
import { toneOfAlert, useListenersWord } from './agent-tile.tsx'
import { rowOf } from './floor-order.ts'
import { TickingTime } from './ticker.tsx'

interface Actions {
  listeningTo: CallId | null
  onListen: ((callId: CallId) => void) | undefined
  onStop: (() => void) | undefined
}

const TableRow = memo(function TableRow({
  personId,
  listeningTo,
  onListen,
  onStop,
}: Actions & { personId: PersonId }) {
  const { t } = useTranslation('floor')
  const { agent, call } = useFloorAgent(personId)
  const listens = useListenersWord(call?.listeners ?? [])
  if (agent === null) return null
  const row = rowOf(agent, call, serverNowMs())
  return (
    <tr data-person-id={personId} data-state={row.state} data-call-id={call?.callId ?? ''}>
      <td className="m">{agent.displayName}</td>
      <td>
        <StateLabel state={row.state} size={18} />
      </td>
      <td className="r">{row.state === 'offline' ? '–' : <TickingTime sinceMs={row.sinceMs} />}</td>
      <td className="num">
        {call === null
          ? '–'
          : [call.customer.displayName, call.customer.maskedNumber]
              .filter((part) => part !== null)
              .join(' · ')}
      </td>
      <td>{call?.phase === 'connected' ? <QualityBars mos={call.quality?.mos ?? null} /> : '–'}</td>
      <td className={row.alert === null ? 't2' : `b c-${toneOfAlert(row.alert)}`}>
        {row.alert === null ? listens : t(`tile.${row.alert}`)}
      </td>
      <td>
        {call !== null && listeningTo === call.callId ? (
          <Button size="sm" icon={IconPlayerStopFilled} onPress={onStop}>
            {t('tile.stop')}
          </Button>
        ) : (
          call?.phase === 'connected' && (
            <Button
              size="sm"
              icon={IconHeadphones}
              aria-label={t('tile.listenTo', { name: agent.displayName })}
              onPress={onListen && (() => onListen(call.callId))}
            >
              {t('tile.listen')}
            </Button>
          )
        )}
      </td>
    </tr>
  )
})

/** The same floor as dense rows. */
export const FloorTable = ({ ids, ...actions }: Actions & { ids: readonly PersonId[] }) => {
  const { t } = useTranslation('floor')
  return (
    <div className="card tablewrap floor-table">
      <table className="tight">
        <thead>
          <tr>
            <th>{t('table.person')}</th>
            <th>{t('table.state')}</th>
            <th className="r">{t('table.time')}</th>
            <th>{t('table.customer')}</th>
            <th>{t('table.line')}</th>
            <th>{t('table.note')}</th>
            <th>{t('table.action')}</th>
          </tr>
        </thead>
        <tbody>
          {ids.map((personId) => (
            <TableRow key={personId} personId={personId} {...actions} />
          ))}
        </tbody>
      </table>
    </div>
  )
}
