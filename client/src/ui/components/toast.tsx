import {
  IconAlertTriangle,
  IconCircleCheck,
  IconInfoCircle,
  IconX,
  type Icon as TablerIcon,
} from '@tabler/icons-react'
import { useEffect, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { create } from 'zustand'
import { IconButton } from './button.tsx'
import { Icon } from './icon.tsx'
import type { Tone } from './state-mark.tsx'

export interface Toast {
  /** A toast of the same key replaces the older one. */
  key: string
  tone: Tone
  title: string
  text?: string
  icon?: TablerIcon
  action?: { label: string; onPress: () => void }
  /** Errors stay until closed. */
  stays?: boolean
}

const useToasts = create<{ toasts: Toast[] }>()(() => ({ toasts: [] }))

/** Shows a toast at the bottom left: at most three, never over the dock. Bad ones stay until closed, others 6 s. */
export const toast = (message: Toast): void =>
  useToasts.setState(({ toasts }) => ({
    toasts: [...toasts.filter((one) => one.key !== message.key), message].slice(-3),
  }))

export const closeToast = (key: string): void =>
  useToasts.setState(({ toasts }) => ({ toasts: toasts.filter((one) => one.key !== key) }))

const icons: Partial<Record<Tone, TablerIcon>> = {
  ready: IconCircleCheck,
  bad: IconAlertTriangle,
  warn: IconAlertTriangle,
}

const ToastBox = ({ message, children }: { message: Toast; children: ReactNode }) => {
  const stays = message.stays ?? message.tone === 'bad'
  useEffect(() => {
    if (stays) return undefined
    const timer = setTimeout(() => closeToast(message.key), 6000)
    return () => clearTimeout(timer)
  }, [message, stays])
  return (
    <div
      className="toast"
      role={message.tone === 'bad' ? 'alert' : 'status'}
      style={{ ['--c' as string]: `var(--${message.tone}-solid)` }}
    >
      {children}
    </div>
  )
}

export const Toasts = () => {
  const { t } = useTranslation()
  const toasts = useToasts((store) => store.toasts)
  return (
    <div className="toasts">
      {toasts.map((message) => (
        <ToastBox key={message.key} message={message}>
          <span className={`c-${message.tone}`}>
            <Icon of={message.icon ?? icons[message.tone] ?? IconInfoCircle} />
          </span>
          <div className="f1">
            <div className="b">{message.title}</div>
            {message.text !== undefined && <div className="t2">{message.text}</div>}
          </div>
          {message.action !== undefined && (
            <button type="button" className="link" onClick={message.action.onPress}>
              {message.action.label}
            </button>
          )}
          <IconButton icon={IconX} label={t('action.close')} onPress={() => closeToast(message.key)} />
        </ToastBox>
      ))}
    </div>
  )
}
