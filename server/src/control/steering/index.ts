export { createSteeringDesk, whyFault, type SteeringDesk, type Why } from './steering-desk.ts'
