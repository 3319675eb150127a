import type { PeopleDirectory } from './people-service.ts'
import type { Places } from './places-service.ts'

// Spelling of addresses lives in networks/; whoever asked for it here still finds it.
export { addressIsIn, parseAddress, parseCidr, wholeLine } from '../networks/index.ts'
export type { Editor } from '../ports.ts'
export { createPeopleImports, type PeopleImports } from './people-import.ts'
export { createPeopleDirectory, type PeopleDirectory, type PersonChanged } from './people-service.ts'
export { createPlaces, type Places } from './places-service.ts'
export {
  noPassword,
  type FirstPasswords,
  type PasswordHasher,
  type PasswordRules,
  type PeopleRepository,
  type SiteNetworks,
  type SiteRepository,
  type TeamRepository,
} from './ports.ts'

/** People, their teams, their places. */
export interface PeopleService extends PeopleDirectory, Places {}
