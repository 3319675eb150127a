import { useTranslation } from 'react-i18next'
import { usePhone } from '../../softphone/index.ts'
import { useStateWord } from '../../ui/components/state-mark.tsx'
import type { DockStatus } from './dock-state.ts'

/**
 * What screen readers hear of the state of the call (DESIGN section 9). What must not be missed is said at once by the
 * notice that shows it; timers are in neither.
 */
export const Announcer = ({ status }: { status: DockStatus }) => {
  const { t } = useTranslation('dock')
  const { t: common } = useTranslation()
  const word = useStateWord()
  const { call } = usePhone()
  return (
    <output className="vh" aria-live="polite" data-live="call-state">
      {call.type === 'incoming'
        ? t('ring.announce', { name: call.party.customer?.displayName ?? common('unknownCustomer') })
        : `${word(status.state)}. ${t(`detail.${status.detail}`)}`}
    </output>
  )
}
