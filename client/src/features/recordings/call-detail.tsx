import {
  callRoutes,
  CallId,
  recordingRoutes,
  type AccessReason,
  type CallRecord,
  type Recording,
  type RecordingId,
} from '@hearthline/shared'
import { IconAlertOctagon, IconCircleFilled, IconEye, IconLock, IconMicrophoneOff } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import { serverNow } from '../../app/session.ts'
import { Chip } from '../../ui/components/alert.tsx'
import { Button } from '../../ui/components/button.tsx'
import { CallFacts, useCustomerName } from '../../ui/components/call-words.tsx'
import { Empty, ErrorState, Skeleton } from '../../ui/components/empty.tsx'
import { ScrollRegion } from '../../ui/components/scroll-region.tsx'
import { useNow } from '../../ui/components/timer.tsx'
import { dayAndTime } from '../../ui/format/time.ts'
import { MarkedList } from './marked-list.tsx'
import { Player } from './player.tsx'
import { ProofPanel } from './proof-panel.tsx'
import { ReasonModal } from './reason-modal.tsx'

interface Grant {
  grant: string
  expiresAt: number
  reason: AccessReason
}

const GrantChip = ({ grant }: { grant: Grant }) => {
  const { t } = useTranslation('recordings')
  useNow(10_000)
  const leftMs = grant.expiresAt - serverNow()
  const minutes = Math.max(1, Math.round(leftMs / 60_000))
  return (
    <span className="ml row g6">
      <Chip tone="live" icon={IconEye} line>
        {t('reasonChip', { reason: t(`reasons.${grant.reason}`) })}
      </Chip>
      <span className="xs t3 num nw">{leftMs > 0 ? t('linkEnds', { minutes }) : t('linkOver')}</span>
    </span>
  )
}

const Locked = ({ text }: { text: string }) => {
  const { t } = useTranslation('recordings')
  return (
    <div className="locked lock">
      <Empty icon={IconLock} title={t('locked')}>
        {text}
      </Empty>
    </div>
  )
}

/** The middle of the player card: what stands between the person and the audio, or the audio. */
const PlayerBody = ({
  call,
  recording,
  grant,
  onOpen,
  onExpired,
}: {
  call: CallRecord
  recording: Recording | undefined
  grant: Grant | null
  onOpen: () => void
  onExpired: () => void
}): ReactNode => {
  const { t } = useTranslation('recordings')
  if (call.recording === null) {
    return (
      <Empty icon={IconMicrophoneOff} title={t('noRecording')}>
        {t('noRecordingText')}
      </Empty>
    )
  }
  if (call.recording.state === 'failed') {
    return (
      <Empty icon={IconAlertOctagon} title={t('recordingFailed')}>
        {t('recordingFailedText')}
      </Empty>
    )
  }
  if (call.recording.state === 'recording') {
    return (
      <Empty icon={IconCircleFilled} title={t('running')}>
        {t('runningText')}
      </Empty>
    )
  }
  if (recording?.integrity === 'mismatch') return <Locked text={t('lockedText')} />
  if (recording?.integrity === 'missing') return <Locked text={t('lockedMissingText')} />
  if (grant === null) {
    return (
      <ScrollRegion className="scroll f1" label={t('player')}>
        <Empty
          icon={IconEye}
          title={t('ready')}
          action={
            <Button look="primary" onPress={onOpen}>
              {t('openWithReason')}
            </Button>
          }
        >
          {t('readyText')}
        </Empty>
        <MarkedList call={call} />
      </ScrollRegion>
    )
  }
  return (
    <Player
      key={grant.grant}
      recordingId={call.recording.recordingId}
      grant={grant.grant}
      call={call}
      onExpired={onExpired}
    />
  )
}

const Detail = ({ call }: { call: CallRecord }) => {
  const { t, i18n } = useTranslation('recordings')
  const { t: callWords } = useTranslation('calls')
  const customerName = useCustomerName()
  const queries = useQueryClient()
  const now = useNow(60_000)
  const [asking, setAsking] = useState(false)
  const [grant, setGrant] = useState<Grant | null>(null)
  const recordingId: RecordingId | null = call.recording?.recordingId ?? null
  const recording = useQuery({
    queryKey: ['recording', recordingId],
    enabled: recordingId !== null,
    queryFn: ({ signal }) => {
      if (recordingId === null) throw new Error('asked without a recording')
      return fetchAnswer(recordingRoutes.get, { params: { recordingId }, signal })
    },
  })
  const name = customerName(call)
  return (
    <div className="detail">
      <section className="card list-box" aria-label={t('player')}>
        <div className="hd">
          <b className="el" title={name}>
            {name}
          </b>
          <span className="t3 sm el">
            {t('with', {
              agent: call.agent?.displayName ?? '–',
              when: dayAndTime(call.startedAt, now, i18n.language),
            })}
          </span>
          {grant !== null && <GrantChip grant={grant} />}
        </div>
        <PlayerBody
          call={call}
          recording={recording.data}
          grant={grant}
          onOpen={() => setAsking(true)}
          onExpired={() => setGrant(null)}
        />
      </section>
      <section className="card list-box" aria-label={callWords('facts.title')}>
        <div className="hd">
          <h2 className="h3">{callWords('facts.title')}</h2>
        </div>
        <ScrollRegion className="p16 scroll" label={callWords('facts.title')}>
          <CallFacts call={call} />
        </ScrollRegion>
      </section>
      <ProofPanel recording={recording} exists={recordingId !== null} />
      {asking && recordingId !== null && (
        <ReasonModal
          recordingId={recordingId}
          agentName={call.agent?.displayName ?? name}
          onClose={() => setAsking(false)}
          onGranted={(given) => {
            setAsking(false)
            setGrant(given)
            void queries.invalidateQueries({ queryKey: ['recording', recordingId] })
          }}
        />
      )}
    </div>
  )
}

/** Facts, proof and player of one call. */
export const CallDetail = ({ callId: text }: { callId: string }) => {
  const { t } = useTranslation('recordings')
  const callId = CallId.safeParse(text)
  const call = useQuery({
    queryKey: ['calls', 'one', text],
    enabled: callId.success,
    queryFn: ({ signal }) => {
      if (!callId.success) throw new Error('asked without a call id')
      return fetchAnswer(callRoutes.get, { params: { callId: callId.data }, signal })
    },
  })
  if (call.data !== undefined) return <Detail call={call.data} />
  return (
    <section className="card list-box" aria-label={t('player')}>
      {call.isError || !callId.success ? (
        <ErrorState
          title={t('failed')}
          problem={callId.success ? problemOf(call.error) : { code: 'call-not-found', detail: 'not an id' }}
          onRetry={() => void call.refetch()}
        />
      ) : (
        <Skeleton rows={5} />
      )}
    </section>
  )
}
