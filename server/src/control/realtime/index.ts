export { createGateway } from './gateway.ts'
export { createProjection, type Viewer } from './projection.ts'
