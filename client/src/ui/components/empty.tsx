import type { Problem } from '@hearthline/shared'
import { IconCloudOff, IconLock, IconAlertTriangle, type Icon as TablerIcon } from '@tabler/icons-react'
import { useEffect, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useProblemText } from '../../api/use-problem-text.ts'
import { Button } from './button.tsx'
import { ToneTile, type Tone } from './state-mark.tsx'

const Middle = ({
  tone,
  icon,
  title,
  children,
  action,
  role,
}: {
  tone: Tone
  icon: TablerIcon
  title: string
  children?: ReactNode
  action?: ReactNode
  role?: 'alert'
}) => (
  <div className="middle" role={role}>
    <ToneTile tone={tone} icon={icon} />
    <p className="h3">{title}</p>
    {children !== undefined && <div className="sm t2">{children}</div>}
    {action}
  </div>
)

/** Nothing to show, why, and what to do. */
export const Empty = ({
  icon,
  title,
  children,
  action,
}: {
  icon: TablerIcon
  title: string
  children?: ReactNode
  action?: ReactNode
}) => (
  <Middle tone="idle" icon={icon} title={title} action={action}>
    {children}
  </Middle>
)

/** What could not be loaded, what it means, what to do. */
export const ErrorState = ({
  problem,
  title,
  onRetry,
}: {
  problem: Problem
  title: string
  onRetry?: () => void
}) => {
  const { t } = useTranslation()
  const text = useProblemText()
  const away = problem.code === 'unavailable'
  const denied = problem.code === 'not-allowed'
  return (
    <Middle
      role="alert"
      tone={away ? 'warn' : denied ? 'idle' : 'bad'}
      icon={away ? IconCloudOff : denied ? IconLock : IconAlertTriangle}
      title={title}
      action={onRetry !== undefined && !denied && <Button onPress={onRetry}>{t('action.tryAgain')}</Button>}
    >
      {text(problem)}
      {problem.reference !== undefined && (
        <div className="code xs">{t('reference', { reference: problem.reference })}</div>
      )}
    </Middle>
  )
}

/** Grey bars in the layout of what is coming; after 4 s it says so. */
export const Skeleton = ({ rows = 4, height = 18 }: { rows?: number; height?: number }) => {
  const { t } = useTranslation()
  const [long, setLong] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), 4000)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div className="col g12 p16" aria-live="polite" aria-busy>
      <span className="vh">{t('loading')}</span>
      {Array.from({ length: rows }, (_, row) => (
        <span key={row} className="row g12">
          <span className="sk" style={{ width: '14%', height }} />
          <span className="sk" style={{ width: `${38 + ((row * 17) % 30)}%`, height }} />
          <span className="sk ml" style={{ width: '12%', height }} />
        </span>
      ))}
      {long && <span className="xs t2">{t('stillLoading')}</span>}
    </div>
  )
}
