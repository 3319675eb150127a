import { type ReactNode, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { lazyNamed, withDockTexts } from '../../app/lazy.ts'
import { ErrorBoundary } from '../../ui/components/error-boundary.tsx'

const loadCall = withDockTexts(() => import('./call-panel.tsx'))
const loadWrapUp = () => import('./wrap-up-panel.tsx')
const loadKeypad = withDockTexts(() => import('./keypad-panel.tsx'))
const loadTransfer = withDockTexts(() => import('./transfer-panel.tsx'))
const loadConsult = withDockTexts(() => import('./consult-split.tsx'))
const loadPause = withDockTexts(() => import('./pause-panel.tsx'))
const loadRecovery = withDockTexts(() => import('./recovery-panel.tsx'))

export const CallPanel = lazyNamed(loadCall, 'CallPanel')
export const WrapUpPanel = lazyNamed(loadWrapUp, 'WrapUpPanel')
export const KeypadPanel = lazyNamed(loadKeypad, 'KeypadPanel')
export const TransferPanel = lazyNamed(loadTransfer, 'TransferPanel')
export const ConsultSplit = lazyNamed(loadConsult, 'ConsultSplit')
export const PausePanel = lazyNamed(loadPause, 'PausePanel')
export const RecoveryPanel = lazyNamed(loadRecovery, 'RecoveryPanel')
export const ElsewherePanel = lazyNamed(
  withDockTexts(() => import('./elsewhere-panel.tsx')),
  'ElsewherePanel',
)
export const CallBacksPart = lazyNamed(
  withDockTexts(() => import('./call-backs-part.tsx')),
  'CallBacksPart',
)

/**
 * Fetches the call's panel, and what it may open, before there is a call and while the internet is there: the panel
 * that says that the line is lost could not be downloaded over that line.
 */
export const fetchPanels = (): void => {
  for (const load of [loadCall, loadWrapUp, loadRecovery, loadKeypad, loadTransfer, loadConsult, loadPause])
    // A failure is no news yet: the panel asks again when it is opened.
    load().catch(() => undefined)
}

/** A part of the dock that loads by itself. A failed download breaks this part only, never the call's controls. */
export const Part = ({ children }: { children: ReactNode }) => (
  <ErrorBoundary>
    <Suspense fallback={<PartWaits />}>{children}</Suspense>
  </ErrorBoundary>
)

const PartWaits = () => {
  const { t } = useTranslation()
  return <output className="xs t2">{t('loading')}</output>
}
