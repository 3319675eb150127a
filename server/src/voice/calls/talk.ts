import type { Talk } from '@hearthline/shared'

/**
 * What is said in a connected call, told from who speaks when (rules TALK-1 to TALK-6). Pure: the times come with the
 * facts, and `nextLookMs` says when to ask again though nothing was heard.
 */
export interface TalkFacts {
  /** Anybody on the agent's side of the talk: the agent, a supervisor who barges or has taken over. */
  agentSpeaks: boolean
  customerSpeaks: boolean
  /** The carrier's side has put us on hold. */
  isOnHold: boolean
}

interface Stretch {
  fromMs: number
  /** Null while it lasts. */
  untilMs: number | null
}

export interface TalkState {
  facts: TalkFacts
  /** Null while somebody speaks. */
  quietSinceMs: number | null
  /** When both spoke at once, as far back as the window goes; oldest first. */
  overlaps: readonly Stretch[]
  isOver: boolean
  told: { state: Talk; sinceMs: number }
}

const talkLimits = {
  /** Pauses between sentences are shorter. */
  silenceMs: 3_000,
  windowMs: 10_000,
  /** Of the window: from 40 % it is over-talk, until it falls below 20 %. */
  overTalkMs: 4_000,
  overTalkEndsMs: 2_000,
  /** Between two looks at a window that changes all the time. */
  shortestLookMs: 100,
} as const

/** A call has just been connected. */
export function talkBegins(facts: TalkFacts, atMs: number): TalkState {
  const quiet: TalkState = {
    facts: { agentSpeaks: false, customerSpeaks: false, isOnHold: false },
    quietSinceMs: atMs,
    overlaps: [],
    isOver: false,
    told: { state: 'talk', sinceMs: atMs },
  }
  return talkGoesOn(quiet, facts, atMs)
}

/** The facts at `atMs`, which may be the same as before: time alone changes the state, too. */
export function talkGoesOn(talk: TalkState, facts: TalkFacts, atMs: number): TalkState {
  const overlaps = overlapsAt(talk, facts, atMs)
  const overlapMs = lengthWithin(overlaps, atMs)
  const isOver = overlapMs >= (talk.isOver ? talkLimits.overTalkEndsMs : talkLimits.overTalkMs)
  const next = { ...talk, facts, overlaps, isOver, quietSinceMs: quietSince(talk, facts, atMs) }
  const state = stateOf(next, atMs)
  if (state === talk.told.state) return next
  return { ...next, told: { state, sinceMs: state === 'silence' ? (next.quietSinceMs ?? atMs) : atMs } }
}

/** In how many milliseconds to look again with the same facts; null when only other facts can change the state. */
export function nextLookMs(talk: TalkState, atMs: number): number | null {
  const looks: number[] = []
  const { quietSinceMs, facts, isOver } = talk
  if (quietSinceMs !== null && talk.told.state !== 'silence' && !facts.isOnHold)
    looks.push(quietSinceMs + talkLimits.silenceMs - atMs)
  const overlapMs = lengthWithin(talk.overlaps, atMs)
  const areBoth = facts.agentSpeaks && facts.customerSpeaks
  // A sum within a moving window changes by at most a millisecond each millisecond.
  if (areBoth && !isOver) looks.push(talkLimits.overTalkMs - overlapMs)
  if (!areBoth && isOver) looks.push(overlapMs - talkLimits.overTalkEndsMs + 1)
  return looks.length === 0 ? null : Math.max(talkLimits.shortestLookMs, Math.min(...looks))
}

function stateOf({ facts, quietSinceMs, isOver }: Omit<TalkState, 'told'>, atMs: number): Talk {
  if (facts.isOnHold) return 'hold'
  if (quietSinceMs !== null && atMs - quietSinceMs >= talkLimits.silenceMs) return 'silence'
  return isOver ? 'over-talk' : 'talk'
}

function quietSince(talk: TalkState, facts: TalkFacts, atMs: number): number | null {
  if (facts.agentSpeaks || facts.customerSpeaks) return null
  // Nobody can be expected to speak on hold: silence counts from its end.
  if (talk.facts.isOnHold) return atMs
  return talk.quietSinceMs ?? atMs
}

function overlapsAt(talk: TalkState, facts: TalkFacts, atMs: number): Stretch[] {
  const fromMs = atMs - talkLimits.windowMs
  const recent = talk.overlaps.filter(({ untilMs }) => untilMs === null || untilMs > fromMs)
  const last = recent.at(-1)
  const isOpen = last?.untilMs === null
  const areBoth = facts.agentSpeaks && facts.customerSpeaks
  if (areBoth && !isOpen) return [...recent, { fromMs: atMs, untilMs: null }]
  if (!areBoth && last !== undefined && isOpen)
    return [...recent.slice(0, -1), { fromMs: last.fromMs, untilMs: atMs }]
  return recent
}

/** How long of the last `windowMs` both spoke. */
function lengthWithin(overlaps: readonly Stretch[], atMs: number): number {
  const fromMs = atMs - talkLimits.windowMs
  return overlaps.reduce(
    (sum, stretch) => sum + Math.max(0, (stretch.untilMs ?? atMs) - Math.max(stretch.fromMs, fromMs)),
    0,
  )
}
