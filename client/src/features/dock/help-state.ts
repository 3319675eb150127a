import { useState } from 'react'
import { useLastHelpEnded, useOwnHelp } from '../../realtime/index.ts'

export const helpButtonId = 'dock-help-button'

/** Help as the dock's button and panel share it. */
export interface HelpState {
  /** A request stands, as control has it. */
  standing: boolean
  /** The form is open. */
  open: boolean
  /** There is something for the panel to show. */
  shown: boolean
  toggle: () => void
  close: () => void
}

/** Whether the form is open; while a request stands, the button leads to it instead. */
export const useHelpState = (): HelpState => {
  const standing = useOwnHelp() !== null
  const ended = useLastHelpEnded() !== null
  const [open, setOpen] = useState(false)
  return {
    standing,
    open: open && !standing,
    shown: standing || open || ended,
    toggle: () => {
      if (!standing) setOpen((is) => !is)
      else document.querySelector<HTMLElement>('[data-help] button')?.focus()
    },
    close: () => setOpen(false),
  }
}
