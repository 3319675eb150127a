import type { ControlAnswer } from '@hearthline/shared'
import type { Line, RoomRequest } from '../ports.ts'

/**
 * What a phone shows as done was done (CTL-2): the answer to a control waits until the media plane has confirmed who hears
 * whom, and whether the recording is paused. It carries out the requests of a room in order, so the latest counts for all.
 */
export interface Confirmation {
  /** A request of this room is on its way. */
  expect(request: RoomRequest, isDone: Promise<boolean>): void
  answer(line: Line, controlId: number, answer: ControlAnswer): void
}

const matters = ({ type }: RoomRequest): boolean => type === 'set-hearing' || type === 'pause-recording'

/** The room was lost under it: what was asked for holds once the call has moved, and is told then. */
const notConfirmed: ControlAnswer = {
  ok: false,
  problem: { code: 'voice-unavailable', detail: 'media plane' },
}

const answerAfter = async (
  all: Promise<boolean>,
  line: Line,
  controlId: number,
  answer: ControlAnswer,
): Promise<void> => line.answerControl(controlId, (await all) ? answer : notConfirmed)

export function createConfirmation(): Confirmation {
  let latest: Promise<boolean> | null = null
  const settle = async (all: Promise<boolean>): Promise<void> => {
    await all
    if (latest === all) latest = null
  }
  return {
    expect: (request, isDone) => {
      if (!matters(request)) return
      const before = latest ?? Promise.resolve(true)
      const all = Promise.all([before, isDone]).then((done) => done.every(Boolean))
      latest = all
      void settle(all)
    },
    answer: (line, controlId, answer) => {
      if (latest === null || !answer.ok) line.answerControl(controlId, answer)
      else void answerAfter(latest, line, controlId, answer)
    },
  }
}
