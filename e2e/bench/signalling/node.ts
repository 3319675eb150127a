/** The voice node under test, whole but for its media plane: that one answers SDP and opens no socket. */
import { parseConfig } from '@hearthline/server/src/config.ts'
import { readVoiceKeys } from '@hearthline/server/src/keys.ts'
import { startVoice } from '@hearthline/server/src/voice/app.ts'
import type { MediaOutcome, MediaPlane, RoomEvent, RoomRequest } from '@hearthline/server/src/voice/ports.ts'
import { pino } from 'pino'
import { sdpText } from './sip-text.ts'

const sdp: MediaOutcome = { type: 'sdp', sdp: sdpText(50_000) }
const done: MediaOutcome = { type: 'done' }

function createSilentPlane(): MediaPlane {
  const listeners = new Set<(event: RoomEvent) => void>()
  const tell = (event: RoomEvent): void => {
    for (const listener of listeners) listener(event)
  }
  return {
    send: async (request: RoomRequest): Promise<MediaOutcome> => {
      switch (request.type) {
        case 'answer-browser':
        case 'accept-rtp-answer': {
          const { callId, legId } = request
          setImmediate(() => {
            tell({ type: 'leg-connected', callId, legId })
            // One side talks on: a call in which nobody ever speaks raises alerts.
            if (request.type === 'answer-browser') tell({ type: 'leg-voice', callId, legId, speaking: true })
          })
          return request.type === 'answer-browser' ? sdp : done
        }
        case 'offer-browser':
        case 'offer-rtp':
        case 'answer-rtp':
          return sdp
        case 'close-room':
          return { type: 'recording', recording: null }
        default:
          return done
      }
    },
    onEvent: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    ready: async () => undefined,
    gauges: () => ({ workersReady: 1, rooms: 0, legs: 0, packetsLost: 0 }),
    dispose: async () => listeners.clear(),
  }
}

const parsed = parseConfig(process.env, false)
if (!parsed.ok) throw new Error(parsed.line)
const log = pino({ level: 'warn' }, process.stderr)
const node = await startVoice({
  config: parsed.config,
  keys: readVoiceKeys(parsed.config.dataDir),
  log,
  mediaPlane: createSilentPlane(),
})
process.on('disconnect', () => {
  // Calls that still run end with the node; that nobody has written their recordings is no news.
  log.level = 'silent'
  void node.dispose().then(() => process.exit(0))
})
process.send?.({ ready: true })
