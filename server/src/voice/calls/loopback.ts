import type { CallId, SignInId } from '@hearthline/shared'
import { LegId } from '@hearthline/shared'
import type { Clock, RandomSource } from '../../ports.ts'
import type { Line, LineCause, LoopbackArrivals, MediaOutcome, MediaPlane, VoiceLog } from '../ports.ts'

export interface LoopbackDeps {
  clock: Clock
  random: RandomSource
  plane: MediaPlane
  log: VoiceLog
  /** Whether a call runs over this sign-in: its phone is no place for a check now. */
  isInCall(signInId: SignInId): boolean
}

/**
 * Legs that hear themselves, so that a browser can measure its way to the media plane and back before a shift (rules
 * LOOP-*). Not calls: nothing of them is on record, and they end by themselves.
 */
export interface Loopbacks extends LoopbackArrivals {
  /** The sign-in is over: so is its check. */
  dropSignIn(signInId: SignInId): void
  dispose(): void
}

interface Loopback {
  readonly callId: CallId
  readonly legId: LegId
  readonly signInId: SignInId
  readonly line: Line
  readonly end: (cause: LineCause) => void
}

/** A whole team that starts its shift at once. */
const maxLoopbacks = 200

const over: LineCause = { kind: 'loopback-over', status: 480 }
const failed: LineCause = { kind: 'media-failed', status: 503 }
const unusable: LineCause = { kind: 'media-failed', status: 488 }
const dropped: LineCause = { kind: 'revoked', status: 480 }

export function createLoopbacks(deps: LoopbackDeps): Loopbacks {
  const { clock, plane, log } = deps
  const running = new Map<CallId, Loopback>()

  const unsubscribe = plane.onEvent((event) => {
    if (event.type === 'room-lost' || event.type === 'leg-failed') running.get(event.callId)?.end(failed)
  })

  const closeRoom = (callId: CallId): void => {
    plane
      .send({ type: 'close-room', callId })
      .catch((error: unknown) => log.error({ callId, err: error }, 'closing a loopback failed'))
  }

  /** The answer goes out once the room echoes, so that the first packet already comes back. */
  const begin = async ({ callId, legId, line, end }: Loopback, offerSdp: string): Promise<void> => {
    const opened = await plane.send({ type: 'open-room', callId })
    const answered: MediaOutcome =
      opened.type === 'done' ? await plane.send({ type: 'answer-browser', callId, legId, offerSdp }) : opened
    if (answered.type !== 'sdp') {
      const isTheirs =
        answered.type === 'problem' && (answered.code === 'bad-sdp' || answered.code === 'no-common-codec')
      end(isTheirs ? unusable : failed)
      return
    }
    await plane.send({
      type: 'set-hearing',
      callId,
      hearing: { [legId]: { legs: [], prompt: null, echo: true } },
    })
    if (running.has(callId)) line.accept(answered.sdp)
  }

  return {
    open: ({ callId, signInId, seconds }, arrived) => {
      if (deps.isInCall(signInId) || running.has(callId)) return 'full'
      // Whoever starts again has given up the one before.
      for (const other of running.values()) if (other.signInId === signInId) other.end(over)
      if (running.size >= maxLoopbacks) return 'full'
      const { line } = arrived
      const timer = clock.setTimer(seconds * 1_000, () => loopback.end(over))
      const loopback: Loopback = {
        callId,
        legId: LegId.parse(deps.random.uuid()),
        signInId,
        line,
        end: (cause) => {
          if (!running.delete(callId)) return
          timer.cancel()
          line.end(cause)
          closeRoom(callId)
        },
      }
      running.set(callId, loopback)
      arrived.listen((event) => {
        if (event.type === 'line-ended' || event.type === 'line-cancelled' || event.type === 'line-lost')
          loopback.end(over)
        else if (event.type === 'line-reinvited') line.refuseReinvite(488)
      })
      begin(loopback, arrived.offerSdp).catch((error: unknown) => {
        log.error({ callId, err: error }, 'a loopback failed')
        loopback.end(failed)
      })
      return 'taken'
    },
    dropSignIn: (signInId) => {
      for (const each of running.values()) if (each.signInId === signInId) each.end(dropped)
    },
    dispose: () => {
      for (const each of running.values()) each.end(over)
      unsubscribe()
    },
  }
}
