import {
  IconAlertTriangle,
  IconCircleCheck,
  IconInfoCircle,
  type Icon as TablerIcon,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Icon } from './icon.tsx'
import type { Tone } from './state-mark.tsx'

const icons: Partial<Record<Tone, TablerIcon>> = {
  bad: IconAlertTriangle,
  warn: IconAlertTriangle,
  hold: IconAlertTriangle,
  ready: IconCircleCheck,
}

/** What happened, in the tone of its state. `urgent` is read at once by screen readers. */
export const Alert = ({
  tone,
  icon,
  urgent = false,
  children,
}: {
  tone: Tone
  icon?: TablerIcon
  urgent?: boolean
  children: ReactNode
}) => (
  <div className={`alert a-${tone}`} role={urgent ? 'alert' : 'status'}>
    <Icon of={icon ?? icons[tone] ?? IconInfoCircle} />
    <div className="f1">{children}</div>
  </div>
)

/** A short word in a soft box: icon + word, toned. */
export const Chip = ({
  tone,
  icon,
  line = false,
  big = false,
  children,
}: {
  tone: Tone
  icon?: TablerIcon
  line?: boolean
  big?: boolean
  children: ReactNode
}) => (
  <span className={`chip a-${tone}${line ? ' ln' : ''}${big ? ' big' : ''}`}>
    {icon !== undefined && <Icon of={icon} size={14} />}
    {children}
  </span>
)
