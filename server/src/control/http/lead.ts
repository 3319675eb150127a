import type { Lead } from '../reach.ts'
import type { CurrentSignIn } from './visit.ts'

/** Who asks, as supervision needs to know them. */
export const leadOf = ({ person, address }: CurrentSignIn): Lead => ({
  personId: person.personId,
  address,
  ledTeamIds: person.ledTeamIds,
})

/** The same of an agent who does something for themselves. */
export const selfOf = ({ person, address }: CurrentSignIn) => ({ personId: person.personId, address })
