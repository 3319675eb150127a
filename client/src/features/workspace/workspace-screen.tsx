import { type CallId, callRoutes } from '@hearthline/shared'
import { skipToken, useQuery } from '@tanstack/react-query'
import { Suspense, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchAnswer } from '../../api/query.ts'
import { lazyNamed, withCallBackTexts } from '../../app/lazy.ts'
import { openCall } from '../../desk/index.ts'
import { useCallBackCount, useLastEnded, useOwn, useOwnCall } from '../../realtime/index.ts'
import { hasSession, partyOf, usePhone, usePhoneCommands } from '../../softphone/index.ts'
import { Skeleton } from '../../ui/components/empty.tsx'
import { ErrorBoundary } from '../../ui/components/error-boundary.tsx'
import { PageTitle } from '../../ui/components/page-title.tsx'
import { CallView } from './call-view.tsx'
import { CustomersCard } from './customers-card.tsx'
import { NotesCard } from './notes-card.tsx'
import { OutcomeList } from './outcome-list.tsx'
import { RecentCard } from './recent-card.tsx'
import { TodayCard } from './today-card.tsx'
import './workspace.css'

const CallBacksCard = lazyNamed(
  withCallBackTexts(() => import('../../call-backs/call-backs-card.tsx')),
  'CallBacksCard',
)

const Idle = () => {
  const own = useOwn()
  const { place } = usePhoneCommands()
  const callBacks = useCallBackCount()
  const onCall = own?.state.type === 'ready' ? place : undefined
  const some = callBacks !== null && callBacks.open > 0
  return (
    <div className="work work-idle" data-call-backs={some}>
      <CustomersCard onCall={onCall} />
      <TodayCard />
      <RecentCard onCall={onCall} />
      {some && (
        <ErrorBoundary>
          <Suspense fallback={<Skeleton rows={3} />}>
            <CallBacksCard onCall={onCall} />
          </Suspense>
        </ErrorBoundary>
      )}
    </div>
  )
}

const InCall = ({ callId }: { callId: CallId }) => {
  const { t } = useTranslation('workspace')
  const { call } = usePhone()
  const live = useOwnCall()
  const [tab, setTab] = useState<'call' | 'notes'>('call')
  return (
    <div className="work work-call" data-tab={tab}>
      <div className="seg work-tabs" role="tablist" aria-label={t('inCall')}>
        {(['call', 'notes'] as const).map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            aria-selected={tab === name}
            onClick={() => setTab(name)}
          >
            {name === 'call' ? t('inCall') : t('notes.title')}
          </button>
        ))}
      </div>
      <div className="col g16 work-left">
        <CallView call={call} live={live?.callId === callId ? live : null} />
      </div>
      <NotesCard callId={callId} />
    </div>
  )
}

const WrapUp = ({ callId }: { callId: CallId }) => (
  <div className="work work-wrap">
    <OutcomeList callId={callId} />
    <NotesCard callId={callId} />
  </div>
)

/** The agent's page: whom to call, then the call, then how it ended. The dock beside it holds the phone. */
export const WorkspaceScreen = () => {
  const { t } = useTranslation('workspace')
  const { t: common } = useTranslation()
  const own = useOwn()
  const live = useOwnCall()
  const ended = useLastEnded()
  const { call } = usePhone()
  // A ring changes nothing on the page: who types goes on typing until they answer.
  const talking = hasSession(call) && call.type !== 'incoming' && call.type !== 'answering'
  const ringing = hasSession(call) && !talking
  const wrapUpId = own?.state.type === 'wrap-up' && !talking ? own.state.callId : null
  const ahead = live !== null && live.direction === 'inbound' && live.phase !== 'connected'
  const runningId = talking
    ? (partyOf(call)?.callId ?? null)
    : ringing || ahead
      ? null
      : (live?.callId ?? null)
  const callId = wrapUpId ?? runningId
  // After a reload in wrap-up only the record knows who it was; the dock asks for the same one.
  const { data: record } = useQuery({
    queryKey: ['calls', 'one', wrapUpId],
    queryFn:
      wrapUpId === null ? skipToken : () => fetchAnswer(callRoutes.get, { params: { callId: wrapUpId } }),
  })
  useEffect(() => {
    if (callId !== null) openCall(callId)
  }, [callId])

  if (callId === null)
    return (
      <>
        <PageTitle title={t('title')} />
        <Idle />
      </>
    )
  const party = partyOf(call)
  const pushed = live?.callId === callId ? live : ended?.callId === callId ? ended.call : null
  const customer =
    pushed?.customer ?? (party?.callId === callId ? party.customer : null) ?? record?.customer ?? null
  const who = customer?.displayName ?? customer?.maskedNumber ?? common('unknownCustomer')
  return (
    <>
      <PageTitle title={wrapUpId === null ? t('inCall') : t('wrapUp')} context={who} />
      {wrapUpId === null ? <InCall callId={callId} /> : <WrapUp callId={callId} />}
    </>
  )
}
