import { useTranslation } from 'react-i18next'
import { useConnection } from '../../realtime/index.ts'
import { usePhone, useReasonText } from '../../softphone/index.ts'
import { useStateWord } from '../../ui/components/state-mark.tsx'
import type { DockStatus } from './dock-state.ts'
import { isOrdinaryEnd } from './notices.tsx'

/**
 * What screen readers hear: one polite region for the state of the call, one assertive for what must not be missed
 * (DESIGN section 9). Timers are in neither.
 */
export const Announcer = ({ status }: { status: DockStatus }) => {
  const { t } = useTranslation('dock')
  const { t: common } = useTranslation()
  const word = useStateWord()
  const reason = useReasonText()
  const { call } = usePhone()
  const connection = useConnection()
  const polite =
    call.type === 'incoming'
      ? t('ring.announce', { name: call.party.customer?.displayName ?? common('unknownCustomer') })
      : `${word(status.state)}. ${t(`detail.${status.detail}`)}`
  const lost = call.type === 'ended' && !isOrdinaryEnd(call.reason) ? reason(call.reason) : ''
  const away = connection.type === 'away' && call.type === 'connected' ? t('away.inCall') : ''
  return (
    <>
      <output className="vh" aria-live="polite" data-live="call-state">
        {polite}
      </output>
      <div className="vh" role="alert" aria-live="assertive" data-live="urgent">
        {lost === '' ? away : lost}
      </div>
    </>
  )
}
