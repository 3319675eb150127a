import type { LiveCall } from '@hearthline/shared'
import { IconPhoneX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Alert } from '../../ui/components/alert.tsx'
import { Button } from '../../ui/components/button.tsx'
import type { CallFacts } from './call-facts.ts'
import type { CustomerNames } from './call-notices.tsx'
import { Part, RecoveryPanel } from './lazy-panels.tsx'
import { useOutage } from './use-call-facts.ts'

/** An own call runs and this phone is not in it: how long the customer waits, and the press that brings it back. */
export const GonePanel = ({
  live,
  facts,
  names,
  onPull,
}: {
  live: LiveCall | null
  facts: CallFacts
  names: CustomerNames
  onPull: (() => void) | undefined
}) => {
  const { t } = useTranslation('dock')
  const { t: common } = useTranslation()
  const { lostMs } = useOutage(facts.recovery)
  const parked = facts.recovery.type === 'parked'
  return (
    <section className="dock-part dock-scroll col g12" aria-labelledby="gone-title">
      <div>
        <h2 className="call-name el" id="gone-title">
          {live?.customer.displayName ?? common('unknownCustomer')}
        </h2>
        <p className="sm t2 num">{live?.customer.maskedNumber}</p>
      </div>
      {parked ? (
        <Part>
          <RecoveryPanel
            recovery={facts.recovery}
            names={names}
            lostMs={lostMs}
            backAfterMs={null}
            endedAtMs={null}
            onPull={onPull}
            onCallBack={undefined}
          />
        </Part>
      ) : (
        <>
          <Alert tone="warn" icon={IconPhoneX} urgent>
            <b>{t('gone.title')}</b> {t('gone.text')}
          </Alert>
          <Button look="primary" size="lg" full onPress={onPull}>
            {t('gone.pull')}
          </Button>
        </>
      )}
    </section>
  )
}
