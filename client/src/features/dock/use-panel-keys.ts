import { type RefObject, useEffect, useRef } from 'react'

/**
 * Brings a panel that opens into view, and hears the keys pressed and the text pasted anywhere inside it. Escape closes
 * it, but not in the middle of an input method's word.
 */
export function usePanelKeys(
  panel: RefObject<HTMLElement | null>,
  on: { close: () => void; key?: (event: KeyboardEvent) => void; paste?: (text: string) => void },
): void {
  const latest = useRef(on)
  useEffect(() => {
    latest.current = on
  })
  useEffect(() => {
    const element = panel.current
    if (element === null) return undefined
    element.scrollIntoView({ block: 'nearest' })
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return
      if (event.key === 'Escape') {
        event.preventDefault()
        latest.current.close()
      } else latest.current.key?.(event)
    }
    const onPaste = (event: ClipboardEvent): void => {
      if (latest.current.paste === undefined) return
      event.preventDefault()
      latest.current.paste(event.clipboardData?.getData('text') ?? '')
    }
    element.addEventListener('keydown', onKeyDown)
    element.addEventListener('paste', onPaste)
    return () => {
      element.removeEventListener('keydown', onKeyDown)
      element.removeEventListener('paste', onPaste)
    }
  }, [panel])
}
