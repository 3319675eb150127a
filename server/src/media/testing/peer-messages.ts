import { z } from 'zod'

/** Words between a test and its process of synthetic browsers (peers of the WebRTC library that play the browser). */
const onPeer = { peer: z.string() }

export const PeerRequest = z.discriminatedUnion('type', [
  z.object({ type: z.literal('offer'), ...onPeer, direction: z.enum(['sendrecv', 'recvonly']) }),
  z.object({ type: z.literal('accept-answer'), ...onPeer, sdp: z.string() }),
  z.object({ type: z.literal('answer'), ...onPeer, sdp: z.string() }),
  /** Sends a tone from now on, 20 ms a packet; null stops it. */
  z.object({ type: z.literal('speak'), ...onPeer, frequencyHz: z.number().nullable() }),
  z.object({ type: z.literal('digit'), ...onPeer, digit: z.string() }),
  /** Waits for `packets` more packets and returns their audio. */
  z.object({ type: z.literal('listen'), ...onPeer, packets: z.int().positive() }),
  z.object({ type: z.literal('close'), ...onPeer }),
])
export type PeerRequest = z.infer<typeof PeerRequest>

export const Heard = z.object({
  pcmBase64: z.string(),
  ssrcs: z.array(z.number()),
  /** How many packets did not follow their forerunner by one. */
  sequenceGaps: z.int(),
  /** How many timestamps did not grow. */
  timestampSteps: z.int(),
  payloadTypes: z.array(z.int()),
})
export type Heard = z.infer<typeof Heard>

export const PeerReply = z.object({
  id: z.int(),
  sdp: z.string().optional(),
  heard: Heard.optional(),
  error: z.string().optional(),
})
export type PeerReply = z.infer<typeof PeerReply>
export const ToPeers = z.object({ id: z.int(), request: PeerRequest })
