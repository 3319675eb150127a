import type { CallId, LegId } from '@hearthline/shared'
import type { Hearing } from '../../protocol/media-ipc.ts'
import type { MediaOutcome, MediaPlane, RoomEvent, RoomRequest } from '../ports.ts'

interface FakeRoom {
  legs: Set<LegId>
  hearing: Record<string, Hearing>
  recordingPath: string | null
}

/** A media plane without media: it keeps the rules of the port and remembers what it was asked. */
export interface FakeMediaPlane extends MediaPlane {
  readonly requests: readonly RoomRequest[]
  /** What a leg hears by the last matrix. */
  hearingOf(callId: CallId, legId: LegId): Hearing | null
  emit(event: RoomEvent): void
  /** As when the worker of these rooms was killed. */
  loseRooms(): void
  /** The next request of the type is answered so. */
  answerOnce(type: RoomRequest['type'], outcome: MediaOutcome): void
}

const done: MediaOutcome = { type: 'done' }
const problem = (code: Extract<MediaOutcome, { type: 'problem' }>['code']): MediaOutcome => ({
  type: 'problem',
  code,
  detail: code,
})

export function createFakeMediaPlane(): FakeMediaPlane {
  const rooms = new Map<CallId, FakeRoom>()
  const listeners = new Set<(event: RoomEvent) => void>()
  const requests: RoomRequest[] = []
  const prepared = new Map<RoomRequest['type'], MediaOutcome>()
  let made = 0

  const carryOut = (request: RoomRequest): MediaOutcome => {
    const prepare = prepared.get(request.type)
    if (prepare !== undefined) {
      prepared.delete(request.type)
      return prepare
    }
    const { callId } = request
    if (request.type === 'open-room') {
      if (rooms.has(callId)) return problem('duplicate')
      rooms.set(callId, { legs: new Set(), hearing: {}, recordingPath: null })
      return done
    }
    const room = rooms.get(callId)
    if (room === undefined) return problem('worker-gone')
    switch (request.type) {
      case 'answer-browser':
      case 'answer-rtp':
        if (!request.offerSdp.startsWith('v=0')) return problem('bad-sdp')
        room.legs.add(request.legId)
        return { type: 'sdp', sdp: `v=0\r\ns=answer ${++made}\r\n` }
      case 'offer-browser':
      case 'offer-rtp':
        room.legs.add(request.legId)
        return { type: 'sdp', sdp: `v=0\r\ns=offer ${++made}\r\n` }
      case 'accept-browser-answer':
      case 'accept-rtp-answer':
        if (!room.legs.has(request.legId)) return problem('no-leg')
        return request.answerSdp.startsWith('v=0') ? done : problem('bad-sdp')
      case 'play-once':
        return room.legs.has(request.legId) ? done : problem('no-leg')
      case 'close-leg':
        return room.legs.delete(request.legId) ? done : problem('no-leg')
      case 'set-hearing':
        room.hearing = { ...request.hearing }
        return done
      case 'start-recording':
        if (room.recordingPath !== null) return problem('duplicate')
        room.recordingPath = request.filePath
        return done
      case 'watch-levels':
      case 'pause-recording':
      case 'watch-silence':
        return done
      case 'set-recorded-sides':
        return room.recordingPath === null ? problem('recording-failed') : done
      case 'close-room': {
        rooms.delete(callId)
        const filePath = room.recordingPath
        return {
          type: 'recording',
          recording:
            filePath === null
              ? null
              : { filePath, sha256: 'a'.repeat(64), durationMs: 1_000, sizeBytes: 8_000, recovered: false },
        }
      }
      default:
        return request satisfies never
    }
  }

  const emit = (event: RoomEvent): void => {
    for (const listener of listeners) listener(event)
  }

  return {
    requests,
    send: (request) => {
      requests.push(request)
      return Promise.resolve(carryOut(request))
    },
    onEvent: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    hearingOf: (callId, legId) => rooms.get(callId)?.hearing[legId] ?? null,
    emit,
    loseRooms: () => {
      const gone = [...rooms.keys()]
      rooms.clear()
      for (const callId of gone) {
        emit({ type: 'room-lost', callId })
      }
    },
    answerOnce: (type, outcome) => void prepared.set(type, outcome),
    gauges: () => ({
      workersReady: 1,
      rooms: rooms.size,
      legs: [...rooms.values()].reduce((sum, room) => sum + room.legs.size, 0),
      packetsLost: 0,
    }),
    ready: () => Promise.resolve(),
    dispose: () => {
      rooms.clear()
      listeners.clear()
      return Promise.resolve()
    },
  }
}
