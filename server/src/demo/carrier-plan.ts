/** What the demo carrier does with one call, as data: its behaviour is chosen once, when the call begins. */

export type Clip = 'welcome' | 'calling-back' | 'one-moment'

export type Segment =
  /** `ms: null` lasts until the end of the call. */
  | { type: 'tone'; hz: number; ms: number | null }
  | { type: 'silence'; ms: number }
  | { type: 'say'; clip: Clip }
  /** RFC 4733 events, 100 ms each with 100 ms between. */
  | { type: 'digits'; digits: string }
  /** What is heard comes back, delayed enough for a person to tell it from their own voice. */
  | { type: 'echo' }

export type CarrierPlan =
  | { type: 'refuse'; status: number }
  | { type: 'ring-for-ever' }
  | {
      type: 'answer'
      ringMs: number
      /** Played with 183 instead of 180 while `ringMs` passes. */
      early: Segment[] | null
      script: Segment[]
      hangUpAfterMs: number | null
      callBackAfterMs: number | null
    }

const answer = (
  script: Segment[],
  more: Partial<Extract<CarrierPlan, { type: 'answer' }>> = {},
): CarrierPlan => ({
  type: 'answer',
  ringMs: 0,
  early: null,
  script,
  hangUpAfterMs: null,
  callBackAfterMs: null,
  ...more,
})

const speakThenEcho: Segment[] = [{ type: 'say', clip: 'welcome' }, { type: 'echo' }]

const plans: Record<string, CarrierPlan> = {
  '0': answer(speakThenEcho, { ringMs: 1_500 }),
  '1': answer([{ type: 'tone', hz: 1_000, ms: null }]),
  '2': answer([{ type: 'echo' }]),
  '3': { type: 'refuse', status: 486 },
  '4': { type: 'ring-for-ever' },
  '5': answer(speakThenEcho, { ringMs: 3_000, early: [{ type: 'tone', hz: 700, ms: null }] }),
  '6': { type: 'refuse', status: 404 },
  '7': answer(
    [
      { type: 'silence', ms: 1_000 },
      { type: 'digits', digits: '123' },
      { type: 'tone', hz: 500, ms: null },
    ],
    { hangUpAfterMs: 8_000 },
  ),
  '8': { type: 'refuse', status: 503 },
  '9': answer([{ type: 'say', clip: 'one-moment' }, { type: 'echo' }], { callBackAfterMs: 5_000 }),
}

/** By the last digit; anything that is no number is not in service. */
export function planFor(number: string): CarrierPlan {
  return plans[number.slice(-1)] ?? { type: 'refuse', status: 404 }
}

/** What the carrier plays when it called Hearthline and was answered. */
export const callingInScript: Segment[] = [{ type: 'say', clip: 'calling-back' }, { type: 'echo' }]
