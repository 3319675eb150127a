import type { CustomerRef, LiveCall } from '@hearthline/shared'
import { IconPhoneFilled } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { ariaKeys } from '../../keys/index.ts'
import { type PhoneCall, usePhoneCommands } from '../../softphone/index.ts'
import { Button, Spinner } from '../../ui/components/button.tsx'
import { Kbd } from '../../ui/components/kbd.tsx'
import { StateMark } from '../../ui/components/state-mark.tsx'
import { useNow } from '../../ui/components/timer.tsx'

const RingHead = ({ customer }: { customer: CustomerRef | null }) => {
  const { t } = useTranslation('dock')
  const name = customer?.displayName ?? null
  return (
    <div className="row g12">
      <span className="ring-mark">
        <StateMark state="ringing" size={42} />
      </span>
      <div className="f1">
        <h2 className="h2" id="ring-title">
          {name === null ? t('ring.stranger') : t('ring.title', { name })}
        </h2>
        <p className="sm t2 num">{customer?.maskedNumber}</p>
      </div>
    </div>
  )
}

/** Control has told of the ring and this phone's own INVITE is on its way: nothing can be answered yet. */
export const RingAheadCard = ({ call }: { call: LiveCall }) => {
  const { t } = useTranslation('dock')
  return (
    <section className="ring-card col g12" aria-labelledby="ring-title" aria-busy>
      <RingHead customer={call.customer} />
      <p className="row g8 sm t2">
        <Spinner /> {t('ring.ahead')}
      </p>
    </section>
  )
}

/** A customer calls: who, Answer, Not now, and how long it still rings here. It takes no focus by itself. */
export const RingCard = ({ call }: { call: Extract<PhoneCall, { type: 'incoming' }> }) => {
  const { t } = useTranslation('dock')
  const { answer, decline } = usePhoneCommands()
  const now = useNow(250)
  const { customer } = call.party
  const leftMs = Math.max(0, call.ringEndsMs - now)
  const share = leftMs / Math.max(1, call.ringEndsMs - call.sinceMs)
  return (
    <section className="ring-card col g12" aria-labelledby="ring-title">
      <RingHead customer={customer} />
      <div className="ring-buttons">
        <Button look="go" size="lg" onPress={answer} aria-keyshortcuts={ariaKeys('call-or-answer')}>
          <IconPhoneFilled className="ic" size={18} aria-hidden />
          {t('ring.answer')} <Kbd keys={['Alt', 'Enter']} />
        </Button>
        <Button size="lg" onPress={decline} aria-keyshortcuts={ariaKeys('decline')}>
          {t('ring.notNow')} <Kbd keys={['Alt', 'Z']} />
        </Button>
      </div>
      <div className="row g10">
        <span className="prog f1" aria-hidden>
          <i style={{ width: `${share * 100}%`, background: 'var(--ring-solid)' }} />
        </span>
        <span className="xs t2 num">{t('ring.left', { seconds: Math.ceil(leftMs / 1000) })}</span>
      </div>
    </section>
  )
}
