import type { AgentState, CallRecord } from '@hearthline/shared'
import { callRoutes } from '@hearthline/shared'
import { IconAlertOctagon, IconCheck, IconClockPlus, IconLock, IconLoader } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchAnswer } from '../../api/query.ts'
import { useProblemText } from '../../api/use-problem-text.ts'
import { extendWrapUp, saveOutcome, useDeskStore } from '../../desk/index.ts'
import { useClockOffset, useLastEnded } from '../../realtime/index.ts'
import { useReasonText } from '../../softphone/index.ts'
import { Alert, Chip } from '../../ui/components/alert.tsx'
import { Button } from '../../ui/components/button.tsx'
import { Kbd } from '../../ui/components/kbd.tsx'
import { ScrollRegion } from '../../ui/components/scroll-region.tsx'
import { QualityBars } from '../../ui/components/quality-bars.tsx'
import { useNow } from '../../ui/components/timer.tsx'
import { duration } from '../../ui/format/time.ts'

export type WrapUp = Extract<AgentState, { type: 'wrap-up' }>

const radius = 46
const round = 2 * Math.PI * radius

/** The time that is left as a ring and as digits. Not live: read on demand in its label. */
const Countdown = ({ wrapUp }: { wrapUp: WrapUp }) => {
  const { t } = useTranslation('wrapUp')
  const now = useNow() + useClockOffset()
  const leftMs = Math.max(0, wrapUp.endsAt - now)
  const wholeMs = Math.max(1, wrapUp.endsAt - wrapUp.since)
  return (
    <span
      className="countdown"
      role="timer"
      aria-label={t('left', { time: duration(leftMs) })}
      data-left-ms={leftMs}
    >
      <svg viewBox="0 0 100 100" aria-hidden>
        <circle cx="50" cy="50" r={radius} fill="none" stroke="var(--hover)" strokeWidth="7" />
        <circle
          cx="50"
          cy="50"
          r={radius}
          fill="none"
          stroke="var(--wrap-solid)"
          strokeWidth="7"
          strokeLinecap="round"
          strokeDasharray={`${(leftMs / wholeMs) * round} ${round}`}
          transform="rotate(-90 50 50)"
        />
      </svg>
      <span className="col countdown-text" aria-hidden>
        <b className="num">{duration(leftMs)}</b>
        <span className="xs t3 num">{t('of', { time: duration(wholeMs) })}</span>
      </span>
    </span>
  )
}

const RecordingWord = ({
  recording,
  goesOn,
}: {
  recording: CallRecord['recording']
  /** The call runs on, so its file is still being written. */
  goesOn: boolean
}) => {
  const { t } = useTranslation('wrapUp')
  if (recording === null) return <>{t('summary.none')}</>
  switch (recording.state) {
    case 'sealed':
      return (
        <Chip tone="ready" icon={IconLock}>
          {t('summary.sealed')}
        </Chip>
      )
    case 'recording':
      return (
        <Chip tone="hold" icon={IconLoader}>
          {t(goesOn ? 'summary.stillRunning' : 'summary.running')}
        </Chip>
      )
    case 'failed':
      return (
        <Chip tone="bad" icon={IconAlertOctagon}>
          {t('summary.failed')}
        </Chip>
      )
    default:
      return recording.state satisfies never
  }
}

const Row = ({ term, children }: { term: string; children: ReactNode }) => (
  <>
    <dt>{term}</dt>
    <dd>{children}</dd>
  </>
)

