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
  /** Nothing after 100. */
  | { type: 'say-nothing' }
  /** 180, and this status later. */
  | { type: 'ring-then-refuse'; ringMs: number; status: number }
  | {
      type: 'answer'
      ringMs: number
      /** Played with 183 instead of 180 while `ringMs` passes. */
      early: Segment[] | null
      script: Segment[]
      hangUpAfterMs: number | null
      callBackAfterMs: number | null
      /** What becomes of a re-INVITE. `glare-once`: the first gets 491 (RFC 3261 §14.1), later ones are taken. */
      reinvite: 'take' | 'refuse' | 'glare-once'
      /** Whether RFC 4733 is negotiated; else digits come by INFO or not at all. */
      telephoneEvent: boolean
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
  reinvite: 'take',
  telephoneEvent: true,
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

/** Carriers and customers as tests need them: numbers that end in 0170 to 0179, whatever is before. */
const rarePlans: Record<string, CarrierPlan> = {
  '0170': answer([{ type: 'tone', hz: 1_000, ms: null }], { telephoneEvent: false }),
  '0171': answer([{ type: 'tone', hz: 1_000, ms: null }], { reinvite: 'refuse' }),
  '0172': answer([{ type: 'tone', hz: 1_000, ms: null }], { reinvite: 'glare-once' }),
  '0173': { type: 'refuse', status: 603 },
  '0174': { type: 'ring-then-refuse', ringMs: 1_000, status: 503 },
  '0175': { type: 'refuse', status: 403 },
  '0176': { type: 'refuse', status: 488 },
  '0177': { type: 'say-nothing' },
  '0178': { type: 'ring-then-refuse', ringMs: 1_000, status: 480 },
  '0179': { type: 'ring-then-refuse', ringMs: 1_000, status: 603 },
}

/** By the last four digits where those are special, else by the last one; anything that is no number is not in service. */
export function planFor(number: string): CarrierPlan {
  return rarePlans[number.slice(-4)] ?? plans[number.slice(-1)] ?? { type: 'refuse', status: 404 }
}

/** What the carrier plays when it called Hearthline and was answered. */
export const callingInScript: Segment[] = [{ type: 'say', clip: 'calling-back' }, { type: 'echo' }]
