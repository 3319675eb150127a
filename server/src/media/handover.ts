import type { LegId } from '@hearthline/shared'
import { frameSamples } from './g711.ts'
import type { Leg } from './leg.ts'
import type { EarPlan } from './room.ts'
import { timestampDistance } from './rtp-packet.ts'

/**
 * Between a relay and a mix of the same voice. A mix plays a voice some 40 ms later than a relay: on the way in the ear waits until
 * the mix has come to the first sample that was not relayed; on the way out it is sent what the mix still held. Either way its
 * timestamps go on as those of the source, and it hears each sample once.
 */

/** A voice whose buffer gives nothing for so long is not waited for: from then on the ear gets the other voices. */
const maxHoldTicks = 8
/** No jitter buffer holds more than its second. */
const longestSamples = 8_192
/** A source that has not sent for this long is not waited for. */
const freshMs = 200

/** An ear that waits for its mix to catch up with what `source` was relayed to it. */
export interface Hold {
  source: Leg
  epoch: number
  /** Timestamp of the first sample of the source that the ear has not had. */
  mark: number
  ticks: number
}

/** A voice that an ear hears from now on: what still lies in its jitter buffer was not meant for that ear (a whisper). */
export interface Unheard {
  epoch: number
  /** Timestamp of the first sample that the ear may hear. */
  mark: number
}

/** What an ear with the feed `after` must not hear of its voices: those that it heard before keep their marks. */
export function unheardAfter(ear: Leg, after: EarPlan, legs: ReadonlyMap<LegId, Leg>): Map<LegId, Unheard> {
  const unheard = new Map<LegId, Unheard>()
  const heard = sourcesOf(ear.feed)
  for (const id of sourcesOf(after)) {
    const known = heard.includes(id) ? ear.unheard.get(id) : unheardNow(legs.get(id))
    if (known) unheard.set(id, known)
  }
  return unheard
}

const sourcesOf = (plan: EarPlan): readonly LegId[] =>
  plan.mode === 'mix' ? plan.sources : plan.mode === 'relay' ? [plan.source] : []

const unheardNow = (source: Leg | undefined): Unheard | undefined =>
  source?.jitter?.frameTimestamp == null
    ? undefined
    : { epoch: source.audioEpoch, mark: source.jitter.writtenTo }

/** How many samples at the start of the source's frame this ear must not hear; the mark goes once it is passed. */
export function unheardSamples(ear: Leg, source: Leg): number {
  const unheard = ear.unheard.get(source.id)
  if (!unheard) return 0
  const frame = source.jitter?.frameTimestamp ?? null
  const left = frame === null ? 0 : timestampDistance(unheard.mark, frame)
  if (source.audioEpoch === unheard.epoch && left > 0 && left <= longestSamples)
    return Math.min(left, frameSamples)
  ear.unheard.delete(source.id)
  return 0
}

/** The wait that an ear's new feed begins with, or goes on with; null for none. */
export function holdAfter(
  ear: Leg,
  after: EarPlan,
  legs: ReadonlyMap<LegId, Leg>,
  nowMs: number,
): Hold | null {
  if (after.mode !== 'mix') return null
  if (ear.feed.mode === 'mix') return ear.hold && after.sources.includes(ear.hold.source.id) ? ear.hold : null
  if (ear.feed.mode !== 'relay' || !after.sources.includes(ear.feed.source)) return null
  const source = legs.get(ear.feed.source)
  if (!source || !ear.outbound.follows(source, source.audioEpoch)) return null
  const ticks = nowMs - source.heardMs > freshMs ? maxHoldTicks : 0
  return { source, epoch: source.audioEpoch, mark: source.audioEnd, ticks }
}

/**
 * Called at each frame of a mix, after the jitter buffers were read. 'wait': nothing is sent to the ear in this frame. Else the number of
 * samples at the start of the source's frame that the ear has had already.
 */
export function stepHold(ear: Leg, hold: Hold): 'wait' | number {
  const { source, mark, epoch } = hold
  const frame = source.jitter?.frameTimestamp ?? null
  const had = frame === null ? 0 : Math.max(0, timestampDistance(mark, frame))
  if (source.audioEpoch !== epoch || had > longestSamples) {
    // The sender began anew, or jumped in time: nothing of what comes was relayed.
    ear.hold = null
    return 0
  }
  // Nearer by a frame at each step, and no buffer is deeper than its second: this wait ends.
  if (frame !== null && had >= frameSamples) return 'wait'
  if (frame === null) {
    hold.ticks += 1
    return hold.ticks <= maxHoldTicks ? 'wait' : 0
  }
  ear.hold = null
  if (ear.outbound.relays(source, epoch)) ear.outbound.takeOver(had > 0 ? mark : frame)
  return had
}

/** What a mix holds of the one voice that the ear goes on hearing, as frames; then the ear's numbers go on as the source's. */
export function handBack(ear: Leg, source: Leg, send: (frame: Int16Array) => void): void {
  const { jitter, hold } = { jitter: source.jitter, hold: ear.hold }
  const from = jitter?.unreadFrom ?? null
  if (!jitter || from === null || source.audioEpoch !== source.inbound.epoch) return
  let at = from
  const unheard = ear.unheard.get(source.id)
  for (const since of [hold?.source === source ? hold : null, unheard])
    if (since?.epoch === source.audioEpoch && timestampDistance(since.mark, at) > 0) at = since.mark
  if (ear.outbound.relays(source, source.audioEpoch)) {
    // Nothing was sent since the relay, whose line is open yet: it goes on by itself unless something came meanwhile.
    if (timestampDistance(jitter.writtenTo, at) <= 0) return
    ear.outbound.takeOver(at)
  }
  const frame = new Int16Array(frameSamples)
  for (; timestampDistance(jitter.writtenTo, at) > 0; at = (at + frameSamples) >>> 0) {
    jitter.peek(at, frame)
    send(frame)
  }
  ear.outbound.goOnWith(source, source.inbound.epoch, source.inbound.nextSequence, jitter.writtenTo)
}
