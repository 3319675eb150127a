import type { CallRecord, Disposition } from '@hearthline/shared'
import { IconArrowDownLeft, IconArrowUpRight } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { dayAndTime, duration } from '../format/time.ts'
import { Chip } from './alert.tsx'
import { Icon } from './icon.tsx'
import { QualityBars } from './quality-bars.tsx'
import type { Tone } from './state-mark.tsx'
import { useNow } from './timer.tsx'

const dispositionTones: Record<Disposition, Tone> = {
  'promise-to-pay': 'ready',
  hardship: 'wrap',
  'call-back-later': 'live',
  'refuses-to-pay': 'idle',
  'disputes-debt': 'warn',
  'stop-calling': 'bad',
  complaint: 'bad',
  'has-attorney': 'bad',
  bereavement: 'wrap',
  'wrong-person': 'hold',
  'not-in-service': 'idle',
  'no-contact': 'idle',
  unfinished: 'hold',
}

/** The agent's outcome as a chip; a dash before there is one. */
export const DispositionChip = ({ disposition }: { disposition: Disposition | null }) => {
  const { t } = useTranslation('calls')
  return disposition === null ? (
    <span className="t3">–</span>
  ) : (
    <Chip tone={dispositionTones[disposition]}>{t(`disposition.${disposition}`)}</Chip>
  )
}

/** Arrow and word. */
export const DirectionMark = ({ direction }: { direction: CallRecord['direction'] }) => {
  const { t } = useTranslation('calls')
  return (
    <span className="row g4 nw">
      <Icon of={direction === 'outbound' ? IconArrowUpRight : IconArrowDownLeft} size={16} />
      {t(`direction.${direction}`)}
    </span>
  )
}

/** How the call ended, in words; for one that runs, that it runs. */
export const useEndWords = (): ((call: CallRecord) => string) => {
  const { t } = useTranslation('calls')
  return ({ termination, phase }) => {
    if (termination !== null) return t(`termination.${termination.kind}`)
    return t(phase === 'placed' ? 'phase.placed' : 'phase.running')
  }
}

/** The customer's name, or what stands for it. */
export const useCustomerName = (): ((call: CallRecord) => string) => {
  const { t } = useTranslation()
  return (call) => call.customer.displayName ?? t('unknownCustomer')
}

/** Everything the record says about one call. */
export const CallFacts = ({ call }: { call: CallRecord }) => {
  const { t, i18n } = useTranslation('calls')
  const endWords = useEndWords()
  const now = useNow(60_000)
  const time = (at: number | null) =>
    at === null ? <span className="t3">{t('facts.never')}</span> : dayAndTime(at, now, i18n.language)
  return (
    <dl className="dt">
      <dt>{t('columns.direction')}</dt>
      <dd>
        <DirectionMark direction={call.direction} />
      </dd>
      <dt>{t('columns.number')}</dt>
      <dd className="num">{call.customer.maskedNumber}</dd>
      <dt>{t('columns.agent')}</dt>
      <dd>{call.agent?.displayName ?? <span className="t3">{t('facts.never')}</span>}</dd>
      <dt>{t('facts.started')}</dt>
      <dd className="num">{time(call.startedAt)}</dd>
      <dt>{t('facts.ringing')}</dt>
      <dd className="num">{time(call.ringingAt)}</dd>
      <dt>{t('facts.answered')}</dt>
      <dd className="num">{time(call.answeredAt)}</dd>
      <dt>{t('facts.ended')}</dt>
      <dd className="num">{time(call.endedAt)}</dd>
      <dt>{t('facts.talk')}</dt>
      <dd className="num">{call.talkMs === null ? '–' : duration(call.talkMs)}</dd>
      <dt>{t('facts.end')}</dt>
      <dd>{endWords(call)}</dd>
      {call.termination !== null && (
        <>
          <dt>{t('facts.fault')}</dt>
          <dd>{t(`fault.${call.termination.fault}`)}</dd>
        </>
      )}
      {call.termination?.sipStatus != null && (
        <>
          <dt>{t('facts.status')}</dt>
          <dd className="code">{call.termination.sipStatus}</dd>
        </>
      )}
      <dt>{t('facts.outcome')}</dt>
      <dd>
        <DispositionChip disposition={call.disposition} />
      </dd>
      <dt>{t('facts.line')}</dt>
      <dd>
        <QualityBars mos={call.worstMos} />
      </dd>
      {call.note !== '' && (
        <>
          <dt>{t('facts.note')}</dt>
          <dd className="note-text">{call.note}</dd>
        </>
      )}
    </dl>
  )
}
