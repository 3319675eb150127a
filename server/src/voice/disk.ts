import { accessSync, constants, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '../ports.ts'
import { sealAbandoned } from '../recording-file/index.ts'
import { StartError } from '../start-error.ts'
import type { SealRecording, VoiceLog } from './ports.ts'

export interface VoiceFolders {
  recordings: string
  /** Compiled modules of the media workers; may be deleted at any time. */
  compileCache: string
  journalFile: string
  trunksFile: string
}

/** @throws StartError when a folder cannot be made or written. */
export function openFolders(dataDir: string, nodeId: string): VoiceFolders {
  const recordings = join(dataDir, 'recordings')
  const journal = join(dataDir, 'journal')
  for (const folder of [recordings, journal]) {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      accessSync(folder, constants.W_OK)
    } catch (cause) {
      throw new StartError(`${folder} cannot be written; change its owner or set HEARTHLINE_DATA_DIR.`, {
        cause,
      })
    }
  }
  return {
    recordings,
    compileCache: join(dataDir, 'cache'),
    journalFile: join(journal, `${nodeId}.jsonl`),
    trunksFile: join(journal, `${nodeId}.trunks.json`),
  }
}

export function createSealRecording(clock: Clock, log: VoiceLog): SealRecording {
  return async (filePath) => {
    const sealed = await sealAbandoned(filePath, clock.nowMs())
    if (sealed.ok) return sealed.value
    log.error({ filePath, problem: sealed.problem }, 'a recording cannot be sealed')
    return null
  }
}
