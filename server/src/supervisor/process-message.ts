import { z } from 'zod'

/** The role processes that the supervisor starts; also the words after `--role`. */
export const RoleName = z.enum(['control', 'voice', 'demo-carrier'])
export type RoleName = z.infer<typeof RoleName>

/** What a role tells its supervisor over the child-process channel. */
export const ProcessMessage = z.discriminatedUnion('type', [
  /** Its ports are bound and it serves. */
  z.object({ type: z.literal('ready') }),
  /** A StartError: nothing a restart could cure. The process ends by itself afterwards. */
  z.object({ type: z.literal('start-failed'), line: z.string() }),
])
export type ProcessMessage = z.infer<typeof ProcessMessage>
