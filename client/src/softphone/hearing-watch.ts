/** One reading of the call that stands, a few times a second. Null: cannot be told just now. */
export interface HearingSample {
  atMs: number
  /** Packets that have come from the far side, ever growing. */
  packets: number | null
  /** Loudest sample of the microphone since the last reading, 0 to 1, and exactly 0 only for digital silence. */
  peak: number | null
  /** `muted`: the system or the headset's own button sends silence; `ended`: unplugged. */
  track: 'live' | 'muted' | 'ended'
  /** We mean to be heard: neither muted nor on hold. */
  speaking: boolean
  /** Something should come: no hold, no mending of the path. */
  listening: boolean
}

export interface Hearing {
  packets: number | null
  /** When something last came, and when the microphone last gave anything but silence. */
  heardMs: number
  spokenMs: number
}

/** How long a side may be silent before it is said aloud. */
const unheardMs = 3_000
/** A little early, since readings come every half second and what is promised is "within 3 s". */
const saidMs = unheardMs - 600

export const freshHearing = (atMs: number): Hearing => ({ packets: null, heardMs: atMs, spokenMs: atMs })

export type Unheard = 'none' | 'agent' | 'customer' | 'both'

/** The next state, who is not heard, for how long no packet has come, and whether some did since the last reading. */
export function hearingStep(
  before: Hearing,
  sample: HearingSample,
): { hearing: Hearing; unheard: Unheard; quietMs: number; came: boolean } {
  const { atMs, packets, peak, track } = sample
  // Fewer than before: another connection counts from the start.
  const came = packets !== null && packets !== before.packets
  const spoke = track === 'live' && (peak === null || peak > 0)
  const hearing: Hearing = {
    packets: packets ?? before.packets,
    heardMs: came || !sample.listening ? atMs : before.heardMs,
    spokenMs: spoke || !sample.speaking ? atMs : before.spokenMs,
  }
  const quietMs = atMs - hearing.heardMs
  return {
    hearing,
    unheard: together(atMs - hearing.spokenMs >= saidMs, quietMs >= saidMs),
    quietMs,
    came,
  }
}

export function together(agent: boolean, customer: boolean): Unheard {
  if (agent && customer) return 'both'
  if (agent) return 'agent'
  return customer ? 'customer' : 'none'
}

/** What this browser measures, and what control has pushed: either is enough. */
export const joined = (mine: Unheard, told: Unheard | null): Unheard => {
  const has = (side: 'agent' | 'customer'): boolean =>
    [mine, told].some((one) => one === side || one === 'both')
  return together(has('agent'), has('customer'))
}
