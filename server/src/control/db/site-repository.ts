import type { Site } from '@hearthline/shared'
import { asc, eq, sql, type SQL } from 'drizzle-orm'
import type { SiteRepository } from '../people/index.ts'
import type { Database } from './client.ts'
import { siteNetworks, sites } from './schema/people.ts'

// Spelled out: drizzle drops table names from columns in a single-table select, which would break the correlation.
const peopleHere = sql<number>`(select count(*) from people p where p.site_id = sites.site_id)`

export function createSiteRepository(db: Database): SiteRepository {
  // Asked for each site of the list: built once.
  const networks = db
    .select({ cidr: siteNetworks.cidr })
    .from(siteNetworks)
    .where(eq(siteNetworks.siteId, sql.placeholder('siteId')))
    .orderBy(asc(siteNetworks.position))
    .prepare()

  const read = (where?: SQL): Site[] =>
    db
      .select({
        siteId: sites.siteId,
        name: sites.name,
        people: peopleHere,
      })
      .from(sites)
      .where(where)
      .orderBy(asc(sites.name))
      .all()
      .map((site) => ({ ...site, cidrs: networks.all({ siteId: site.siteId }).map((row) => row.cidr) }))

  return {
    all: () => read(),
    find: (siteId) => read(eq(sites.siteId, siteId))[0] ?? null,
    findByName: (name) => read(sql`lower(${sites.name}) = lower(${name})`)[0] ?? null,
    insert: (site) => void db.insert(sites).values(site).run(),
    setNetworks: (siteId, cidrs) => {
      db.delete(siteNetworks).where(eq(siteNetworks.siteId, siteId)).run()
      const rows = cidrs.map((cidr, position) => ({ siteId, cidr, position }))
      if (rows.length > 0) db.insert(siteNetworks).values(rows).run()
    },
  }
}
