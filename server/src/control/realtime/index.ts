export { createGateway } from './gateway.ts'
export { createProjection } from './projection.ts'
