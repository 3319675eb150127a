import { accessRoutes } from './contracts/access.ts'
import { accountRoutes } from './contracts/account.ts'
import { agentRoutes } from './contracts/agents.ts'
import { anomalyRoutes } from './contracts/anomalies.ts'
import { auditRoutes } from './contracts/audit.ts'
import { callBackRoutes } from './contracts/call-backs.ts'
import { lineCheckRoutes } from './contracts/line-checks.ts'
import { callRoutes } from './contracts/calls.ts'
import { deviceRoutes } from './contracts/devices.ts'
import { networkRoutes } from './contracts/networks.ts'
import { peopleRoutes } from './contracts/people.ts'
import { policyRoutes } from './contracts/policies.ts'
import { recordingRoutes } from './contracts/recordings.ts'
import { accessRequestRoutes } from './contracts/requests.ts'
import { shiftRoutes } from './contracts/shifts.ts'
import { supervisionRoutes } from './contracts/supervision.ts'
import { trunkRoutes } from './contracts/trunks.ts'

/** Every route of the contract by its domain: for the documents, the roles table and the authorisation table. */
export const allRoutes = {
  access: accessRoutes,
  account: accountRoutes,
  devices: deviceRoutes,
  accessRequests: accessRequestRoutes,
  anomalies: anomalyRoutes,
  policies: policyRoutes,
  people: peopleRoutes,
  networks: networkRoutes,
  shifts: shiftRoutes,
  agents: agentRoutes,
  calls: callRoutes,
  callBacks: callBackRoutes,
  lineChecks: lineCheckRoutes,
  supervision: supervisionRoutes,
  recordings: recordingRoutes,
  trunks: trunkRoutes,
  audit: auditRoutes,
} as const
