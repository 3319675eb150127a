import type { MediaProblemCode, MediaReply } from '../protocol/media-ipc.ts'

/** What a request is answered with. */
export type Outcome = MediaReply['outcome']

export const done: Outcome = { type: 'done' }
export const problem = (code: MediaProblemCode, detail: string): Outcome => ({
  type: 'problem',
  code,
  detail,
})
