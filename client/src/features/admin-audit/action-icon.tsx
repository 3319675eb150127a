import type { AuditRow } from '@hearthline/shared'
import {
  IconAlertTriangle,
  IconCircleX,
  IconClockHour4,
  IconDeviceLaptop,
  IconDownload,
  IconHeadphones,
  IconKey,
  IconLogin2,
  IconLogout,
  IconPhone,
  IconPlayerPlay,
  IconRoute,
  IconSettings,
  IconUser,
  IconWorld,
  type Icon as TablerIcon,
} from '@tabler/icons-react'
import { Icon } from '../../ui/components/icon.tsx'
import type { Tone } from '../../ui/components/state-mark.tsx'

/** By the longest start of the action that is named here. */
const looks: readonly (readonly [string, TablerIcon, Tone])[] = [
  ['access.sign-in-ended', IconLogout, 'idle'],
  ['access.sign-in', IconLogin2, 'ready'],
  ['access.device', IconDeviceLaptop, 'ready'],
  ['access.enrolment', IconKey, 'ready'],
  ['access.anomaly', IconAlertTriangle, 'hold'],
  ['access.policies', IconSettings, 'idle'],
  ['access.', IconKey, 'idle'],
  ['account.', IconKey, 'idle'],
  ['audit.', IconDownload, 'idle'],
  ['call-backs.', IconPhone, 'idle'],
  ['calls.', IconPhone, 'live'],
  ['networks.', IconWorld, 'idle'],
  ['people.', IconUser, 'idle'],
  ['recordings.', IconPlayerPlay, 'live'],
  ['shifts.', IconClockHour4, 'idle'],
  ['supervision.', IconHeadphones, 'coach'],
  ['trunks.', IconRoute, 'idle'],
]

export const ActionIcon = ({ row }: { row: Pick<AuditRow, 'action' | 'outcome'> }) => {
  const [, icon, tone] = looks.find(([start]) => row.action.startsWith(start)) ?? ['', IconSettings, 'idle']
  return (
    <span className={row.outcome === 'refused' ? 'c-bad' : `c-${tone}`}>
      <Icon of={row.outcome === 'refused' ? IconCircleX : icon} size={16} />
    </span>
  )
}
