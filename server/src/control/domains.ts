import type { DomainFactory } from './domain.ts'
import { telephony } from './telephony.ts'

/** Everything that control does beyond people, access and audit, in the order it starts; disposed in reverse. */
export const domains: readonly DomainFactory[] = [telephony]
