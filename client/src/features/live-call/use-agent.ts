import type { FloorAgent, PersonId } from '@hearthline/shared'
import { useStore } from 'zustand'
import { liveStore } from '../../realtime/index.ts'

/** The agent as control last told; null for nobody, and for one who is not on this lead's floor. */
export const useAgent = (personId: PersonId | null): FloorAgent | null =>
  useStore(liveStore, (view) => (personId === null ? null : (view.floor?.agents.get(personId) ?? null)))
