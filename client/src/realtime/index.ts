import { sessionEnded, currentMe } from '../app/session.ts'
import { loadPatiently } from '../app/lazy.ts'
import { signSocketChallenge } from '../device/signing.ts'
import { applyLive, forgetLive, noteHeard, noteLevels, setLineReporter } from './store.ts'

export type { FloorView } from './floor-view.ts'
export type {
  Connection,
  ConsultEnded,
  EndedCall,
  FloorSignedOut,
  HelpEnded,
  LiveView,
  OwnView,
} from './live-view.ts'
export {
  lastHeardMs,
  liveStore,
  onLevels,
  reportLine,
  serverNowMs,
  useAttention,
  useBreakMinutes,
  useCallBackCount,
  useClockOffset,
  useConnection,
  useFloorAgent,
  useFloorCall,
  useFloorHelp,
  useHasFloor,
  useLastConsultEnded,
  useLastEnded,
  useLastHelpEnded,
  useNotices,
  useOwn,
  useOwnCall,
  useOwnHelp,
  useReadyGate,
  useSentNotices,
  useVoiceLinked,
} from './store.ts'

const loadAgainMs = 5_000

/** Null when the download failed. */
const loadSocket = () => loadPatiently(() => import('./control-socket.ts')).catch(() => null)

/**
 * Keeps what control pushes in step until disposed. Socket.IO loads with it, not with the page; should that download
 * fail, it is asked for until it comes.
 * @param onCode told `failed` each time the download gave up, `loaded` once it came
 */
export function startRealtime(onCode: (now: 'failed' | 'loaded') => void): { dispose: () => void } {
  let disposed = false
  let close: (() => void) | null = null
  let again: ReturnType<typeof setTimeout> | undefined
  const open = async (): Promise<void> => {
    const code = await loadSocket()
    if (disposed) return
    onCode(code === null ? 'failed' : 'loaded')
    if (code === null) {
      again = setTimeout(() => void open(), loadAgainMs)
      return
    }
    const { openControlSocket } = code
    const socket = openControlSocket({
      now: () => Date.now(),
      sign: async (challenge) => {
        const me = currentMe()
        if (me === null) return null
        return signSocketChallenge({ personId: me.personId, deviceId: me.device.deviceId }, challenge)
      },
      apply: applyLive,
      heard: noteHeard,
      levels: noteLevels,
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
      clearTimeout(again)
      setLineReporter(null)
      close?.()
      forgetLive()
    },
  }
}
