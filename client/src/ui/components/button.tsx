import { IconHourglass, IconLoader2, type Icon as TablerIcon } from '@tabler/icons-react'
import type { ComponentProps, ReactNode } from 'react'
import { Icon } from './icon.tsx'

export const Spinner = ({ size = 18 }: { size?: number }) => (
  <span aria-hidden>
    <IconLoader2 className="ic spin" size={size} stroke={1.75} />
    <IconHourglass className="ic spin-still" size={size} stroke={1.75} />
  </span>
)

type Look = 'default' | 'primary' | 'go' | 'end' | 'subtle' | 'soft' | 'danger'
const classes: Record<Look, string> = {
  default: '',
  primary: 'pri',
  go: 'go',
  end: 'end',
  subtle: 'sub',
  soft: 'soft',
  danger: 'danger',
}

/**
 * Verb + thing. `onPress` undefined is the disabled button. While `pending` it keeps its width and focus, spins, and
 * ignores presses.
 */
export const Button = ({
  look = 'default',
  size,
  icon,
  pending = false,
  full = false,
  onPress,
  children,
  className = '',
  type = 'button',
  ...rest
}: {
  look?: Look
  size?: 'sm' | 'lg' | 'xl'
  icon?: TablerIcon
  pending?: boolean
  full?: boolean
  onPress: (() => void) | undefined
  children: ReactNode
} & Omit<ComponentProps<'button'>, 'onClick' | 'disabled'>) => (
  <button
    {...rest}
    type={type}
    className={['btn', classes[look], size ?? '', full ? 'full' : '', className]
      .filter((name) => name !== '')
      .join(' ')}
    disabled={onPress === undefined && !pending}
    aria-busy={pending}
    aria-disabled={pending}
    onClick={(event) => {
      if (pending) event.preventDefault()
      else if (type !== 'submit') onPress?.()
    }}
  >
    {pending ? (
      <Spinner size={16} />
    ) : (
      icon !== undefined && <Icon of={icon} size={size === 'sm' ? 14 : 16} />
    )}
    {children}
  </button>
)

/** A button that is only an icon: the label is what screen readers and the tooltip say. */
export const IconButton = ({
  icon,
  label,
  onPress,
  className = '',
  ...rest
}: {
  icon: TablerIcon
  label: string
  onPress: (() => void) | undefined
} & Omit<ComponentProps<'button'>, 'onClick' | 'disabled' | 'children'>) => (
  <button
    {...rest}
    type="button"
    className={`ib ${className}`}
    aria-label={label}
    title={label}
    disabled={onPress === undefined}
    onClick={onPress}
  >
    <Icon of={icon} />
  </button>
)
