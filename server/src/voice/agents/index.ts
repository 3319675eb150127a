export { createAgentLegs } from './agent-legs.ts'
export { createPhoneChecks, phoneAnswers } from './phone-checks.ts'
export { createRefusedPeers } from './refused-peers.ts'
export { createSignInGate } from './sign-in-gate.ts'
