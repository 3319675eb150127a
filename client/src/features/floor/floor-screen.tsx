import type { CallId, LiveCall } from '@hearthline/shared'
import { IconFilterOff, IconSpeakerphone, IconUsers } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useCallback, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '../../app/session.ts'
import { serverNowMs } from '../../realtime/index.ts'
import { useListeningCommands } from '../../softphone/index.ts'
import { Button } from '../../ui/components/button.tsx'
import { Empty, Skeleton } from '../../ui/components/empty.tsx'
import { PageTitle } from '../../ui/components/page-title.tsx'
import { FloorAside } from './floor-aside.tsx'
import { type FloorCommands, FloorCommandsContext, type Step } from './floor-commands.ts'
import { FloorCounters } from './floor-counters.tsx'
import { FloorFilters } from './floor-filters.tsx'
import { everybody, type FloorChoice, isCrowded, isGrouped, isNarrowed } from './floor-order.ts'
import { FloorPeople } from './floor-people.tsx'
import type { FloorSummary } from './floor-summary.ts'
import { ListeningBar } from './listening-bar.tsx'
import { LiveMark } from './live-mark.tsx'
import { SentButton } from './sent-panel.tsx'
import { StepModal } from './step-modal.tsx'
import { TickerProvider } from './ticker.tsx'
import { useFloorNow, useSections } from './use-floor-now.ts'
import './floor.css'

/** What this person may do from here; one object as long as that does not change, so that no tile renders for it. */
function useCommands(onStep: (step: Step) => void): FloorCommands {
  const me = useMe()
  const navigate = useNavigate()
  const { listen, stop } = useListeningCommands()
  const lead = me?.role === 'lead'
  const open = useCallback(
    (callId: CallId) => void navigate({ to: '/live/$callId', params: { callId } }),
    [navigate],
  )
  return useMemo(
    () => ({
      me: me?.personId ?? null,
      listen:
        lead && listen !== undefined
          ? (callId: CallId) => {
              listen(callId)
              open(callId)
            }
          : undefined,
      stop,
      open: lead ? open : undefined,
      step: lead ? onStep : undefined,
    }),
    [me?.personId, lead, listen, stop, open, onStep],
  )
}

const Title = ({ summary, end }: { summary: FloorSummary | null; end?: ReactNode }) => {
  const { t } = useTranslation('floor')
  const teams =
    useMe()
      ?.teams.map((team) => team.name)
      .join(', ') ?? ''
  const count = summary?.rows.length ?? 0
  const context = teams === '' ? t('everybody', { count }) : t('context', { teams, count })
  return (
    <PageTitle
      title={t('title')}
      {...(summary === null ? {} : { context })}
      end={
        <span className="row g12">
          <LiveMark />
          {end}
        </span>
      }
    />
  )
}

const Floor = ({ summary }: { summary: FloorSummary }) => {
  const { t } = useTranslation('floor')
  const [choice, setChoice] = useState<FloorChoice>({
    view: 'tiles',
    ...everybody,
    sort: 'needs',
    grouped: null,
  })
  const [inside, setInside] = useState({ pointer: false, focus: false })
  const [step, setStep] = useState<Step | null>(null)
  const commands = useCommands(setStep)
  const { rows, floor, queues } = summary
  const sections = useSections(summary, choice, inside.pointer || inside.focus)
  const rowOf = useMemo(() => new Map(rows.map((row) => [row.personId, row])), [rows])
  const change = useCallback((part: Partial<FloorChoice>) => setChoice((now) => ({ ...now, ...part })), [])
  const onInside = useCallback(
    (how: 'pointer' | 'focus', here: boolean) =>
      setInside((now) => (now[how] === here ? now : { ...now, [how]: here })),
    [],
  )
  const nameOf = (call: LiveCall): string =>
    (call.agentId === null ? undefined : rowOf.get(call.agentId)?.name) ?? call.customer.maskedNumber
  const people = () => {
    if (rows.length === 0)
      return (
        <Empty icon={IconUsers} title={t('empty')}>
          {t('emptyText')}
        </Empty>
      )
    if (isNarrowed(choice) && sections.every((section) => section.ids.length === 0))
      return (
        <Empty
          icon={IconFilterOff}
          title={t('noMatch')}
          action={<Button onPress={() => change(everybody)}>{t('clear')}</Button>}
        >
          {t('noMatchText')}
        </Empty>
      )
    return (
      <FloorPeople
        sections={sections}
        rowOf={rowOf}
        view={choice.view}
        foldAway={isCrowded(rows.length)}
        onInside={onInside}
      />
    )
  }
  return (
    <FloorCommandsContext value={commands}>
      <Title
        summary={summary}
        end={
          commands.step !== undefined && (
            <>
              <SentButton onOpen={() => setStep({ type: 'sent' })} />
              <Button size="sm" icon={IconSpeakerphone} onPress={() => setStep({ type: 'team' })}>
                {t('act.team')}
              </Button>
            </>
          )
        }
      />
      <div className="floor">
        <div className="floor-main">
          <ListeningBar calls={[...floor.calls.values()]} nameOf={nameOf} />
          <FloorCounters
            families={summary.families}
            longestReady={summary.longestReady}
            day={summary.day}
            line={summary.line}
          />
          <FloorFilters
            choice={choice}
            teams={queues}
            grouped={isGrouped(choice, rows.length)}
            onChange={change}
          />
          <div className="floor-body scroll">{people()}</div>
        </div>
        <FloorAside needs={summary.needs} queues={queues} trunks={summary.trunks} />
      </div>
      {step !== null && <StepModal step={step} rowOf={rowOf} onClose={() => setStep(null)} />}
    </FloorCommandsContext>
  )
}

/** Everybody of the lead's teams, live: states, calls, lines, and who needs help. */
export const FloorScreen = () => {
  const summary = useFloorNow()
  return (
    <TickerProvider now={serverNowMs}>
      {summary === null ? (
        <>
          <Title summary={null} />
          <Skeleton rows={8} />
        </>
      ) : (
        <Floor summary={summary} />
      )}
    </TickerProvider>
  )
}
