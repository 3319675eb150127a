import type { Site } from '@hearthline/shared'
import { asc, eq, sql, type SQL } from 'drizzle-orm'
import type { SiteRepository } from '../people/index.ts'
import type { Database } from './client.ts'
import { sites } from './schema/people.ts'

// Spelled out: drizzle drops table names from columns in a single-table select, which would break the correlation.
const peopleHere = sql<number>`(select count(*) from people p where p.site_id = sites.site_id)`
const networksHere = sql<number>`(select count(*) from network_rules n where n.scope_type = 'site' and n.scope_id = sites.site_id)`

export function createSiteRepository(db: Database): SiteRepository {
  const read = (where?: SQL): Site[] =>
    db
      .select({
        siteId: sites.siteId,
        name: sites.name,
        people: peopleHere,
        networks: networksHere,
        latitude: sites.latitude,
        longitude: sites.longitude,
      })
      .from(sites)
      .where(where)
      .orderBy(asc(sites.name))
      .all()
      .map(({ latitude, longitude, ...site }) => ({
        ...site,
        position: latitude === null || longitude === null ? null : { latitude, longitude },
      }))

  return {
    all: () => read(),
    find: (siteId) => read(eq(sites.siteId, siteId))[0] ?? null,
    findByName: (name) => read(sql`lower(${sites.name}) = lower(${name})`)[0] ?? null,
    insert: ({ position, ...site }) =>
      void db
        .insert(sites)
        .values({ ...site, ...columnsOf(position) })
        .run(),
    change: (siteId, { name, position }) => {
      // An update of nothing is not SQL.
      if (name === undefined && position === undefined) return
      const set = { name, ...(position !== undefined && columnsOf(position)) }
      db.update(sites).set(set).where(eq(sites.siteId, siteId)).run()
    },
  }
}

const columnsOf = (position: Site['position']) => ({
  latitude: position?.latitude ?? null,
  longitude: position?.longitude ?? null,
})
