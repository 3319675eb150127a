/** Waits and limits of a call, milliseconds. */
export const callTimes = {
  /** How long an answered call waits for its agent's connection: longer than one that is gone for a minute and comes back at its next try. */
  agentLineGraceMs: 90_000,
  /** How long a customer waits with a prompt for a speaker whose voice is gone. */
  parkMs: 30_000,
  /** An agent whose connection is gone and who sends nothing for this long is not there. */
  awayMs: 1_000,
  /** So long may a call that moves to another media worker take to have its speaker back before it is parked. */
  anchorMs: 3_000,
  /** A supervisor whose connection is gone leaves at the second look: within one to two of these. */
  supervisorLineMs: 4_000,
  /** Between two `levels` events while a supervisor's leg is in the call. */
  levelsEveryMs: 200,
  /** Between two tries to give the agent's browser another media peer. */
  repairEveryMs: 2_000,
  /** How long an answered customer may send neither RTP nor RTCP. */
  customerSilenceMs: 30_000,
  /** An inbound caller hears ringing at most this long; below timer C of RFC 3261 §16.6 (3 minutes). */
  longestWaitMs: 120_000,
  /** The prompt lasts about 6 s; this only bounds a media plane that never reports its end. */
  promptMs: 20_000,
} as const
