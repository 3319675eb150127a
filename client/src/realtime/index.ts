import { sessionEnded, currentMe } from '../app/session.ts'
import { signSocketChallenge } from '../device/device.ts'
import { applyLive, forgetLive, noteHeard, setLineReporter } from './store.ts'

export type { Connection, EndedCall, FloorView, OwnView } from './live-view.ts'
export {
  lastHeardMs,
  liveStore,
  reportLine,
  serverNowMs,
  useClockOffset,
  useConnection,
  useFloorAgent,
  useFloorCall,
  useFloorName,
  useHasFloor,
  useLastEnded,
  useOwn,
  useOwnCall,
  usePendingDevices,
  useTrunks,
  useVoiceLinked,
} from './store.ts'

/** Keeps what control pushes in step until disposed. Socket.IO loads with it, not with the page. */
export function startRealtime(): { dispose: () => void } {
  let disposed = false
  let close: (() => void) | null = null
  const open = async (): Promise<void> => {
    const { openControlSocket } = await import('./control-socket.ts')
    if (disposed) return
    const socket = openControlSocket({
      now: () => Date.now(),
      sign: async (challenge) => {
        const me = currentMe()
        if (me === null) return null
        return signSocketChallenge({ personId: me.personId, deviceId: me.device.deviceId }, challenge)
      },
      apply: applyLive,
      heard: noteHeard,
      signedOut: sessionEnded,
    })
    setLineReporter(socket.reportLine)
    close = socket.dispose
  }
  void open()
  return {
    dispose: () => {
      if (disposed) return
      disposed = true
      setLineReporter(null)
      close?.()
      forgetLive()
    },
  }
}
