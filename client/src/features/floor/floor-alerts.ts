import {
  type FloorAgent,
  floorLimits,
  type HelpRequest,
  type LiveCall,
  wrapUpDueAt,
} from '@hearthline/shared'

/** What a lead should look at, most urgent first. */
export const alertKinds = [
  'help',
  'lineLost',
  'recordingFailed',
  'unreachable',
  'longHold',
  'poorLine',
  'longSilence',
  'overTalk',
  'missedRings',
  'wrapOver',
  'breakOver',
  'missedRing',
] as const
export type AlertKind = (typeof alertKinds)[number]

export interface Alert {
  kind: AlertKind
  /** Server time; null where nobody has told since when, and this page found it so. */
  sinceMs: number | null
  /** Checks missed in a row, rings missed in a row, lost packets in %; 0 where nothing is to be counted. */
  count: number
}

/** A state that ends by control's own timer may be told a moment later than it ends. */
const toldLateMs = 2_000

export interface AlertFacts {
  agent: FloorAgent
  call: LiveCall | null
  help: HelpRequest | null
}

/** Both paths stand and answer: calls are routed to this agent. */
export const isReachable = ({ reachability }: FloorAgent): boolean =>
  reachability.socket && reachability.phone && reachability.missedChecks < floorLimits.missedChecks

/** Whom it matters that control reaches: who waits for calls, has one, or is about to. */
const shouldBeReachable = ({ state }: FloorAgent): boolean =>
  state.type === 'ready' ||
  state.type === 'on-call' ||
  state.type === 'wrap-up' ||
  (state.type === 'not-ready' && state.reason === 'line-lost')

/**
 * Everything about one agent that a lead should look at, most urgent first.
 * @param seen since when an alert of a kind has been seen, where nobody told since when it holds; null: not before now
 */
export function alertsOf(
  { agent, call, help }: AlertFacts,
  nowMs: number,
  seen: (kind: AlertKind) => number | null,
): Alert[] {
  const alerts: Alert[] = []
  const add = (kind: AlertKind, sinceMs: number | null, count = 0): void => {
    alerts.push({ kind, sinceMs, count })
  }
  const { state, reachability } = agent
  if (help !== null) add('help', help.askedAt)
  if (call?.agentLine === 'lost') add('lineLost', seen('lineLost'))
  if (call?.recording === 'failed') add('recordingFailed', seen('recordingFailed'))
  if (shouldBeReachable(agent) && !isReachable(agent))
    add(
      'unreachable',
      state.type === 'not-ready' ? state.since : seen('unreachable'),
      reachability.missedChecks,
    )
  const talk = call?.phase === 'connected' ? call.talk : null
  const talksFor = talk === null ? 0 : nowMs - talk.since
  if (talk?.state === 'hold' && talksFor >= floorLimits.longHoldMs) add('longHold', talk.since)
  const quality = call?.quality ?? null
  if (quality !== null && quality.mos < floorLimits.poorMos)
    add('poorLine', seen('poorLine'), Math.round(quality.lossPercent))
  if (talk?.state === 'silence' && talksFor >= floorLimits.longSilenceMs) add('longSilence', talk.since)
  if (talk?.state === 'over-talk') add('overTalk', talk.since)
  const missed = state.type === 'not-ready' && state.reason === 'missed-ring'
  if (agent.missedRings >= floorLimits.missedRings && state.type !== 'offline')
    add('missedRings', missed ? state.since : seen('missedRings'), agent.missedRings)
  else if (missed) add('missedRing', state.since)
  if (state.type === 'wrap-up' && nowMs > wrapUpDueAt(state) + toldLateMs) add('wrapOver', wrapUpDueAt(state))
  const { breakOverAt } = agent
  if (breakOverAt !== null && nowMs > breakOverAt) add('breakOver', breakOverAt)
  return alerts.toSorted((one, other) => urgencyOf(one.kind) - urgencyOf(other.kind))
}

/** 0 is the most urgent. */
export const urgencyOf = (kind: AlertKind): number => alertKinds.indexOf(kind)

export const sameAlerts = (one: readonly Alert[], other: readonly Alert[]): boolean =>
  one.length === other.length &&
  one.every(({ kind, sinceMs, count }, index) => {
    const twin = other[index]
    return kind === twin?.kind && sinceMs === twin.sinceMs && count === twin.count
  })
