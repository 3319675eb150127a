import { z } from 'zod'

/** What a benchmark asks of the process that runs control (control.ts). */
export const HouseRequest = z.object({
  id: z.int(),
  /** So many people in this role, each with a device code that needs no approval. */
  role: z.enum(['administrator', 'agent']),
  count: z.int().min(1).max(5_000),
})

/** A person who has not enrolled yet, and where they come from. */
export const Seat = z.object({
  personId: z.string(),
  userName: z.string(),
  password: z.string(),
  code: z.string(),
  address: z.string(),
})
export type Seat = z.infer<typeof Seat>

export const HouseAnswer = z.object({ id: z.int(), seats: z.array(Seat) })

/** To the processes that play the agents (../revoke-agents.ts). */
export const TakeSeats = z.object({
  base: z.url(),
  origin: z.url(),
  wsPort: z.int(),
  sipSecret: z.string(),
  seats: z.array(Seat),
})
export type TakeSeats = z.infer<typeof TakeSeats>

export const FromAgents = z.discriminatedUnion('type', [
  z.object({ type: z.literal('seated'), personId: z.string(), deviceId: z.string() }),
  z.object({ type: z.literal('all-seated') }),
  /** `atMs`: Unix milliseconds with a fraction; all processes are on one machine. */
  z.object({
    type: z.literal('closed'),
    personId: z.string(),
    socket: z.enum(['control', 'phone']),
    atMs: z.number(),
  }),
])
export type FromAgents = z.infer<typeof FromAgents>

export const preciseNowMs = (): number => performance.timeOrigin + performance.now()
