import type { Role } from '@hearthline/shared'
import {
  IconCalendarDue,
  IconHeadphones,
  IconInbox,
  IconLayoutGrid,
  IconPhone,
  IconReportAnalytics,
  IconSchool,
  IconSettings,
  IconWaveSine,
  type Icon as TablerIcon,
} from '@tabler/icons-react'

export interface RailItem {
  to:
    | '/work'
    | '/callbacks'
    | '/my-calls'
    | '/coaching'
    | '/floor'
    | '/recordings'
    | '/requests'
    | '/reports'
    | '/admin'
  word:
    | 'work'
    | 'callBacks'
    | 'myCalls'
    | 'coaching'
    | 'floor'
    | 'recordings'
    | 'requests'
    | 'reports'
    | 'admin'
  icon: TablerIcon
  roles: readonly Role[]
}

/** The rail, by role, in order (DESIGN section 2; what is later work is not listed). */
export const railItems: readonly RailItem[] = [
  { to: '/work', word: 'work', icon: IconPhone, roles: ['agent'] },
  { to: '/callbacks', word: 'callBacks', icon: IconCalendarDue, roles: ['agent'] },
  { to: '/my-calls', word: 'myCalls', icon: IconHeadphones, roles: ['agent'] },
  { to: '/coaching', word: 'coaching', icon: IconSchool, roles: ['agent'] },
  { to: '/floor', word: 'floor', icon: IconLayoutGrid, roles: ['lead', 'administrator'] },
  { to: '/recordings', word: 'recordings', icon: IconWaveSine, roles: ['lead', 'administrator'] },
  { to: '/requests', word: 'requests', icon: IconInbox, roles: ['lead'] },
  { to: '/reports', word: 'reports', icon: IconReportAnalytics, roles: ['lead', 'administrator'] },
  { to: '/admin', word: 'admin', icon: IconSettings, roles: ['administrator'] },
]

/** Where a role lands after sign-in. */
export const landingOf = (role: Role): '/work' | '/floor' | '/admin/devices' => {
  switch (role) {
    case 'agent':
      return '/work'
    case 'lead':
      return '/floor'
    case 'administrator':
      return '/admin/devices'
    default:
      return role satisfies never
  }
}

/** Agents have the softphone column; leads and administrators do not take calls. */
export const hasDock = (role: Role): boolean => role === 'agent'
