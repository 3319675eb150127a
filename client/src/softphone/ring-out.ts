import type { Party } from './phone-machine.ts'
import type { Sound } from './sound.ts'
import type { Ticker } from './ticker.ts'

/** What is said of a ring outside of the page. */
export interface RingWords {
  title: string
  /** Who calls; never a full number. */
  from: (party: Party) => string
  missed: string
}

const blinkEveryMs = 1_000

/** Rings where a hidden tab can be noticed: the ringer, the tab's title, and a notification where allowed. */
export function createRingOut(
  sound: Pick<Sound, 'ring'>,
  every: Ticker['every'],
  words: () => RingWords,
): { ring: (party: Party | null) => void; missed: (party: Party | null) => void; dispose: () => void } {
  let stopBlinking: (() => void) | null = null
  let notification: Notification | null = null

  const quiet = (): void => {
    sound.ring(false)
    stopBlinking?.()
    stopBlinking = null
    notification?.close()
    notification = null
  }
  const blink = (text: string): void => {
    const before = document.title
    let on = true
    document.title = text
    const stop = every(blinkEveryMs, () => {
      on = !on
      document.title = on ? text : before
    })
    stopBlinking = () => {
      stop()
      document.title = before
    }
  }
  return {
    ring: (party) => {
      quiet()
      if (party === null) return
      const { title, from } = words()
      sound.ring(true)
      blink(`${title} · ${from(party)}`)
      notification = notify(title, from(party), 'hearthline-ring')
    },
    missed: (party) => {
      const { missed, from } = words()
      notify(missed, party === null ? '' : from(party), 'hearthline-missed')
    },
    dispose: quiet,
  }
}

const notify = (title: string, body: string, tag: string): Notification | null => {
  if (!('Notification' in globalThis) || Notification.permission !== 'granted' || document.hasFocus())
    return null
  try {
    const shown = new Notification(title, { body, tag, requireInteraction: true })
    shown.addEventListener('click', () => {
      focus()
      shown.close()
    })
    return shown
  } catch {
    // Chromium on Android lets only service workers notify.
    return null
  }
}
