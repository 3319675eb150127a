import { IconAlertOctagon, type Icon as TablerIcon } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Spinner } from '../../ui/components/button.tsx'
import { Icon } from '../../ui/components/icon.tsx'
import { Kbd } from '../../ui/components/kbd.tsx'
import type { Confirmed } from './call-facts.ts'

export type ControlTone = 'mute' | 'hold' | 'rec' | 'help'

/**
 * One control of the call: off, pending, on, failed, or not possible now (DESIGN section 6). Its name is the word of
 * its state; the key line prints the key, a time, or why it cannot be used.
 */
export const Control = ({
  icon,
  word,
  short,
  keys,
  line,
  why = null,
  aria,
  state,
  tone = 'rec',
  recording = false,
  onPress,
  ...rest
}: {
  icon: TablerIcon
  word: string
  /** Where the word is too long for the button; the name stays the word. */
  short?: string
  keys: readonly string[]
  /** In place of the key, e.g. a running time. */
  line?: ReactNode
  /** Why it cannot be pressed now. */
  why?: string | null
  aria: string
  state: Confirmed
  tone?: ControlTone
  /** Its icon is the red dot of a recording that runs. */
  recording?: boolean
  /** Undefined: not possible now. */
  onPress: (() => void) | undefined
  id?: string
  'aria-expanded'?: boolean
}) => {
  const allowed = onPress !== undefined
  const pending = state === 'pending'
  const look = pending
    ? `pend a-${tone === 'hold' ? 'hold' : tone === 'mute' ? 'bad' : 'idle'}`
    : state === 'failed'
      ? 'fail'
      : state === 'on'
        ? `on on-${tone}`
        : allowed
          ? ''
          : 'dis'
  return (
    <button
      {...rest}
      type="button"
      className={`cb ${look} ${recording ? 'cb-recording' : ''}`}
      // A control that opens a panel is expanded, not pressed.
      aria-pressed={rest['aria-expanded'] === undefined || state === 'on' ? state === 'on' : undefined}
      aria-keyshortcuts={aria}
      aria-busy={pending}
      aria-label={short === undefined ? undefined : word}
      disabled={!allowed && !pending}
      aria-disabled={pending || !allowed}
      title={why === null ? undefined : `${word}: ${why}`}
      onClick={pending ? undefined : onPress}
    >
      {pending ? <Spinner size={20} /> : <Icon of={state === 'failed' ? IconAlertOctagon : icon} size={20} />}
      <span>{short ?? word}</span>
      {line !== undefined ? (
        <span className="cb-line num" aria-hidden>
          {line}
        </span>
      ) : allowed || pending || why === null ? (
        <Kbd keys={keys} />
      ) : (
        <span className="cb-line" aria-hidden>
          {why}
        </span>
      )}
    </button>
  )
}
