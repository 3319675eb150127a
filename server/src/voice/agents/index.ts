export { createAgentLegs } from './agent-legs.ts'
export { createSignInGate } from './sign-in-gate.ts'
