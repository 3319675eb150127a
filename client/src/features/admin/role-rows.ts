import { allRoutes, type Role, type Route } from '@hearthline/shared'

/** One thing that can be done, and by whom. */
export interface RoleRow {
  domain: string
  key: string
  method: string
  path: string
  summary: string
  roles: readonly Role[]
}

const routesOf = (domain: string, routes: Readonly<Record<string, Route>>): RoleRow[] =>
  Object.entries(routes).flatMap(([name, { method, path, summary, access }]) =>
    // What anybody may do without being known says nothing about roles.
    access === 'anyone' ? [] : [{ domain, key: `${domain}.${name}`, method, path, summary, roles: access }],
  )

/** What each role may do, from the definitions that the server itself is bound by. */
export const roleRows: () => RoleRow[] = () =>
  Object.entries(allRoutes).flatMap(([domain, routes]) => routesOf(domain, routes))
