import type { LiveCall } from '@hearthline/shared'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useClockOffset } from '../../realtime/index.ts'
import { type PhoneCall, partyOf, useControls, useLineQuality, useRecovery } from '../../softphone/index.ts'
import { Chip } from '../../ui/components/alert.tsx'
import { QualityBars } from '../../ui/components/quality-bars.tsx'
import { type ShownState, StateLabel } from '../../ui/components/state-mark.tsx'
import { clock } from '../../ui/format/time.ts'
import { RecentCard } from './recent-card.tsx'

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <div className="work-fact">
    <div className="xs t2">{name}</div>
    <div className="b nw">{children}</div>
  </div>
)

/** Who is on the line and what is known of this call, while it runs. */
export const CallView = ({ call, live }: { call: PhoneCall; live: LiveCall | null }) => {
  const { t, i18n } = useTranslation('workspace')
  const { t: common } = useTranslation()
  const { t: calls } = useTranslation('call')
  const { t: dock } = useTranslation('dock')
  const offsetMs = useClockOffset()
  const { quality } = useLineQuality()
  const { hold, consult } = useControls()
  const recovery = useRecovery()
  const away = call.type === 'rejoining' || recovery.type === 'lost' || recovery.type === 'parked'
  const held = hold.sinceMs !== null && consult.running === null
  const party = partyOf(call)
  const customer = live?.customer ?? party?.customer ?? null
  const direction = live?.direction ?? party?.direction ?? 'outbound'
  const name = customer?.displayName ?? common('unknownCustomer')
  const state: ShownState =
    call.type === 'incoming' || call.type === 'answering'
      ? 'ringing'
      : away
        ? 'reconnecting'
        : held
          ? 'on-hold'
          : call.type === 'connected' || live?.phase === 'connected'
            ? 'on-call'
            : 'calling'
  const at = (serverMs: number): string => clock(serverMs - offsetMs, i18n.language)
  return (
    <>
      <section className="card" aria-labelledby="call-title">
        <div className="p20 row g12 sp top">
          <div className="col g6 f1">
            <h2 className="work-name el" id="call-title" title={name}>
              {name}
            </h2>
            <div className="row g10 wrap">
              <span className="num t2">{customer?.maskedNumber}</span>
              <Chip tone="idle">{calls(`direction.${direction}`)}</Chip>
            </div>
          </div>
          <StateLabel state={state} size={26} />
        </div>
        <div className="work-facts">
          <Fact name={t('call.started')}>
            <span className="num">{live === null ? '–' : at(live.startedAt)}</span>
          </Fact>
          <Fact name={t('call.answered')}>
            <span className="num">
              {live === null || live.answeredAt === null ? t('call.notYet') : at(live.answeredAt)}
            </span>
          </Fact>
          <Fact name={t('call.recording')}>
            {live === null || live.recording === 'off' ? (
              t('call.off')
            ) : live.recording === 'failed' ? (
              <span className="c-bad">{t('call.failed')}</span>
            ) : live.controls.recordingPause !== null ? (
              dock('call.recordingPaused')
            ) : (
              <span className="num">{t('call.on', { time: at(live.recordingSince ?? live.startedAt) })}</span>
            )}
          </Fact>
          <Fact name={t('call.line')}>
            <QualityBars mos={quality?.mos ?? null} />
          </Fact>
        </div>
      </section>
      <RecentCard />
    </>
  )
}
