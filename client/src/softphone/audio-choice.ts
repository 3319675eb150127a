import { z } from 'zod'

/** Which devices the agent chose on this computer, and whether the browser cleans the microphone's sound. */
const AudioChoice = z.object({
  microphoneId: z.string().nullable().catch(null),
  speakerId: z.string().nullable().catch(null),
  /** Where it rings: a loudspeaker apart from the headset. */
  ringerId: z.string().nullable().catch(null),
  /** Echo cancellation, noise suppression and automatic gain. Off for headsets that do it themselves. */
  processing: z.boolean().catch(true),
})
export type AudioChoice = z.infer<typeof AudioChoice>

const key = 'hearthline-audio'
export const defaultChoice: AudioChoice = {
  microphoneId: null,
  speakerId: null,
  ringerId: null,
  processing: true,
}

/** What was kept; the defaults for anything missing or damaged. */
export function parseChoice(text: string | null): AudioChoice {
  if (text === null) return defaultChoice
  try {
    const parsed = AudioChoice.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : defaultChoice
  } catch {
    // Not JSON: somebody edited the storage.
    return defaultChoice
  }
}

export function readChoice(): AudioChoice {
  try {
    return parseChoice(localStorage.getItem(key))
  } catch {
    // Storage is blocked: the choice lasts as long as the page.
    return defaultChoice
  }
}

export function keepChoice(choice: AudioChoice): void {
  try {
    localStorage.setItem(key, JSON.stringify(choice))
  } catch {
    // Storage is blocked or full: the choice lasts as long as the page.
  }
}