const Summary = ({ wrapUp }: { wrapUp: WrapUp }) => {
  const { t } = useTranslation('wrapUp')
  const { t: common } = useTranslation()
  const reason = useReasonText()
  const ended = useLastEnded()
  const outcome = useDeskStore((desk) => desk.outcome)
  const { data: record } = useQuery({
    queryKey: ['calls', 'one', wrapUp.callId],
    queryFn: () => fetchAnswer(callRoutes.get, { params: { callId: wrapUp.callId } }),
  })
  const pushed = ended?.callId === wrapUp.callId ? ended : null
  const customer = record?.customer ?? pushed?.call?.customer ?? null
  const kind = record?.termination?.kind ?? pushed?.termination.kind ?? null
  const talkMs = record?.talkMs ?? pushed?.talkMs ?? null
  // Taken over or given away, it goes on without this agent: neither its length nor its end is known yet.
  const to = record?.transferredTo ?? null
  const next =
    kind !== null
      ? null
      : (record?.takenOverBy?.displayName ??
        (to === null ? null : (to.displayName ?? to.maskedNumber ?? t('summary.somebody'))))
  return (
    <ScrollRegion className="dock-part summary-part" label={t('summary.title')}>
      <h2 className="sec">{t('summary.title')}</h2>
      <dl className="dt summary">
        <Row term={t('summary.customer')}>
          {customer === null ? '–' : (customer.displayName ?? common('unknownCustomer'))}{' '}
          <span className="t2 num nw">{customer?.maskedNumber}</span>
        </Row>
        <Row term={t('summary.talked')}>
          {next === null ? (
            <span className="num">{duration(talkMs ?? 0)}</span>
          ) : (
            t('summary.goesOn', { name: next })
          )}
        </Row>
        <Row term={t('summary.recording')}>
          {record === undefined ? '–' : <RecordingWord recording={record.recording} goesOn={next !== null} />}
        </Row>
        <Row term={t('summary.line')}>
          <QualityBars mos={record?.worstMos ?? null} />
        </Row>
        <Row term={t('summary.ended')}>
          {kind !== null ? reason({ type: 'termination', kind }) : next === null ? '–' : t('summary.notYet')}
        </Row>
        {to !== null && (
          <Row term={t('summary.transferred')}>
            {to.displayName ?? to.maskedNumber ?? t('summary.somebody')}
          </Row>
        )}
        <Row term={t('summary.outcome')}>
          {outcome === null ? t('summary.notChosen') : t(`outcome.${outcome}`)}
        </Row>
      </dl>
    </ScrollRegion>
  )
}

/** Time left, more time, save and go on, and what the call was. The outcome itself is chosen in the page. */
export const WrapUpPanel = ({ wrapUp }: { wrapUp: WrapUp }) => {
  const { t } = useTranslation('wrapUp')
  const problemText = useProblemText()
  const { outcome, pending, problem } = useDeskStore()
  const save = (next: 'ready' | 'break') =>
    outcome === null ? undefined : () => void saveOutcome(wrapUp.callId, next)
  return (
    <>
      <section className="dock-part col g14" aria-label={t('question')}>
        <div className="row g16">
          <Countdown wrapUp={wrapUp} />
          <div className="f1 col g8">
            <p className="sm t2">{t('afterwards')}</p>
            <Button
              size="sm"
              icon={IconClockPlus}
              pending={pending === 'extend'}
              onPress={wrapUp.extensionsLeft > 0 ? () => void extendWrapUp(wrapUp.callId) : undefined}
            >
              {t('add')}{' '}
              <span className="t3">
                {wrapUp.extensionsLeft > 0 ? t('addLeft', { count: wrapUp.extensionsLeft }) : t('addNone')}
              </span>
            </Button>
          </div>
        </div>
        <Button
          look="primary"
          size="xl"
          full
          icon={IconCheck}
          pending={pending === 'save'}
          onPress={save('ready')}
          aria-keyshortcuts="Control+Enter"
          aria-describedby="save-why"
        >
          {t('save')} <Kbd keys={['Ctrl', 'Enter']} />
        </Button>
        <Button full onPress={pending === 'save' ? undefined : save('break')}>
          {t('saveBreak')}
        </Button>
        <p className="xs t2" id="save-why">
          {outcome === null ? t('chooseFirst') : ''}
        </p>
        {problem !== null && (
          <Alert tone="bad" urgent>
            {problemText(problem)}
          </Alert>
        )}
      </section>
      <Summary wrapUp={wrapUp} />
      <div className="dock-gap" />
    </>
  )
}
