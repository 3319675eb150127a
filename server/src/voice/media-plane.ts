import type { Config } from '../config.ts'
import { StartError } from '../start-error.ts'
import { systemClock } from '../system-ports.ts'
import type { VoiceFolders } from './disk.ts'
import type { Addresses } from './listeners.ts'
import { createMediaPool, shareMediaPorts } from './media/index.ts'
import type { MediaPlane, SealRecording, VoiceLog } from './ports.ts'

/** By then a worker whose predecessor held its ports has them; whoever still holds them is somebody else. */
const portsWithinMs = 6_000
const readyWithinMs = 30_000

export interface OpenedMedia {
  plane: MediaPlane
  /** Resolves once a room can be opened. @throws StartError when none ever will. */
  ready(): Promise<void>
  /** The same, but never while a worker writes the file: it waits until that one has sealed it, or is gone (MED-10). */
  guardSeal(seal: SealRecording): SealRecording
}

/** The media plane that was handed in, or else our own workers on the configured ports. */
export function openMedia(
  deps: { config: Config; log: VoiceLog; mediaPlane?: MediaPlane },
  addresses: Addresses,
  folders: VoiceFolders,
): OpenedMedia {
  if (deps.mediaPlane !== undefined)
    return { plane: deps.mediaPlane, ready: () => Promise.resolve(), guardSeal: (seal) => seal }
  const { config, log } = deps
  const ports = shareMediaPorts(config.mediaPorts, config.mediaWorkers)
  if (ports === null)
    throw new StartError(
      `HEARTHLINE_MEDIA_PORTS holds too few ports for ${config.mediaWorkers} media workers; give at least ${config.mediaWorkers * 3 + 1}.`,
    )
  const pool = createMediaPool({
    program: new URL('../media/worker.ts', import.meta.url),
    ports,
    bindAddress: addresses.mediaBind,
    publicAddress: addresses.mediaAddress,
    recordingsDir: folders.recordings,
    compileCacheDir: folders.compileCache,
    clock: systemClock,
    log,
  })
  const isReadyWithin = async (delayMs: number): Promise<boolean> => {
    const patience = Promise.withResolvers<boolean>()
    const timer = systemClock.setTimer(delayMs, () => patience.resolve(false))
    const isReady = await Promise.race([pool.ready().then(() => true), patience.promise])
    timer.cancel()
    return isReady
  }
  return {
    plane: pool,
    guardSeal: (seal) => async (filePath) => {
      await pool.whenReleased(filePath)
      return await seal(filePath)
    },
    ready: async () => {
      if (await isReadyWithin(portsWithinMs)) return
      // Slow is not stuck: only a worker that said no is a reason to give up now.
      if (pool.refusals() === 0 && (await isReadyWithin(readyWithinMs))) return
      const { min, max } = config.mediaPorts
      throw new StartError(
        `No media worker could start on UDP ${min}-${max} of ${config.bind}; free these ports or set HEARTHLINE_MEDIA_PORTS to others.`,
      )
    },
  }
}
