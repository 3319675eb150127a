export { addressIsIn, parseAddress, parseCidr, wholeLine } from './cidr.ts'
export { createNetworks, type NetworkDeps, type Networks } from './network-service.ts'
export type { NetworkQuery, NetworkRepository, Resident, Residents, StoredRule } from './ports.ts'
export type { Placed } from './rule-book.ts'
