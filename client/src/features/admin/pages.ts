import {
  IconAlertTriangle,
  IconDeviceLaptop,
  IconLogin2,
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
    | '/admin/sign-ins'
    | '/admin/alerts'
    | '/admin/policies'
  word: 'devices' | 'networks' | 'people' | 'signIns' | 'alerts' | 'policies'
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
        { to: '/admin/sign-ins', word: 'signIns', icon: IconLogin2 },
        { to: '/admin/alerts', word: 'alerts', icon: IconAlertTriangle, badge: 'anomalies' },
        { to: '/admin/policies', word: 'policies', icon: IconShieldCog },
      ],
    },
  ]
