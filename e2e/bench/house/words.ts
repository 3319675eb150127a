import { z } from 'zod'

/** What a benchmark asks of the process that runs control (control.ts). */
export const HouseRequest = z.discriminatedUnion('type', [
  /** So many people in this role, each with a device code that needs no approval. */
  z.object({
    type: z.literal('seats'),
    id: z.int(),
    role: z.enum(['administrator', 'lead', 'agent']),
    count: z.int().min(1).max(5_000),
  }),
  /** A carrier at this UDP port of this machine. */
  z.object({ type: z.literal('trunk'), id: z.int(), port: z.int() }),
])
export type HouseRequest = z.infer<typeof HouseRequest>

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

/** To the processes that play the agents (../revoke-agents.ts, ../wallboard/agents.ts): sign in, and stay. */
export const TakeSeats = z.object({
  type: z.literal('take-seats'),
  base: z.url(),
  origin: z.url(),
  wsPort: z.int(),
  sipSecret: z.string(),
  seats: z.array(Seat),
})
export type TakeSeats = z.infer<typeof TakeSeats>

/** How often a browser reports the line of its call. */
export const reportEveryMs = 5_000

export const ToAgents = z.discriminatedUnion('type', [
  TakeSeats,
  /** Everybody goes Ready, and the first `inCalls` of them call a customer. */
  z.object({ type: z.literal('settle'), inCalls: z.int() }),
  /** So many changes of state a second by those who are in no call; who is in one reports their line every 5 s. */
  z.object({
    type: z.literal('work'),
    statesPerSecond: z.number().positive(),
    seconds: z.number().positive(),
  }),
])
export type ToAgents = z.infer<typeof ToAgents>

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
  z.object({ type: z.literal('settled') }),
  /** What the floor has to show of this person: `atMs` is when control made it so, or the agent said it, if that is earlier. */
  z.object({
    type: z.literal('changed'),
    personId: z.string(),
    shows: z.string(),
    atMs: z.number(),
  }),
  z.object({ type: z.literal('worked') }),
])
export type FromAgents = z.infer<typeof FromAgents>

export const preciseNowMs = (): number => performance.timeOrigin + performance.now()
