import type { UA } from 'jssip'
import { z } from 'zod'
import { browserTimers, iceGate } from './ice-gate.ts'
import type { EchoEvents } from './sip-line-contract.ts'
import { endOf, Progress } from './sip-words.ts'

/* What JsSIP's session and its peer connection say of one leg, in our words. */

type Session = ReturnType<UA['call']>
type CallOptions = NonNullable<Parameters<UA['call']>[1]>
export type Handlers = NonNullable<CallOptions['eventHandlers']>

const Local = z.object({ originator: z.literal('local') })

/** What a leg tells whoever dialled or answered it. */
export interface LegEvents {
  progressed?: (status: number) => void
  accepted: () => void
  ended: (event: unknown) => void
  stream?: (stream: MediaStream) => void
  path?: (state: 'fine' | 'connecting' | 'broken') => void
}

/** @param options `trackless`: offers audio without a track. `outside`: candidates of STUN or TURN servers are waited for. */
export function handlersOf(
  leg: LegEvents,
  options: { trackless: boolean; outside: () => boolean },
): Handlers {
  // One per offer and answer: each waits for its own candidates.
  let gate = iceGate(options.outside(), browserTimers)
  const over = (event: unknown): void => {
    gate.dispose()
    leg.ended(event)
  }
  return {
    peerconnection: ({ peerconnection }) => {
      if (options.trackless) peerconnection.addTransceiver('audio', { direction: 'sendrecv' })
      peerconnection.addEventListener('track', (event) => {
        leg.stream?.(event.streams[0] ?? new MediaStream([event.track]))
      })
      // Of ICE and DTLS together: a fresh peer wants both anew, while ICE alone stays `connected` on a dead path.
      peerconnection.addEventListener('connectionstatechange', () => {
        const state = peerconnection.connectionState
        if (state === 'connected') leg.path?.('fine')
        else if (state === 'connecting') leg.path?.('connecting')
        else if (state === 'disconnected' || state === 'failed') leg.path?.('broken')
      })
    },
    sdp: (event: unknown) => {
      if (!Local.safeParse(event).success) return
      gate.dispose()
      gate = iceGate(options.outside(), browserTimers)
    },
    icecandidate: ({ candidate, ready }) => gate.candidate({ type: candidate.type }, ready),
    progress: (event: unknown) => {
      const progress = Progress.safeParse(event)
      if (progress.success && progress.data.originator === 'remote')
        leg.progressed?.(progress.data.response.status_code ?? 0)
    },
    accepted: () => leg.accepted(),
    ended: over,
    failed: over,
  }
}

export const echoEvents = (echo: EchoEvents, session: () => Session | null): LegEvents => ({
  accepted: () => {
    const peer = session()?.connection
    if (peer !== undefined) echo.accepted(peer)
  },
  ended: (event) => echo.ended(endOf(event)),
})
