import {
  IconArrowsExchange,
  IconMicrophoneOff,
  IconPhoneX,
  IconPlugConnectedX,
  IconRefresh,
  IconX,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useProblemText } from '../../api/use-problem-text.ts'
import { forgetProblem, useDeskStore } from '../../desk/index.ts'
import { useConnection, useLastEnded, useOwn, useVoiceLinked } from '../../realtime/index.ts'
import {
  type EndReason,
  hasSession,
  isOutgoing,
  partyOf,
  usePhone,
  usePhoneCommands,
  useReasonText,
} from '../../softphone/index.ts'
import { Alert } from '../../ui/components/alert.tsx'
import { IconButton } from '../../ui/components/button.tsx'
import type { CallFacts } from './call-facts.ts'
import { unanswered } from './dock-state.ts'
import { Part, RecoveryPanel } from './lazy-panels.tsx'
import { useCustomerNames } from './use-call-facts.ts'

/** Ends that everybody expected: the state beside them says enough. */
const isOrdinaryEnd = (reason: EndReason): boolean =>
  reason.type === 'termination' &&
  (reason.kind === 'agent-hung-up' || reason.kind === 'customer-hung-up' || reason.kind === 'agent-cancelled')

/** Control, the voice node or this browser's line is away; in a call, what that means for it. */
const LineNotices = ({ recovery }: { recovery: CallFacts['recovery'] }) => {
  const { t } = useTranslation('dock')
  const connection = useConnection()
  const voiceLinked = useVoiceLinked()
  const { line, call } = usePhone()
  const inCall = hasSession(call)
  return (
    <>
      {connection.type === 'away' && (
        <Alert tone="warn" icon={IconPlugConnectedX} urgent={inCall}>
          <b>{inCall ? t('away.inCall') : t('away.idle')}</b> {inCall && t('away.inCallText')}
        </Alert>
      )}
      {connection.type === 'live' && !voiceLinked && !inCall && (
        <Alert tone="warn" icon={IconPlugConnectedX}>
          {t('away.voice')}
        </Alert>
      )}
      {line === 'reconnecting' &&
        recovery.type === 'none' &&
        (call.type === 'connected' || isOutgoing(call)) && (
          <Alert tone="warn" icon={IconRefresh} urgent>
            <b>{t('line.reconnecting')}</b> {t('line.reconnectingText')}
          </Alert>
        )}
      {!inCall && (line === 'connecting' || line === 'reconnecting') && (
        <Alert tone="warn" icon={IconRefresh}>
          {t('line.idle')}
        </Alert>
      )}
      {!inCall && line === 'refused' && (
        <Alert tone="bad" icon={IconPlugConnectedX}>
          {t('line.refused')}
        </Alert>
      )}
    </>
  )
}

/** Two checks without an answer: nothing is routed here, whatever the connections say. */
const CheckNotice = () => {
  const { t } = useTranslation('dock')
  const own = useOwn()
  const { call } = usePhone()
  const silent = unanswered(own)
  if (own === null || silent === null) return null
  return (
    <Alert tone="bad" icon={IconPlugConnectedX} urgent>
      <b>{t('checks.title', { count: own.reachability.missedChecks })}</b>{' '}
      {hasSession(call) ? t('checks.inCall') : t(`checks.${silent}`)}
    </Alert>
  )
}

/** Why the last call did not go as it should, until closed or the next one. */
const EndNotice = () => {
  const { t } = useTranslation('dock')
  const { t: calls } = useTranslation('call')
  const reasonText = useReasonText()
  const { call } = usePhone()
  const { dismiss } = usePhoneCommands()
  const own = useOwn()
  if (call.type !== 'ended' || isOrdinaryEnd(call.reason)) return null
  const missed = call.reason.type === 'phone' && call.reason.failure.startsWith('ring-')
  // The state says it, with the way back to Ready.
  if (missed && own?.state.type === 'not-ready') return null
  // Moved by this agent: the place where it goes on says the rest.
  if (call.reason.type === 'left' && call.reason.how !== 'transferred') return null
  if (call.reason.type === 'taken-over' || call.reason.type === 'left') {
    // Not a mishap, and no news once its outcome is saved.
    return (
      own?.state.type === 'wrap-up' && (
        <Alert tone={call.reason.type === 'left' ? 'ready' : 'coach'} icon={IconArrowsExchange} urgent>
          <div data-end-reason={reasonCode(call.reason)}>{reasonText(call.reason)}</div>
        </Alert>
      )
    )
  }
  const microphone = call.reason.type === 'phone' && call.reason.failure.startsWith('microphone-')
  return (
    <Alert tone={missed ? 'idle' : 'bad'} icon={microphone ? IconMicrophoneOff : IconPhoneX} urgent={!missed}>
      <div className="row top g8" data-end-reason={reasonCode(call.reason)}>
        <div className="f1">
          <b>{calls(`title.${missed ? 'missed' : hadBegun(call.reason) ? 'ended' : 'failed'}`)}</b>
          <div>{reasonText(call.reason)}</div>
        </div>
        <IconButton icon={IconX} label={t('close')} onPress={dismiss} className="notice-close" />
      </div>
    </Alert>
  )
}

/** Ends that come to a call that stood, so that "not connected" would be untrue. */
const hadBegun = (reason: EndReason): boolean =>
  reason.type === 'termination' &&
  (reason.kind === 'media-failed' ||
    reason.kind === 'voice-node-lost' ||
    reason.kind === 'agent-line-lost' ||
    reason.kind === 'customer-line-lost' ||
    reason.kind === 'ended-by-lead' ||
    reason.kind === 'revoked')

/** The closed-list word behind the sentence. */
const reasonCode = (reason: EndReason): string => {
  switch (reason.type) {
    case 'termination':
      return reason.kind
    case 'problem':
      return reason.code
    case 'phone':
      return reason.failure
    case 'taken-over':
      return reason.type
    case 'left':
      return reason.how
    default:
      return reason satisfies never
  }
}

/** The call could not be got back: what the customer heard, and the way to call them again. */
const LostCallNotice = ({ facts }: { facts: CallFacts }) => {
  const own = useOwn()
  const ended = useLastEnded()
  const { call } = usePhone()
  const { place } = usePhoneCommands()
  const customer = ended?.call?.customer ?? partyOf(call)?.customer ?? null
  const names = useCustomerNames(customer?.displayName)
  const customerId = customer?.customerId ?? null
  return (
    <Part>
      <RecoveryPanel
        recovery={facts.recovery}
        names={names}
        lostMs={null}
        backAfterMs={null}
        endedAtMs={call.type === 'ended' ? call.sinceMs : null}
        onPull={undefined}
        onCallBack={
          customerId === null || own?.state.type !== 'ready'
            ? undefined
            : place && (() => place({ type: 'customer', customerId }))
        }
      />
    </Part>
  )
}

const RefusalNotice = () => {
  const { t } = useTranslation('dock')
  const text = useProblemText()
  const problem = useDeskStore((desk) => desk.problem)
  if (problem === null) return null
  return (
    <Alert tone="bad" urgent>
      <div className="row top g8">
        <div className="f1">{text(problem)}</div>
        <IconButton icon={IconX} label={t('close')} onPress={forgetProblem} className="notice-close" />
      </div>
    </Alert>
  )
}

export const Notices = ({ refusal, facts }: { refusal: boolean; facts: CallFacts }) => (
  <div className="notices col g8">
    <LineNotices recovery={facts.recovery} />
    <CheckNotice />
    {facts.recovery.type === 'failed' ? <LostCallNotice facts={facts} /> : <EndNotice />}
    {refusal && <RefusalNotice />}
  </div>
)
