import { accessSync, constants, mkdirSync, statSync } from 'node:fs'
import { StartError } from '../start-error.ts'

/** Makes the data folder when it is missing; a folder that cannot be written is a StartError. */
export function ensureDataDir(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    if (!statSync(dataDir).isDirectory()) throw new Error('it is not a folder')
    accessSync(dataDir, constants.W_OK | constants.X_OK)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new StartError(
      `The data folder ${dataDir} is not writable (${why}); set HEARTHLINE_DATA_DIR to one that is.`,
      {
        cause: error,
      },
    )
  }
}
