import type { PersonId } from '@hearthline/shared'
import { create } from 'zustand'
import {
  emptyDraft,
  readDraft,
  withoutStep,
  withSteps,
  type NetworkDraft,
  type Step,
} from './network-draft.ts'

const storageKey = 'hearthline-network-draft'

const kept = (): NetworkDraft => {
  try {
    return readDraft(sessionStorage.getItem(storageKey))
  } catch {
    // Storage is blocked by the browser's settings: the draft lasts as long as the page.
    return emptyDraft
  }
}

const useStore = create<{ draft: NetworkDraft }>()(() => ({ draft: kept() }))

const keep = (draft: NetworkDraft): void => {
  useStore.setState({ draft })
  try {
    if (draft.steps.length === 0) sessionStorage.removeItem(storageKey)
    else sessionStorage.setItem(storageKey, JSON.stringify(draft))
  } catch {
    // Storage is blocked or full: the draft lasts as long as the page.
  }
}

const none: readonly Step[] = []

/** The changes that this person has prepared in this tab. They survive leaving the page, and a reload. */
export const useNetworkDraft = (
  owner: PersonId | null,
): {
  steps: readonly Step[]
  add: (steps: readonly Step[]) => void
  undo: (key: string) => void
  clear: () => void
} => {
  const steps = useStore(({ draft }) => (draft.owner === owner ? draft.steps : none))
  return {
    steps,
    add: (more) => {
      if (owner !== null) keep(withSteps(useStore.getState().draft, owner, more))
    },
    undo: (key) => keep(withoutStep(useStore.getState().draft, key)),
    clear: () => keep(emptyDraft),
  }
}
