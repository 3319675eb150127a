import { CallId, ChosenDisposition } from '@hearthline/shared'
import { z } from 'zod'

/** What an agent has written and chosen for one call, and control has not confirmed. */
const KeptDraft = z.object({
  callId: CallId,
  text: z.string().max(10_000),
  outcome: ChosenDisposition.nullable().catch(null),
})
export type KeptDraft = z.infer<typeof KeptDraft>

const key = 'hearthline-draft'
type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | null

/** The draft of this call that a reload or a crash left behind; null for none, another call's, or a damaged one. */
export function readDraft(store: Store, callId: CallId): KeptDraft | null {
  try {
    const kept = KeptDraft.safeParse(JSON.parse(store?.getItem(key) ?? 'null'))
    return kept.success && kept.data.callId === callId ? kept.data : null
  } catch {
    // Blocked, or not ours.
    return null
  }
}

/** Keeps a draft on this computer until control has it; null forgets it, for notes are about people. */
export function keepDraft(store: Store, draft: KeptDraft | null): void {
  try {
    if (draft === null) store?.removeItem(key)
    else store?.setItem(key, JSON.stringify(draft))
  } catch {
    // Blocked or full: the draft then lasts as long as the page.
  }
}

/** Outlives the tab and the browser, unlike the session's storage. */
export const draftStore = (): Store => {
  try {
    return localStorage
  } catch {
    return null
  }
}
