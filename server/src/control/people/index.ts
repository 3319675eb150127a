import type { PeopleDirectory } from './people-service.ts'
import type { Places } from './places-service.ts'

export { addressIsIn, parseAddress, parseCidr, wholeLine } from './cidr.ts'
export {
  createPeopleDirectory,
  type Editor,
  type PeopleDirectory,
  type PersonChanged,
} from './people-service.ts'
export { createPlaces, type Places } from './places-service.ts'
export type { PasswordHasher, PeopleRepository, SiteRepository, TeamRepository } from './ports.ts'

/** People, their teams, their places. */
export interface PeopleService extends PeopleDirectory, Places {}
