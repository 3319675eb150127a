import type { LiveCall } from '@hearthline/shared'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type Recovery,
  useControls,
  useDeviceTrouble,
  useRecovery,
  useUnheard,
} from '../../softphone/index.ts'
import { type CallFacts, isCutOff, recordingOf } from './call-facts.ts'
import type { CustomerNames } from './call-notices.tsx'

/** Everything that is in effect in the own call, gathered once for grid, notices and attributes. */
export function useCallFacts(live: LiveCall | null): CallFacts {
  const controls = useControls()
  const unheard = useUnheard()
  const recovery = useRecovery()
  const trouble = useDeviceTrouble()
  return useMemo(
    () => ({
      controls,
      recording: recordingOf(live, controls.recordingPause.untilMs !== null),
      unheard,
      recovery,
      trouble,
    }),
    [controls, live, unheard, recovery, trouble],
  )
}

/** How sentences name the customer: by first name where there is one. */
export function useCustomerNames(displayName: string | null | undefined): CustomerNames {
  const { t } = useTranslation('dock')
  const first = displayName?.split(' ')[0] ?? ''
  return first === ''
    ? { name: t('call.theCustomer'), them: t('coach.customer') }
    : { name: first, them: first }
}

/** Since when the line has been gone, and once it is back, how long it was; browser clock. */
export function useOutage(recovery: Recovery): { lostMs: number | null; backAfterMs: number | null } {
  const [outage, setOutage] = useState<{ lostMs: number | null; backMs: number | null }>({
    lostMs: null,
    backMs: null,
  })
  if (recovery.type === 'lost' && outage.lostMs !== recovery.sinceMs)
    setOutage({ lostMs: recovery.sinceMs, backMs: null })
  else if (recovery.type === 'back' && outage.backMs !== recovery.sinceMs)
    setOutage({ lostMs: outage.lostMs, backMs: recovery.sinceMs })
  else if (!isCutOff(recovery) && recovery.type !== 'back' && outage.lostMs !== null)
    setOutage({ lostMs: null, backMs: null })
  const { lostMs, backMs } = outage
  return { lostMs, backAfterMs: lostMs === null || backMs === null ? null : backMs - lostMs }
}
