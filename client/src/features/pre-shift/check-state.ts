import { checkNames, type CheckName, LineCheckFindings, mediaLimits } from '@hearthline/shared'

export type CheckVerdict = LineCheckFindings['items'][number]['verdict']
export type MediaFigures = NonNullable<LineCheckFindings['media']>
export interface ServerFigures {
  roundTripMs: number
  clockOffsetMs: number
}

/** One line of the check. `asking`: a sound was played, and only the person can say whether it was heard. */
export type ItemState =
  | { type: 'idle' }
  | { type: 'running' }
  | { type: 'asking' }
  | { type: 'done'; verdict: CheckVerdict; detail: string | null }

export interface CheckState {
  items: Record<CheckName, ItemState>
  media: MediaFigures | null
  /** How much of the loopback has been measured. */
  mediaSeconds: number
  server: ServerFigures | null
}

export type CheckEvent =
  | { type: 'started'; names: readonly CheckName[] }
  | { type: 'played'; name: 'headset' | 'ringer' }
  | { type: 'done'; name: CheckName; verdict: CheckVerdict; detail: string | null }
  | { type: 'measured'; seconds: number; media: MediaFigures | null }
  | { type: 'server'; server: ServerFigures | null }

const each = (item: ItemState): Record<CheckName, ItemState> => ({
  microphone: item,
  headset: item,
  ringer: item,
  server: item,
  media: item,
  notifications: item,
  power: item,
})

export const emptyCheck: CheckState = {
  items: each({ type: 'idle' }),
  media: null,
  mediaSeconds: 0,
  server: null,
}

/** A line that is measured anew forgets what it had found. */
export function checkStep(state: CheckState, event: CheckEvent): CheckState {
  switch (event.type) {
    case 'started': {
      const items = { ...state.items }
      for (const name of event.names) items[name] = { type: 'running' }
      const media = event.names.includes('media')
      return {
        ...state,
        items,
        ...(media ? { media: null, mediaSeconds: 0 } : {}),
        ...(event.names.includes('server') ? { server: null } : {}),
      }
    }
    case 'played':
      // Answered before the sound was over.
      return state.items[event.name].type === 'running'
        ? { ...state, items: { ...state.items, [event.name]: { type: 'asking' } } }
        : state
    case 'done': {
      const { name, verdict, detail } = event
      return { ...state, items: { ...state.items, [name]: { type: 'done', verdict, detail } } }
    }
    case 'measured':
      return { ...state, mediaSeconds: event.seconds, media: event.media ?? state.media }
    case 'server':
      return { ...state, server: event.server }
    default:
      return event satisfies never
  }
}

const stops = (name: CheckName, item: ItemState): boolean =>
  item.type === 'done' && name !== 'power' && (item.verdict === 'failed' || item.verdict === 'skipped')

export interface Tally {
  passed: number
  running: number
  /** Lines that wait for the person: to answer, or to put right. */
  needsYou: readonly CheckName[]
  /** `complete`: every line has its verdict. */
  phase: 'idle' | 'running' | 'complete'
}

export function tallyOf({ items }: CheckState): Tally {
  const all = checkNames.map((name) => ({ name, item: items[name] }))
  const idle = all.every(({ item }) => item.type === 'idle')
  return {
    passed: all.filter(({ name, item }) => item.type === 'done' && !stops(name, item)).length,
    running: all.filter(({ item }) => item.type === 'running').length,
    needsYou: all.flatMap(({ name, item }) => (item.type === 'asking' || stops(name, item) ? [name] : [])),
    phase: idle ? 'idle' : all.every(({ item }) => item.type === 'done') ? 'complete' : 'running',
  }
}

/** What is sent to control; null while a line has no verdict. */
export function findingsOf({ items, media, server }: CheckState): LineCheckFindings | null {
  const parsed = LineCheckFindings.safeParse({
    items: checkNames.map((name) => {
      const item = items[name]
      return item.type === 'done' ? { name, verdict: item.verdict, detail: item.detail } : null
    }),
    media,
    roundTripMs: server?.roundTripMs ?? null,
    clockOffsetMs: server?.clockOffsetMs ?? null,
  })
  return parsed.success ? parsed.data : null
}

/** Below these MOS the customer strains to understand, or cannot (DESIGN section 6). */
const fairMos = 3.6

export const judgeMedia = ({
  mos,
  lossPercent,
}: Pick<MediaFigures, 'mos' | 'lossPercent'>): { verdict: CheckVerdict; detail: string | null } => {
  // Control's own limits: what shows green here opens Ready there.
  if (mos < mediaLimits.leastMos || lossPercent > mediaLimits.mostLossPercent)
    return { verdict: 'failed', detail: 'poor' }
  return mos < fairMos ? { verdict: 'fair', detail: 'weak' } : { verdict: 'passed', detail: null }
}

const slowMs = 400
/** Screens count by the server's clock, so a wrong one only confuses who reads the computer's own. */
const wrongClockMs = 60_000

export const judgeServer = (
  server: ServerFigures | null,
): { verdict: CheckVerdict; detail: string | null } => {
  if (server === null) return { verdict: 'failed', detail: 'away' }
  if (server.roundTripMs > slowMs) return { verdict: 'fair', detail: 'slow' }
  return Math.abs(server.clockOffsetMs) > wrongClockMs
    ? { verdict: 'fair', detail: 'clock' }
    : { verdict: 'passed', detail: null }
}
