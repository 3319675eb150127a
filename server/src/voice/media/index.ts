export { createMediaPool } from './media-pool.ts'
export { shareMediaPorts } from './media-ports.ts'
