export { createGateway, type Gateway } from './gateway.ts'
export { createProjection } from './projection.ts'
