import type { SipLimits } from './types.ts'

export const defaultLimits: SipLimits = {
  maxMessageBytes: 65_536,
  maxHeaders: 100,
  flowMessagesPerSecond: 50,
  flowBurst: 200,
  addressMessagesPerSecond: 1000,
  addressBurst: 2000,
  trunkMessagesPerSecond: 5000,
  trunkBurst: 10_000,
  maxFlows: 5000,
  maxFlowsPerAddress: 500,
  maxSendBufferBytes: 1_048_576,
  maxTransactions: 50_000,
  nonceLifetimeMs: 300_000,
  minExpiresSeconds: 30,
  maxExpiresSeconds: 3600,
  defaultExpiresSeconds: 600,
  sessionExpiresSeconds: 1800,
  minSessionExpiresSeconds: 90,
  keepAliveMs: 15_000,
}
