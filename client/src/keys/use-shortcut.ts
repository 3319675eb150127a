import { useEffect, useRef } from 'react'
import { create } from 'zustand'
import { isSecondPress, matches, type ShortcutId } from './shortcuts.ts'

const storageKey = 'hearthline-shortcuts'

const readEnabled = (): boolean => {
  try {
    return localStorage.getItem(storageKey) !== 'off'
  } catch {
    // Storage is blocked: on, as by default.
    return true
  }
}

/** Shortcuts can be switched off (WCAG 2.1.4); the choice is kept in this browser. */
export const useShortcutsEnabled = create<{ enabled: boolean }>()(() => ({ enabled: readEnabled() }))

export const setShortcutsEnabled = (enabled: boolean): void => {
  useShortcutsEnabled.setState({ enabled })
  try {
    localStorage.setItem(storageKey, enabled ? 'on' : 'off')
  } catch {
    // Storage is blocked: the choice lasts as long as the page.
  }
}

/**
 * Runs a command on its shortcut. The keys are taken from the browser even while the command is undefined, so that a
 * press in the wrong moment opens no menu. `twice`: only the second press within 2 s runs it.
 */
export function useShortcut(
  id: ShortcutId,
  command: (() => void) | undefined,
  { twice = false }: { twice?: boolean } = {},
): void {
  const enabled = useShortcutsEnabled((store) => store.enabled)
  const run = useRef(command)
  useEffect(() => {
    run.current = command
  }, [command])
  useEffect(() => {
    if (!enabled) return undefined
    let lastMs: number | null = null
    const onKeyDown = (event: KeyboardEvent): void => {
      if (!matches(id, event)) return
      event.preventDefault()
      if (event.repeat) return
      if (twice && !isSecondPress(lastMs, event.timeStamp)) {
        lastMs = event.timeStamp
        return
      }
      lastMs = null
      run.current?.()
    }
    addEventListener('keydown', onKeyDown)
    return () => removeEventListener('keydown', onKeyDown)
  }, [id, enabled, twice])
}
