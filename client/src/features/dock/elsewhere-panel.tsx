import type { LiveCall } from '@hearthline/shared'
import { IconArrowRight, IconDeviceLaptop, IconDevices } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useClockOffset } from '../../realtime/index.ts'
import type { Owner } from '../../softphone/index.ts'
import { Chip } from '../../ui/components/alert.tsx'
import { Button } from '../../ui/components/button.tsx'
import { StateLabel, ToneTile } from '../../ui/components/state-mark.tsx'
import { Timer } from '../../ui/components/timer.tsx'
import { hourAndMinute } from '../../ui/format/time.ts'
import type { CallFacts } from './call-facts.ts'
import { RecordingChip } from './call-head.tsx'
import type { CustomerNames } from './call-notices.tsx'

/** The phone is in another tab or on another device: what runs there, and the one press that brings it here. */
export const ElsewherePanel = ({
  owner,
  live,
  facts,
  names,
  onTake,
}: {
  owner: Extract<Owner, { type: 'tab' | 'device' }>
  live: LiveCall | null
  facts: CallFacts
  names: CustomerNames
  onTake: (() => void) | undefined
}) => {
  const { t, i18n } = useTranslation('dockPanels')
  const { t: dock } = useTranslation('dock')
  const { t: common } = useTranslation()
  const offsetMs = useClockOffset()
  const device = owner.type === 'device'
  return (
    <>
      <section className="dock-part col g12" aria-labelledby="elsewhere-title">
        <ToneTile tone="idle" icon={device ? IconDeviceLaptop : IconDevices} />
        <h2 className="h2" id="elsewhere-title">
          {device
            ? t('elsewhere.deviceTitle', { device: owner.deviceName || t('elsewhere.unknownDevice') })
            : t('elsewhere.title')}
        </h2>
        <p className="sm t2">
          {device
            ? t('elsewhere.deviceText', { time: hourAndMinute(owner.sinceMs - offsetMs, i18n.language) })
            : t('elsewhere.text')}
        </p>
        <Button look="primary" size="lg" full icon={IconArrowRight} onPress={onTake}>
          {dock(device ? 'owner.takeDevice' : 'owner.take')}
        </Button>
        <p className="xs t2">{live === null ? t('elsewhere.take') : t('elsewhere.takeCall', { ...names })}</p>
      </section>
      <section className="dock-part col g10" aria-labelledby="elsewhere-now">
        <div className="row sp">
          <h3 className="sec" id="elsewhere-now">
            {t('elsewhere.now')}
          </h3>
          <RecordingChip live={live} facts={facts} />
        </div>
        {live === null ? (
          <p className="sm t2">{t('elsewhere.nothing')}</p>
        ) : (
          <>
            <div className="row g10">
              <StateLabel
                state={
                  facts.controls.hold.state === 'on'
                    ? 'on-hold'
                    : live.phase === 'connected'
                      ? 'on-call'
                      : 'calling'
                }
              />
              <Timer since={live.answeredAt ?? live.startedAt} offsetMs={offsetMs} className="ml" />
            </div>
            <p className="m el" title={live.customer.displayName ?? ''}>
              {live.customer.displayName ?? common('unknownCustomer')}{' '}
              <span className="t2 num nw">{live.customer.maskedNumber}</span>
            </p>
            {facts.controls.mute.state === 'on' && (
              <span>
                <Chip tone="bad">{t('elsewhere.muted')}</Chip>
              </span>
            )}
          </>
        )}
        {!device && live !== null && <p className="xs t2">{t('elsewhere.mirror')}</p>}
      </section>
      <div className="dock-gap" />
    </>
  )
}
