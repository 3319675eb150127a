import type { Trunk } from '@hearthline/shared'
import {
  IconAlertCircle,
  IconArrowDown,
  IconArrowUp,
  IconCircleCheck,
  IconHelpCircle,
  IconPower,
} from '@tabler/icons-react'
import type { KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { serverNow } from '../../app/session.ts'
import { Chip } from '../../ui/components/alert.tsx'
import { Button, IconButton } from '../../ui/components/button.tsx'
import { PersonName } from '../../ui/components/person.tsx'
import { dayAndTime } from '../../ui/format/time.ts'

const State = ({ trunk }: { trunk: Trunk }) => {
  const { t, i18n } = useTranslation('adminTrunks')
  if (!trunk.enabled) {
    return (
      <Chip tone="idle" icon={IconPower}>
        {t('state.off')}
      </Chip>
    )
  }
  if (trunk.status === null) {
    return (
      <Chip tone="idle" icon={IconHelpCircle}>
        {t('state.noNode')}
      </Chip>
    )
  }
  const { state, roundTripMs, since } = trunk.status
  switch (state) {
    case 'up':
      return (
        <Chip tone="ready" icon={IconCircleCheck}>
          {roundTripMs === null ? t('state.up') : t('state.upIn', { ms: Math.round(roundTripMs) })}
        </Chip>
      )
    case 'down':
      return (
        <Chip tone="bad" icon={IconAlertCircle}>
          {t('state.down', { time: dayAndTime(since, serverNow(), i18n.language) })}
        </Chip>
      )
    case 'unknown':
      return (
        <Chip tone="hold" icon={IconHelpCircle}>
          {t('state.unknown')}
        </Chip>
      )
    default:
      return state satisfies never
  }
}

const Row = ({
  trunk,
  index,
  count,
  onMove,
  onEdit,
  onRemove,
}: {
  trunk: Trunk
  index: number
  count: number
  onMove: (index: number, step: -1 | 1) => void
  onEdit: () => void
  onRemove: () => void
}) => {
  const { t } = useTranslation('adminTrunks')
  const { name } = trunk
  const onKeyDown = (event: KeyboardEvent) => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
    event.preventDefault()
    onMove(index, event.key === 'ArrowUp' ? -1 : 1)
  }
  return (
    <tr onKeyDown={onKeyDown}>
      <td className="nw">
        <span className="row g4">
          <span className="num t3 trunk-place-no">{index + 1}</span>
          <IconButton
            icon={IconArrowUp}
            label={t('moveUp', { name })}
            aria-disabled={index === 0}
            onPress={() => onMove(index, -1)}
          />
          <IconButton
            icon={IconArrowDown}
            label={t('moveDown', { name })}
            aria-disabled={index === count - 1}
            onPress={() => onMove(index, 1)}
          />
        </span>
      </td>
      <td className="m">
        <PersonName name={name} />
      </td>
      <td>
        <State trunk={trunk} />
      </td>
      <td className="r num">{trunk.callsNow}</td>
      <td className="t2">
        <PersonName name={`${trunk.host}:${trunk.port} ${trunk.transport.toUpperCase()}`} />
      </td>
      <td className="num nw">{trunk.callerId}</td>
      <td className="t2">
        {trunk.inboundTeam === null ? (
          <span className="t3">{t('noTeam')}</span>
        ) : (
          <PersonName name={trunk.inboundTeam.name} />
        )}
      </td>
      <td className="r nw">
        <Button size="sm" onPress={onEdit}>
          {t('edit')} <span className="vh">{name}</span>
        </Button>{' '}
        <Button size="sm" look="danger" onPress={onRemove}>
          {t('remove')} <span className="vh">{name}</span>
        </Button>
      </td>
    </tr>
  )
}

/** @param onMove does nothing at an end: a button there stays, so that the focus is not lost with it. */
export const TrunkTable = ({
  trunks,
  onMove,
  onEdit,
  onRemove,
}: {
  trunks: readonly Trunk[]
  onMove: (index: number, step: -1 | 1) => void
  onEdit: (trunk: Trunk) => void
  onRemove: (trunk: Trunk) => void
}) => {
  const { t } = useTranslation('adminTrunks')
  return (
    <>
      <div className="tablewrap">
        <table className="tight trunk-list">
          <thead>
            <tr>
              <th scope="col">{t('columns.order')}</th>
              <th scope="col">{t('columns.name')}</th>
              <th scope="col">{t('columns.state')}</th>
              <th scope="col" className="r">
                {t('columns.calls')}
              </th>
              <th scope="col">{t('columns.host')}</th>
              <th scope="col">{t('columns.callerId')}</th>
              <th scope="col">{t('columns.inbound')}</th>
              <th scope="col">
                <span className="vh">{t('columns.actions')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {trunks.map((trunk, index) => (
              <Row
                key={trunk.trunkId}
                trunk={trunk}
                index={index}
                count={trunks.length}
                onMove={onMove}
                onEdit={() => onEdit(trunk)}
                onRemove={() => onRemove(trunk)}
              />
            ))}
          </tbody>
        </table>
      </div>
      <p className="xs t3 trunk-hint">{t('moveHint')}</p>
    </>
  )
}
