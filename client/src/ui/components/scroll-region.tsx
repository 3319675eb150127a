import type { ReactNode } from 'react'

/** A part that scrolls by itself: reached by Tab and scrolled by arrow keys where nothing in it takes the focus. */
export const ScrollRegion = ({
  label,
  className,
  reachable = true,
  children,
}: {
  label: string
  className: string
  reachable?: boolean
  children: ReactNode
}) => (
  // A scroller without a focusable child must take the focus itself, or no keyboard scrolls it (WCAG 2.1.1).
  // It groups no fields, so a <fieldset> would say too much.
  // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex, jsx-a11y/prefer-tag-over-role
  <div className={className} role="group" aria-label={label} tabIndex={reachable ? 0 : undefined}>
    {children}
  </div>
)
