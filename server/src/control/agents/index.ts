export { offline, transition } from './agent-machine.ts'
export type { AgentEvent, AgentStanding, Standing } from './agent-machine.ts'
