import type { Role } from '@hearthline/shared'
import { IconLock, IconMapPinOff } from '@tabler/icons-react'
import { createRootRoute, createRoute, createRouter, Link, Navigate, Outlet } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Empty, Skeleton } from '../ui/components/empty.tsx'
import { Failed } from '../ui/components/error-boundary.tsx'
import {
  lazyPage,
  withCallBackTexts,
  withCheckTexts,
  withEntryTexts,
  withLateTexts,
  withSteeringTexts,
} from './lazy.ts'
import { landingOf } from './navigation.ts'
import { Root } from './root.tsx'
import { useMe } from './session.ts'

const Nowhere = () => {
  const { t } = useTranslation()
  return (
    <Empty
      icon={IconMapPinOff}
      title={t('notFound.title')}
      action={
        <Link to="/" className="btn">
          {t('notFound.go')}
        </Link>
      }
    >
      {t('notFound.text')}
    </Empty>
  )
}

/** Shows its pages to some roles only. Control checks every request again; this only says it in words. */
const onlyFor = (roles: readonly Role[]) =>
  function OnlyFor() {
    const { t } = useTranslation()
    const me = useMe()
    return me !== null && roles.includes(me.role) ? (
      <Outlet />
    ) : (
      <Empty
        icon={IconLock}
        title={t('notForRole.title')}
        action={
          <Link to="/" className="btn">
            {t('notFound.go')}
          </Link>
        }
      >
        {t('notForRole.text')}
      </Empty>
    )
  }

/** Pages that another page opens with a search that is already made. */
const searchOnly = (search: Record<string, unknown>): { search?: string } =>
  typeof search['search'] === 'string' ? { search: search['search'].slice(0, 100) } : {}

const actionOnly = (search: Record<string, unknown>): { action?: string } =>
  typeof search['action'] === 'string' ? { action: search['action'].slice(0, 60) } : {}

const Landing = () => {
  const me = useMe()
  return me === null ? null : <Navigate to={landingOf(me.role)} replace />
}

const root = createRootRoute({ component: Root, notFoundComponent: Nowhere })
const landing = createRoute({ getParentRoute: () => root, path: '/', component: Landing })
const enrol = createRoute({
  getParentRoute: () => root,
  path: '/enrol',
  component: lazyPage(
    withEntryTexts(() => import('../features/enrol/enrol-screen.tsx')),
    'EnrolScreen',
  ),
})
const resetPassword = createRoute({
  getParentRoute: () => root,
  path: '/reset',
  component: lazyPage(
    withEntryTexts(withLateTexts(() => import('../features/reset/reset-screen.tsx'))),
    'ResetScreen',
  ),
})
const account = createRoute({
  getParentRoute: () => root,
  path: '/account',
  component: lazyPage(
    withLateTexts(() => import('../features/account/account-screen.tsx')),
    'AccountScreen',
  ),
})

const agents = createRoute({ getParentRoute: () => root, id: 'agents', component: onlyFor(['agent']) })
const work = createRoute({
  getParentRoute: () => agents,
  path: '/work',
  component: lazyPage(() => import('../features/workspace/workspace-screen.tsx'), 'WorkspaceScreen'),
})
const myCalls = createRoute({
  getParentRoute: () => agents,
  path: '/my-calls',
  component: lazyPage(() => import('../features/calls/my-calls-screen.tsx'), 'MyCallsScreen'),
})

const check = createRoute({
  getParentRoute: () => agents,
  path: '/check',
  component: lazyPage(
    withCheckTexts(() => import('../features/pre-shift/check-screen.tsx')),
    'CheckScreen',
  ),
})
const callBacks = createRoute({
  getParentRoute: () => agents,
  path: '/callbacks',
  component: lazyPage(
    withCallBackTexts(() => import('../features/call-backs/call-backs-screen.tsx')),
    'CallBacksScreen',
  ),
})

const coaching = createRoute({
  getParentRoute: () => agents,
  path: '/coaching',
  component: lazyPage(
    withSteeringTexts(() => import('../features/coaching/coaching-screen.tsx')),
    'CoachingScreen',
  ),
})

