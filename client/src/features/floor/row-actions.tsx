import {
  IconClipboardCheck,
  IconDots,
  IconHeadphones,
  IconLogout,
  IconMessage,
  IconNotes,
  IconPlayerStopFilled,
  IconUserEdit,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../../ui/components/icon.tsx'
import { Menu } from '../../ui/components/menu.tsx'
import { type Step, useFloorCommands } from './floor-commands.ts'
import type { FloorRow } from './floor-summary.ts'

const steps = [
  { type: 'message', word: 'message', icon: IconMessage },
  { type: 'state', word: 'state', icon: IconUserEdit },
  { type: 'override', word: 'override', icon: IconClipboardCheck },
  { type: 'sign-out', word: 'signOut', icon: IconLogout },
  { type: 'coaching', word: 'coaching', icon: IconNotes },
] as const satisfies readonly { type: Step['type']; word: string; icon: unknown }[]

/** Why a step cannot be taken now, as control would refuse it; null when it can. */
const obstacleOf = (
  step: (typeof steps)[number]['type'],
  { agent, call }: FloorRow,
): 'inCall' | 'offline' | null => {
  if (step === 'coaching') return null
  if (agent.state.type === 'offline') return 'offline'
  return step === 'state' && (agent.state.type === 'on-call' || call !== null) ? 'inCall' : null
}

/** Every step towards one person; one that is not open now says why. Nothing for who only looks. */
export const PersonMenu = ({ row, tabIndex }: { row: FloorRow; tabIndex?: 0 | -1 }) => {
  const { t } = useTranslation('floor')
  const { step } = useFloorCommands()
  if (step === undefined) return null
  const label = t('tile.actions', { name: row.name })
  return (
    <Menu side="bottom-end" width={220}>
      <Menu.Target>
        <button type="button" className="ib floor-more" tabIndex={tabIndex} aria-label={label} title={label}>
          <Icon of={IconDots} size={16} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {steps.map(({ type, word, icon }) => {
          const obstacle = obstacleOf(type, row)
          return (
            <Menu.Item
              key={type}
              disabled={obstacle !== null}
              leftSection={<Icon of={icon} size={16} />}
              rightSection={obstacle !== null && <span className="xs t3">{t(`act.${obstacle}`)}</span>}
              onClick={() => step({ type, personId: row.personId })}
            >
              {t(`act.${word}`)}
            </Menu.Item>
          )
        })}
      </Menu.Dropdown>
    </Menu>
  )
}

/** Listen while there is a call, Stop while the own leg is in it. */
export const ListenButton = ({ row, tabIndex }: { row: FloorRow; tabIndex?: 0 | -1 }) => {
  const { t } = useTranslation('floor')
  const { me, listen, stop } = useFloorCommands()
  const { call, name } = row
  if (call === null) return null
  if (call.supervisors.some((one) => one.personId === me))
    return (
      <button
        type="button"
        className="btn sm f1 floor-on"
        tabIndex={tabIndex}
        aria-label={t('tile.stop')}
        onClick={stop}
        disabled={stop === undefined}
      >
        <Icon of={IconPlayerStopFilled} size={14} />
        {t('tile.stopWord')}
      </button>
    )
  if (call.phase !== 'connected' || listen === undefined) return null
  return (
    <button
      type="button"
      className="btn sm f1"
      tabIndex={tabIndex}
      aria-label={t('tile.listenTo', { name })}
      onClick={() => listen(call.callId)}
    >
      <Icon of={IconHeadphones} size={14} />
      {t('tile.listen')}
    </button>
  )
}
