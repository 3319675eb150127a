import type { CallId } from '@hearthline/shared'

/** Which recordings live workers write: a file that one of them has, or is to go on with, is nobody else's to seal. */
export interface WritingFiles {
  claim(callId: CallId, filePath: string): void
  /** The call's worker has sealed its file, refused it, or died. */
  release(callId: CallId): void
  whenReleased(filePath: string): Promise<void>
}

export function createWritingFiles(): WritingFiles {
  const files = new Map<CallId, { filePath: string; released: PromiseWithResolvers<void> }>()
  return {
    claim: (callId, filePath) => {
      if (!files.has(callId)) files.set(callId, { filePath, released: Promise.withResolvers() })
    },
    release: (callId) => {
      files.get(callId)?.released.resolve()
      files.delete(callId)
    },
    whenReleased: async (filePath) => {
      for (const file of files.values()) if (file.filePath === filePath) await file.released.promise
    },
  }
}
