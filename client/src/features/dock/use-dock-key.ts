import { useEffect } from 'react'

/** F6 goes to the dock from anywhere: an incoming call takes no focus by itself. */
export const useDockKey = (): void => {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.code !== 'F6' || event.altKey || event.ctrlKey || event.metaKey) return
      const dock = document.getElementById('dock')
      const first = dock?.querySelector<HTMLElement>('button:not([disabled]), input:not([disabled])')
      if (first === null || first === undefined) return
      event.preventDefault()
      first.focus()
    }
    addEventListener('keydown', onKeyDown)
    return () => removeEventListener('keydown', onKeyDown)
  }, [])
}