const overseers = createRoute({
  getParentRoute: () => root,
  id: 'overseers',
  component: onlyFor(['lead', 'administrator']),
})
const floor = createRoute({
  getParentRoute: () => overseers,
  path: '/floor',
  component: lazyPage(
    withLateTexts(() => import('../features/floor/floor-screen.tsx')),
    'FloorScreen',
  ),
})
const requests = createRoute({
  getParentRoute: () => overseers,
  path: '/requests',
  component: lazyPage(
    withLateTexts(() => import('../features/requests/requests-screen.tsx')),
    'RequestsScreen',
  ),
})
const recordings = createRoute({
  getParentRoute: () => overseers,
  path: '/recordings',
  component: lazyPage(
    withLateTexts(() => import('../features/recordings/recordings-screen.tsx')),
    'RecordingsScreen',
  ),
})
const recordingOf = createRoute({
  getParentRoute: () => overseers,
  path: '/recordings/$callId',
  component: lazyPage(
    withLateTexts(() => import('../features/recordings/recordings-screen.tsx')),
    'RecordingsScreen',
  ),
})

const reports = createRoute({
  getParentRoute: () => overseers,
  path: '/reports',
  component: lazyPage(
    withLateTexts(() => import('../features/supervision-log/supervision-log-screen.tsx')),
    'SupervisionLogScreen',
  ),
})

const leads = createRoute({ getParentRoute: () => root, id: 'leads', component: onlyFor(['lead']) })
const liveCall = createRoute({
  getParentRoute: () => leads,
  path: '/live/$callId',
  component: lazyPage(
    withLateTexts(() => import('../features/live-call/live-call-screen.tsx')),
    'LiveCallScreen',
  ),
})

const admin = createRoute({
  getParentRoute: () => root,
  path: '/admin',
  component: onlyFor(['administrator']),
})
const adminFrame = createRoute({
  getParentRoute: () => admin,
  id: 'frame',
  component: lazyPage(
    withLateTexts(() => import('../features/admin/admin-frame.tsx')),
    'AdminFrame',
  ),
})
const adminIndex = createRoute({
  getParentRoute: () => adminFrame,
  path: '/',
  component: () => <Navigate to="/admin/devices" replace />,
})
const devices = createRoute({
  getParentRoute: () => adminFrame,
  path: '/devices',
  validateSearch: searchOnly,
  component: lazyPage(() => import('../features/admin/devices-screen.tsx'), 'DevicesScreen'),
})
const networks = createRoute({
  getParentRoute: () => adminFrame,
  path: '/networks',
  component: lazyPage(() => import('../features/admin/networks-screen.tsx'), 'NetworksScreen'),
})
const people = createRoute({
  getParentRoute: () => adminFrame,
  path: '/people',
  component: lazyPage(() => import('../features/admin-people/people-admin-screen.tsx'), 'PeopleAdminScreen'),
})
const shifts = createRoute({
  getParentRoute: () => adminFrame,
  path: '/shifts',
  component: lazyPage(() => import('../features/admin-people/shifts-admin-screen.tsx'), 'ShiftsAdminScreen'),
})
const signIns = createRoute({
  getParentRoute: () => adminFrame,
  path: '/sign-ins',
  component: lazyPage(() => import('../features/admin/sign-ins-screen.tsx'), 'SignInsScreen'),
})
const alerts = createRoute({
  getParentRoute: () => adminFrame,
  path: '/alerts',
  validateSearch: searchOnly,
  component: lazyPage(() => import('../features/admin/alerts-screen.tsx'), 'AlertsScreen'),
})
const policies = createRoute({
  getParentRoute: () => adminFrame,
  path: '/policies',
  component: lazyPage(() => import('../features/admin/policies-screen.tsx'), 'PoliciesScreen'),
})
const trunks = createRoute({
  getParentRoute: () => adminFrame,
  path: '/trunks',
  component: lazyPage(() => import('../features/admin-trunks/trunks-screen.tsx'), 'TrunksScreen'),
})
const audit = createRoute({
  getParentRoute: () => adminFrame,
  path: '/audit',
  validateSearch: actionOnly,
  component: lazyPage(() => import('../features/admin-audit/audit-screen.tsx'), 'AuditScreen'),
})

const routeTree = root.addChildren([
  landing,
  enrol,
  resetPassword,
  account,
  agents.addChildren([work, check, callBacks, myCalls, coaching]),
  overseers.addChildren([floor, requests, recordings, recordingOf, reports]),
  leads.addChildren([liveCall]),
  admin.addChildren([
    adminFrame.addChildren([
      adminIndex,
      devices,
      networks,
      people,
      shifts,
      signIns,
      alerts,
      policies,
      trunks,
      audit,
    ]),
  ]),
])

export const createAppRouter = () =>
  createRouter({
    routeTree,
    defaultPendingComponent: () => <Skeleton rows={8} />,
    // The router's own would show a person a bare English error.
    defaultErrorComponent: ({ error, reset }) => (
      <Failed error={error instanceof Error ? error : new Error(String(error))} onRetry={reset} />
    ),
    defaultPreload: 'intent',
  })

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>
  }
}
