export type Side = 'bottom-start' | 'bottom-end' | 'right'

const gap = 6
const margin = 8

/**
 * Places an open popover beside its anchor, inside the window. Popovers live in the browser's top layer, so no
 * overflow or z-index of the page cuts them.
 */
export const placeBeside = (popover: HTMLElement, anchor: Element, side: Side): void => {
  const at = anchor.getBoundingClientRect()
  const { width, height } = popover.getBoundingClientRect()
  const left = side === 'right' ? at.right + gap : side === 'bottom-end' ? at.right - width : at.left
  const below = side === 'right' ? at.top + (at.height - height) / 2 : at.bottom + gap
  const above = at.top - gap - height
  const top = side !== 'right' && below + height > innerHeight - margin && above >= margin ? above : below
  popover.style.left = `${Math.max(margin, Math.min(left, innerWidth - width - margin))}px`
  popover.style.top = `${Math.max(margin, Math.min(top, innerHeight - height - margin))}px`
}
