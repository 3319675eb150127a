import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { CustomerId, type SiteId, type TeamId } from '@hearthline/shared'
import type { CustomerStore } from '../control/calls/index.ts'
import type { PeopleService } from '../control/people/index.ts'
import type { TrunkService } from '../control/trunks/index.ts'
import type { RandomSource } from '../ports.ts'
import { demoNumber, demoNumbers } from './numbers.ts'
import { demoPasswordPath, demoPeople } from './people.ts'

export interface SeedDeps {
  people: PeopleService
  trunks: Pick<TrunkService, 'add'>
  customers: Pick<CustomerStore, 'insert'>
  random: RandomSource
  dataDir: string
  demoSipPort: number
}

/** Number that customers of the demo see, and call back. */
const demoCallerId = '+12025550190'
/** Loopback, as an allow-list knows it: this machine only. */
const homeNetworks = ['127.0.0.0/8', '::1/128']

/** Columbus, Ohio. */
const demoPosition = { latitude: 39.96, longitude: -83 }

/** Fills an empty database with the demo organisation. @returns whether it was empty. */
export async function seedDemo(deps: SeedDeps): Promise<boolean> {
  const { people, trunks, customers, random } = deps
  if (people.page({ offset: 0, limit: 1 }).total > 0) return false
  const password = demoPassword(deps)
  const teamId: TeamId = must(people.createTeam('West', null)).teamId
  const siteId: SiteId = must(
    people.createSite({ name: 'Home offices', position: demoPosition, cidrs: homeNetworks }, null),
  ).siteId
  for (const { userName, displayName, role } of demoPeople) {
    const teamIds = role === 'administrator' ? [] : [teamId]
    must(await people.create({ userName, displayName, role, teamIds, siteId, password }, null))
  }
  trunks.add({
    name: 'Demo carrier',
    host: '127.0.0.1',
    port: deps.demoSipPort,
    transport: 'udp',
    addresses: ['127.0.0.1'],
    credentials: null,
    inboundTeamId: teamId,
    callerId: demoCallerId,
    enabled: true,
  })
  for (const { digit, name, does } of demoNumbers) {
    customers.insert({
      customerId: CustomerId.parse(random.uuid()),
      displayName: name,
      number: demoNumber(digit),
      country: 'US',
      demoNote: does,
    })
  }
  return true
}

/** The file is written first: a password that nobody can read would lock everybody out of the demo. */
function demoPassword({ dataDir, random }: SeedDeps): string {
  const path = demoPasswordPath(dataDir)
  if (existsSync(path)) return readFileSync(path, 'utf8').trim()
  const password = Buffer.from(random.bytes(12)).toString('base64url')
  writeFileSync(path, `${password}\n`, { mode: 0o600, flag: 'wx' })
  return password
}

function must<Value>(result: { ok: true; value: Value } | { ok: false; problem: { detail: string } }): Value {
  if (!result.ok) throw new Error(`The demo cannot be seeded: ${result.problem.detail}`)
  return result.value
}
