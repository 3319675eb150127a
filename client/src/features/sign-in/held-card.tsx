import { IconClock, IconUserQuestion, IconWorld } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { ToneTile } from '../../ui/components/state-mark.tsx'
import { useNow } from '../../ui/components/timer.tsx'
import { AskPanel } from './ask-panel.tsx'
import { openingAt, openingFraction, zoneName } from './opening.ts'
import { useClockOf } from './use-clock-of.ts'
import type { HeldProblem } from './held-problem.ts'
import { useAccessRequest } from './use-access-request.ts'

type Shift = NonNullable<HeldProblem['shift']>

/** Outside the shift: when it opens, how long that is, and that the page opens by itself (01c, state 4). */
const ShiftFacts = ({ shift, at, onOpen }: { shift: Shift | null; at: number; onOpen: () => void }) => {
  const { t } = useTranslation('signIn')
  const clockOf = useClockOf()
  const now = useNow()
  const opened = useRef(false)
  const opensAt = shift === null ? null : openingAt(shift.opensAt, at)
  const due = opensAt !== null && now >= opensAt
  useEffect(() => {
    if (!due || opened.current) return
    opened.current = true
    onOpen()
  }, [due, onOpen])
  if (shift === null || opensAt === null) {
    return (
      <>
        <ToneTile tone="idle" icon={IconClock} />
        <div>
          <h1 className="h1">{t('held.shiftNone')}</h1>
          <p className="t2 held-lead">{t('held.shiftNoneLead')}</p>
        </div>
      </>
    )
  }
  const clock = clockOf(shift.timeZone, now)
  return (
    <>
      <ToneTile tone="idle" icon={IconClock} />
      <div>
        <h1 className="h1 num">{t('held.shiftTitle', { time: clock(shift.startsAt) })}</h1>
        <p className="t2 num held-lead">
          {t('held.shiftLead', {
            opens: clock(shift.opensAt),
            zone: zoneName(shift.timeZone),
            now: clock(now),
          })}
        </p>
      </div>
      <div className="prog" aria-hidden>
        <i style={{ width: `${openingFraction(shift.opensAt, at, now) * 100}%` }} className="prog-idle" />
      </div>
      <p className="xs t2 num">{t('held.opensBySelf', { time: clock(shift.opensAt) })}</p>
    </>
  )
}

/** A home line with a new address (01c, state 5). */
const NetworkFacts = ({ network }: { network: HeldProblem['network'] }) => {
  const { t } = useTranslation('signIn')
  return (
    <>
      <ToneTile tone="hold" icon={IconWorld} />
      <div>
        <h1 className="h1">{t('held.networkTitle')}</h1>
        <p className="t2 held-lead">{t('held.networkLead')}</p>
      </div>
      {network !== undefined && (
        <dl className="dt">
          <dt>{t('held.old')}</dt>
          <dd className="code">{network.lastAddress ?? t('held.firstTime')}</dd>
          <dt>{t('held.new')}</dt>
          <dd className="code">{network.address}</dd>
        </dl>
      )}
    </>
  )
}

const StepUpFacts = () => {
  const { t } = useTranslation('signIn')
  return (
    <>
      <ToneTile tone="hold" icon={IconUserQuestion} />
      <div>
        <h1 className="h1">{t('held.stepUpTitle')}</h1>
        <p className="t2 held-lead">{t('held.stepUpLead')}</p>
      </div>
    </>
  )
}

/** Key and password were proved, and something else holds the sign-in up: what, until when, and whom to ask. */
export const HeldCard = ({
  problem,
  at,
  pending,
  onSignIn,
  onBack,
}: {
  problem: HeldProblem
  /** When the refusal came, this computer's clock. */
  at: number
  pending: boolean
  /** Tries again with what was typed before. */
  onSignIn: () => void
  onBack: () => void
}) => {
  const kind =
    problem.code === 'sign-in-network' ? 'network' : problem.code === 'sign-in-shift' ? 'shift' : 'step-up'
  const asked = useAccessRequest(kind, problem.reference)
  return (
    <div className="entry-form col g16" data-held={kind}>
      {kind === 'network' && <NetworkFacts network={problem.network} />}
      {kind === 'shift' && <ShiftFacts shift={problem.shift ?? null} at={at} onOpen={onSignIn} />}
      {kind === 'step-up' && <StepUpFacts />}
      <AskPanel
        kind={kind}
        asked={asked}
        {...(problem.reference === undefined ? {} : { reference: problem.reference })}
        pending={pending}
        onSignIn={onSignIn}
        onBack={onBack}
      />
    </div>
  )
}
