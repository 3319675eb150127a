export { createTrunkBook } from './trunk-book.ts'
export { createTrunkWatch } from './trunk-health.ts'
export { createTrunkLegs } from './trunk-legs.ts'
export { createTrunkRegistrations } from './trunk-registrations.ts'
