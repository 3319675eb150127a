import {
  IconAlertTriangle,
  IconClockHour4,
  IconDeviceLaptop,
  IconLink,
  IconLogin2,
  IconRoute,
  IconShieldCog,
  IconUsers,
  IconWorld,
  type Icon as TablerIcon,
} from '@tabler/icons-react'

/** Which count of what waits stands beside a page. */
type Badge = 'devices' | 'requests' | 'anomalies'

export interface AdminPage {
  to:
    | '/admin/devices'
    | '/admin/networks'
    | '/admin/people'
    | '/admin/shifts'
    | '/admin/sign-ins'
    | '/admin/alerts'
    | '/admin/policies'
    | '/admin/trunks'
    | '/admin/audit'
  word: 'devices' | 'networks' | 'people' | 'shifts' | 'signIns' | 'alerts' | 'policies' | 'trunks' | 'audit'
  icon: TablerIcon
  badge?: Badge
}

/** The administrator's pages in their groups, in order (DESIGN section 2). */
export const adminGroups: readonly { word: 'access' | 'calling' | 'records'; pages: readonly AdminPage[] }[] =
  [
    {
      word: 'access',
      pages: [
        { to: '/admin/devices', word: 'devices', icon: IconDeviceLaptop, badge: 'devices' },
        { to: '/admin/networks', word: 'networks', icon: IconWorld, badge: 'requests' },
        { to: '/admin/people', word: 'people', icon: IconUsers },
        { to: '/admin/shifts', word: 'shifts', icon: IconClockHour4 },
        { to: '/admin/sign-ins', word: 'signIns', icon: IconLogin2 },
        { to: '/admin/alerts', word: 'alerts', icon: IconAlertTriangle, badge: 'anomalies' },
        { to: '/admin/policies', word: 'policies', icon: IconShieldCog },
      ],
    },
    { word: 'calling', pages: [{ to: '/admin/trunks', word: 'trunks', icon: IconRoute }] },
    { word: 'records', pages: [{ to: '/admin/audit', word: 'audit', icon: IconLink }] },
  ]
