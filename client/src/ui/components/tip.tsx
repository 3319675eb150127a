import { cloneElement, useState, type DOMAttributes, type ReactElement, type SyntheticEvent } from 'react'
import { placeBeside, type Side } from './top-layer.ts'

/**
 * A sentence beside what it explains, on hover and on focus; Esc takes it away (WCAG 1.4.13). The thing explained
 * carries the same words in its own label where they matter.
 */
export const Tip = ({
  text,
  side = 'bottom-start',
  disabled = false,
  children,
}: {
  text: string
  side?: Side
  disabled?: boolean
  children: ReactElement<DOMAttributes<Element>>
}) => {
  const [anchor, setAnchor] = useState<Element | null>(null)
  const show = (event: SyntheticEvent) => setAnchor(event.currentTarget)
  const hide = () => setAnchor(null)
  return (
    <>
      {cloneElement(children, {
        onPointerEnter: show,
        onPointerLeave: hide,
        onFocus: show,
        onBlur: hide,
        onKeyDown: (event) => {
          children.props.onKeyDown?.(event)
          if (event.key === 'Escape') hide()
        },
      })}
      {anchor !== null && !disabled && (
        <span
          role="tooltip"
          popover="manual"
          className="tip"
          ref={(tip) => {
            if (tip === null) return
            tip.showPopover()
            placeBeside(tip, anchor, side)
          }}
        >
          {text}
        </span>
      )}
    </>
  )
}
