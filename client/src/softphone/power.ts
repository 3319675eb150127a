/** Why a ring might not be heard though all else is well; `ready`: nothing was found. */
export type PowerDetail = 'ready' | 'discarded' | 'frozen' | 'battery-low' | 'no-wake-lock'

/** What this browser lets a page know of power and sleep; missing parts are not known. */
export interface PowerSight {
  /** The browser has thrown this tab away once to save memory (Chromium). */
  wasDiscarded: boolean
  /** The page stood still for more than 5 s in this session. */
  stoodStill: boolean
  battery: { charging: boolean; level: number } | null
  wakeLock: boolean
}

const lowBattery = 0.2

/** Only ever a hint: none of it stops a shift. */
function powerDetail({ wasDiscarded, stoodStill, battery, wakeLock }: PowerSight): PowerDetail {
  if (wasDiscarded) return 'discarded'
  if (stoodStill) return 'frozen'
  if (battery !== null && !battery.charging && battery.level < lowBattery) return 'battery-low'
  return wakeLock ? 'ready' : 'no-wake-lock'
}

interface Battery {
  charging: boolean
  level: number
}
const isBattery = (value: unknown): value is Battery =>
  typeof value === 'object' && value !== null && 'charging' in value && 'level' in value

/** The Battery Status API, which Firefox and Safari do not have. */
async function batteryNow(): Promise<Battery | null> {
  const ask: unknown = Reflect.get(navigator, 'getBattery')
  if (typeof ask !== 'function') return null
  try {
    const battery: unknown = await Reflect.apply(ask, navigator, [])
    return isBattery(battery) ? { charging: battery.charging, level: battery.level } : null
  } catch {
    // A page's policy may forbid it.
    return null
  }
}

/** What is known of sleep and power here. `fair` is told and stops nobody. */
export async function powerFindings(): Promise<{ verdict: 'passed' | 'fair'; detail: PowerDetail }> {
  const detail = powerDetail({
    wasDiscarded: Reflect.get(document, 'wasDiscarded') === true,
    stoodStill: performance.getEntriesByName('hearthline-stood-still').length > 0,
    battery: await batteryNow(),
    wakeLock: 'wakeLock' in navigator,
  })
  return { verdict: detail === 'ready' ? 'passed' : 'fair', detail }
}
