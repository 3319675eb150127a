import type { Change, ChangeMessage, Snapshot } from '@hearthline/shared'
import type { Projection, Viewer } from './projection.ts'

/** What a stream says to its browser. */
export interface StreamSink {
  snapshot(snapshot: Snapshot): void
  change(message: ChangeMessage): void
}

/** One viewer's sequence of revisions: a snapshot, then changes that grow by exactly one (REALTIME-3). */
export interface Stream {
  readonly viewer: Viewer
  sendSnapshot(viewer: Viewer): void
  sendChanges(changes: readonly Change[]): void
}

export function createStream(
  first: Viewer,
  projection: Projection,
  sink: StreamSink,
  nowMs: () => number,
): Stream {
  let viewer = first
  let revision = 0
  /** The agent's call as last told: news of what they may not see must not show by its timing either (REALTIME-13). */
  let ownCall = ''
  const isNew = (change: Change): boolean => {
    if (change.type !== 'own-call') return true
    const now = JSON.stringify(change.call)
    if (now === ownCall) return false
    ownCall = now
    return true
  }
  return {
    get viewer() {
      return viewer
    },
    sendSnapshot: (current) => {
      viewer = current
      const snapshot = projection.snapshot(viewer)
      ownCall = JSON.stringify(snapshot.agent?.call ?? null)
      sink.snapshot({ ...snapshot, revision, at: nowMs() })
    },
    sendChanges: (changes) => {
      for (const change of changes) {
        if (!isNew(change)) continue
        revision += 1
        sink.change({ revision, at: nowMs(), change })
      }
    },
  }
}
