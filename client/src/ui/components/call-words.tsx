import type { CallRecord, Disposition } from '@hearthline/shared'
import { IconArrowDownLeft, IconArrowUpRight } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { duration, moment } from '../format/time.ts'
import { Chip } from './alert.tsx'
import { Icon } from './icon.tsx'
import { QualityBars } from './quality-bars.tsx'
import type { Tone } from './state-mark.tsx'

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

/** Whoever got the call: by name, else by number. */
const useReceiverName = (): ((to: NonNullable<CallRecord['transferredTo']>) => string) => {
  const { t } = useTranslation('calls')
  return ({ displayName, maskedNumber }) => displayName ?? maskedNumber ?? t('somebody')
}

/** How the call ended, in words; for one that runs, that it runs. */
export const useEndWords = (): ((call: CallRecord) => string) => {
  const { t } = useTranslation('calls')
  const receiver = useReceiverName()
  return ({ termination, phase, takenOverBy, transferredTo }) => {
    // To its agent the call ended there; how it went on is among the facts.
    if (transferredTo !== null) return t('transferredTo', { name: receiver(transferredTo) })
    if (termination?.kind === 'agent-hung-up' && takenOverBy !== null) return t('leadHungUp')
    if (termination !== null) return t(`termination.${termination.kind}`)
    return t(phase === 'placed' ? 'phase.placed' : 'phase.running')
  }
}

/** The customer's name, or what stands for it. */
export const useCustomerName = (): ((call: Pick<CallRecord, 'customer'>) => string) => {
  const { t } = useTranslation()
  return (call) => call.customer.displayName ?? t('unknownCustomer')
}

/** Everything the record says about one call. */
export const CallFacts = ({ call }: { call: CallRecord }) => {
  const { t, i18n } = useTranslation('calls')
  const endWords = useEndWords()
  const receiver = useReceiverName()
  const time = (at: number | null) =>
    at === null ? <span className="t3">{t('facts.never')}</span> : moment(at, i18n.language)
  return (
    <dl className="facts">
      <div>
        <dt>{t('columns.direction')}</dt>
        <dd>
          <DirectionMark direction={call.direction} />
        </dd>
      </div>
      <div>
        <dt>{t('columns.number')}</dt>
        <dd className="num">{call.customer.maskedNumber}</dd>
      </div>
      <div>
        <dt>{t('columns.agent')}</dt>
        <dd>{call.agent?.displayName ?? <span className="t3">{t('facts.never')}</span>}</dd>
      </div>
      {call.takenOverBy !== null && (
        <div>
          <dt>{t('facts.takenOverBy')}</dt>
          <dd>{call.takenOverBy.displayName}</dd>
        </div>
      )}
      {call.transferredTo !== null && (
        <div>
          <dt>{t('facts.transferredTo')}</dt>
          <dd>{receiver(call.transferredTo)}</dd>
        </div>
      )}
      <div>
        <dt>{t('facts.started')}</dt>
        <dd className="num">{time(call.startedAt)}</dd>
      </div>
      <div>
        <dt>{t('facts.ringing')}</dt>
        <dd className="num">{time(call.ringingAt)}</dd>
      </div>
      <div>
        <dt>{t('facts.answered')}</dt>
        <dd className="num">{time(call.answeredAt)}</dd>
      </div>
      <div>
        <dt>{t('facts.ended')}</dt>
        <dd className="num">{time(call.endedAt)}</dd>
      </div>
      <div>
        <dt>{t('facts.talk')}</dt>
        <dd className="num">
          {call.answeredAt === null || call.talkMs === null ? '–' : duration(call.talkMs)}
        </dd>
      </div>
      <div>
        <dt>{t('facts.end')}</dt>
        <dd>{endWords({ ...call, transferredTo: null })}</dd>
      </div>
      {call.termination !== null && (
        <div>
          <dt>{t('facts.fault')}</dt>
          <dd>{t(`fault.${call.termination.fault}`)}</dd>
        </div>
      )}
      {call.termination?.sipStatus != null && (
        <div>
          <dt>{t('facts.status')}</dt>
          <dd className="code">{call.termination.sipStatus}</dd>
        </div>
      )}
      <div>
        <dt>{t('facts.outcome')}</dt>
        <dd>
          <DispositionChip disposition={call.disposition} />
        </dd>
      </div>
      <div>
        <dt>{t('facts.line')}</dt>
        <dd>
          <QualityBars mos={call.worstMos} />
        </dd>
      </div>
      {call.note !== '' && (
        <div>
          <dt>{t('facts.note')}</dt>
          <dd className="note-text">{call.note}</dd>
        </div>
      )}
    </dl>
  )
}
