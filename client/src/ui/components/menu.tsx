import {
  cloneElement,
  createContext,
  useContext,
  useId,
  useLayoutEffect,
  useRef,
  useState,
  type ComponentProps,
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
  type RefObject,
} from 'react'
import { placeBeside, type Side } from './top-layer.ts'

interface MenuState {
  id: string
  opened: boolean
  setOpened: (opened: boolean) => void
  target: RefObject<HTMLButtonElement | null>
  side: Side
  width: number | 'target' | undefined
}

const MenuContext = createContext<MenuState | null>(null)
const useMenu = (): MenuState => {
  const menu = useContext(MenuContext)
  if (menu === null) throw new Error('a part of Menu stands outside of Menu')
  return menu
}

/**
 * A menu on a button (WAI-ARIA APG, menu button): arrows, Home and End walk, Enter or a press chooses, Esc and Tab
 * close, focus goes back. Built on the browser's popover, which is why it costs so little of the first load.
 */
const Root = ({
  opened,
  onChange,
  side = 'bottom-start',
  width,
  children,
}: {
  /** Left out, the menu keeps its own state. */
  opened?: boolean
  onChange?: (opened: boolean) => void
  side?: Side
  width?: number | 'target'
  children: ReactNode
}) => {
  const [own, setOwn] = useState(false)
  const target = useRef<HTMLButtonElement>(null)
  const id = useId()
  const setOpened = (next: boolean) => {
    setOwn(next)
    onChange?.(next)
  }
  return (
    <MenuContext value={{ id, opened: opened ?? own, setOpened, target, side, width }}>
      {children}
    </MenuContext>
  )
}

/** The button. It gets the wiring; everything else about it is its own. */
const Target = ({ children }: { children: ReactElement<ComponentProps<'button'>> }) => {
  const { id, opened, setOpened, target } = useMenu()
  return cloneElement(children, {
    ref: target,
    'aria-haspopup': 'menu',
    'aria-expanded': opened,
    'aria-controls': opened ? id : undefined,
    onClick: (event) => {
      children.props.onClick?.(event)
      setOpened(!opened)
    },
    onKeyDown: (event) => {
      children.props.onKeyDown?.(event)
      if (event.key === 'ArrowDown' && !opened) {
        event.preventDefault()
        setOpened(true)
      }
    },
  })
}

const itemsOf = (menu: HTMLElement): HTMLElement[] => [
  ...menu.querySelectorAll<HTMLElement>('[role^=menuitem]:not([disabled])'),
]

const nextOf = (key: string, index: number, count: number): number | null => {
  switch (key) {
    case 'ArrowDown':
      return (index + 1) % count
    case 'ArrowUp':
      return (index - 1 + count) % count
    case 'Home':
      return 0
    case 'End':
      return count - 1
    default:
      return null
  }
}

const OpenDropdown = ({ children, onKeyDown, ...rest }: ComponentProps<'div'>) => {
  const { id, setOpened, target, side, width } = useMenu()
  const box = useRef<HTMLDivElement>(null)
  const close = useRef(setOpened)
  useLayoutEffect(() => {
    close.current = setOpened
  })
  useLayoutEffect(() => {
    const menu = box.current
    const anchor = target.current
    if (menu === null || anchor === null) return undefined
    if (width !== undefined) {
      menu.style.width = `${width === 'target' ? anchor.getBoundingClientRect().width : width}px`
    }
    menu.showPopover()
    placeBeside(menu, anchor, side)
    const items = itemsOf(menu)
    ;(items.find((item) => item.ariaChecked === 'true') ?? items[0])?.focus()
    const outside = (event: PointerEvent) => {
      const to = event.target
      if (to instanceof Node && !menu.contains(to) && !anchor.contains(to)) close.current(false)
    }
    const moved = () => placeBeside(menu, anchor, side)
    addEventListener('pointerdown', outside)
    addEventListener('resize', moved)
    return () => {
      removeEventListener('pointerdown', outside)
      removeEventListener('resize', moved)
      // Only if focus was inside: a press elsewhere has chosen its own place.
      if (menu.contains(document.activeElement)) anchor.focus()
    }
  }, [target, side, width])
  const walk = (event: KeyboardEvent<HTMLDivElement>) => {
    onKeyDown?.(event)
    if (event.defaultPrevented) return
    if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault()
      event.stopPropagation()
      setOpened(false)
      return
    }
    const items = itemsOf(event.currentTarget)
    const index = items.findIndex((item) => item === document.activeElement)
    const next = nextOf(event.key, index, items.length)
    if (next === null) return
    event.preventDefault()
    items[next]?.focus()
  }
  return (
    <div
      {...rest}
      ref={box}
      id={id}
      role="menu"
      tabIndex={-1}
      popover="manual"
      className="menu"
      onKeyDown={walk}
    >
      {children}
    </div>
  )
}

const Dropdown = (props: ComponentProps<'div'>) => (useMenu().opened ? <OpenDropdown {...props} /> : null)

const Item = ({
  leftSection,
  rightSection,
  children,
  onClick,
  ...rest
}: { leftSection?: ReactNode; rightSection?: ReactNode } & ComponentProps<'button'>) => {
  const { setOpened } = useMenu()
  return (
    <button
      role="menuitem"
      {...rest}
      type="button"
      tabIndex={-1}
      className="menu-item"
      onClick={(event) => {
        setOpened(false)
        onClick?.(event)
      }}
    >
      {leftSection}
      <span className="f1 el">{children}</span>
      {rightSection}
    </button>
  )
}

const Label = ({ children }: { children: ReactNode }) => <div className="menu-label">{children}</div>
const Divider = () => <div className="menu-divider" />

export const Menu = Object.assign(Root, { Target, Dropdown, Item, Label, Divider })
