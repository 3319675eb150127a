import type { RoomEvent } from '../ports.ts'
import type { CallServiceDeps } from './deps.ts'
import type { LiveCall } from './effects.ts'
import { levelsOf } from './levels.ts'

/** What the media plane tells of the room of a live call: an event of the call, or a fact beside it. */
export function takeRoomEvent(
  call: LiveCall,
  event: RoomEvent,
  { clock, log, tellStatus }: Pick<CallServiceDeps, 'clock' | 'log' | 'tellStatus'>,
): void {
  const atMs = clock.nowMs()
  switch (event.type) {
    case 'recording-failed':
      call.recording.broke(event.detail)
      call.dispatch({ type: 'recording-failed' })
      return
    case 'room-lost':
      call.dispatch({ type: 'room-lost', atMs })
      return
    case 'leg-silent':
      call.dispatch({ type: 'leg-silent', legId: event.legId, silentMs: event.silentMs, atMs })
      return
    case 'leg-failed':
      log.warn({ callId: event.callId, reason: event.reason }, 'media of a leg failed')
      call.dispatch({ type: 'leg-failed', legId: event.legId, atMs })
      return
    case 'leg-connected':
    case 'leg-heard':
    case 'prompt-ended':
      call.dispatch({ type: event.type, legId: event.legId })
      return
    case 'leg-voice':
      call.talk.voice(event.legId, event.speaking)
      return
    case 'levels':
      if (call.state.phase === 'connected') tellStatus(levelsOf(call.state, event.legs))
      return
    case 'digit':
      call.dispatch({ type: 'digit', legId: event.legId, digit: event.digit })
      return
    case 'leg-digits':
      call.digits.settled(event.legId, event.rfc4733)
      return
    case 'first-packet':
    case 'leg-quality':
      return
    default:
      event satisfies never
  }
}
