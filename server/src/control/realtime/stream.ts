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
  return {
    get viewer() {
      return viewer
    },
    sendSnapshot: (current) => {
      viewer = current
      sink.snapshot({ ...projection.snapshot(viewer), revision, at: nowMs() })
    },
    sendChanges: (changes) => {
      for (const change of changes) {
        revision += 1
        sink.change({ revision, at: nowMs(), change })
      }
    },
  }
}
