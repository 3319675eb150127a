import type { CallRecord } from '@hearthline/shared'
import { IconCalendarPlus, IconPhone } from '@tabler/icons-react'
import { Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { lazyNamed, withCallBackTexts } from '../app/lazy.ts'
import type { DialTarget } from '../softphone/index.ts'
import { IconButton } from '../ui/components/button.tsx'
import { ErrorBoundary } from '../ui/components/error-boundary.tsx'

const PromiseForm = lazyNamed(
  withCallBackTexts(() => import('./promise-form.tsx')),
  'PromiseForm',
)

/** To the customer of an own call: call them now, or promise it for later. `onCall` undefined: not now. */
export const CallAgain = ({
  record: { callId, customer },
  onCall,
}: {
  record: Pick<CallRecord, 'callId' | 'customer'>
  onCall: ((to: DialTarget) => void) | undefined
}) => {
  const { t } = useTranslation('calls')
  const [promising, setPromising] = useState(false)
  const name = customer.displayName ?? customer.maskedNumber
  return (
    <span className="row g4">
      <IconButton
        icon={IconPhone}
        label={t('again', { name })}
        onPress={onCall && (() => onCall({ type: 'call', callId }))}
      />
      <IconButton icon={IconCalendarPlus} label={t('promise', { name })} onPress={() => setPromising(true)} />
      {promising && (
        <ErrorBoundary>
          <Suspense>
            <PromiseForm callId={callId} name={name} onClose={() => setPromising(false)} />
          </Suspense>
        </ErrorBoundary>
      )}
    </span>
  )
}
