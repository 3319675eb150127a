import { agentRoutes, checkNames, type CheckName } from '@hearthline/shared'
import { IconLock, IconPlayerPlay, IconUserQuestion } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import { useProblemText } from '../../api/use-problem-text.ts'
import { useOwnHelp, useReadyGate } from '../../realtime/index.ts'
import { Alert } from '../../ui/components/alert.tsx'
import { Button } from '../../ui/components/button.tsx'
import { Icon } from '../../ui/components/icon.tsx'
import { type Tally, tallyOf } from './check-state.ts'
import type { Check } from './use-check.ts'

const radius = 40
const around = 2 * Math.PI * radius

const Ring = ({ passed }: { passed: number }) => {
  const { t } = useTranslation('preShift')
  return (
    <div className="check-ring">
      <svg viewBox="0 0 92 92" aria-hidden>
        <circle className="check-ring-all" cx="46" cy="46" r={radius} />
        <circle
          className="check-ring-part"
          cx="46"
          cy="46"
          r={radius}
          strokeDasharray={`${(passed / checkNames.length) * around} ${around}`}
        />
      </svg>
      <p className="check-ring-words num">
        <b>
          {passed}/{checkNames.length}
        </b>
        <span className="xs t2">{t('aside.passed')}</span>
      </p>
    </div>
  )
}

/** What the result is in two lines, by control's word where there is one. */
const useVerdict = (check: Check, tally: Tally): { title: string; text: string } => {
  const { t } = useTranslation('preShift')
  const gate = useReadyGate()
  const { saved } = check
  if (tally.phase === 'running' || saved.type === 'saving')
    return {
      title: t(tally.passed > 3 ? 'aside.almost' : 'aside.running'),
      text:
        saved.type === 'saving'
          ? t('aside.saving')
          : t('aside.counts', { running: tally.running, needs: tally.needsYou.length }),
    }
  if (saved.type === 'saved' && saved.gate.check?.passed === true)
    return { title: t('aside.ready'), text: t('aside.readyText') }
  if (gate?.open === true) {
    switch (gate.by) {
      case 'override': {
        const reason = saved.type === 'saved' ? saved.gate.check?.override?.reason : undefined
        return {
          title: t('aside.overridden'),
          text: reason === undefined ? t('aside.readyText') : t('aside.overriddenText', { reason }),
        }
      }
      case 'check':
        return { title: t('aside.earlier'), text: t('aside.earlierText') }
      case 'policy':
      case null:
        return { title: t('aside.offered'), text: t('aside.offeredText') }
      default:
        return gate.by satisfies never
    }
  }
  if (tally.phase === 'idle') return { title: t('aside.idle'), text: t('aside.idleText') }
  return {
    title: t('aside.failed'),
    text: saved.type === 'failed' ? t('aside.notSaved') : t('aside.opensRun'),
  }
}

const useWords = (): ((names: readonly CheckName[]) => string) => {
  const { t, i18n } = useTranslation('preShift')
  return (names) =>
    new Intl.ListFormat(i18n.language, { type: 'conjunction' }).format(
      names.map((name) => t(`item.${name}.title`)),
    )
}

const AskLead = ({ needs }: { needs: readonly CheckName[] }) => {
  const { t } = useTranslation('preShift')
  const problemText = useProblemText()
  const help = useOwnHelp()
  const words = useWords()
  const ask = useMutation({
    mutationFn: () =>
      fetchAnswer(agentRoutes.askHelp, {
        body: { reason: 'technical', note: t('lead.note', { lines: words(needs) }).slice(0, 200) },
      }),
  })
  return (
    <section className="card p16 col g8" aria-labelledby="check-lead">
      <h2 className="h3 row g8" id="check-lead">
        <Icon of={IconUserQuestion} />
        {t('lead.title')}
      </h2>
      <p className="sm t2">{t('lead.text')}</p>
      {help === null ? (
        <Button full pending={ask.isPending} onPress={() => ask.mutate()}>
          {t('lead.ask')}
        </Button>
      ) : (
        <Alert tone="live">
          {help.claimed === null ? t('lead.asked') : t('lead.claimed', { name: help.claimed.by.displayName })}
        </Alert>
      )}
      {ask.error !== null && help === null && (
        <Alert tone="bad" urgent>
          {problemText(problemOf(ask.error))}
        </Alert>
      )}
    </section>
  )
}

/** The result, the way into the shift, and what to do without one. */
export const CheckAside = ({ check }: { check: Check }) => {
  const { t } = useTranslation('preShift')
  const problemText = useProblemText()
  const navigate = useNavigate()
  const words = useWords()
  const gate = useReadyGate()
  const tally = tallyOf(check.state)
  const verdict = useVerdict(check, tally)
  const { saved } = check
  const open = gate?.open === true || (saved.type === 'saved' && saved.gate.open)
  const start = (): void => {
    // Its press lets the ring out later, also in a hidden tab.
    check.unlockSound()
    void navigate({ to: '/work' })
  }
  const why = (): string => {
    if (tally.phase === 'complete' && tally.needsYou.length === 0)
      return saved.type === 'saved' ? t('aside.refused') : t('aside.opensSaved')
    const waiting = checkNames.filter(
      (name) => check.state.items[name].type !== 'done' || tally.needsYou.includes(name),
    )
    return tally.phase === 'idle' ? t('aside.opensRun') : t('aside.opens', { lines: words(waiting) })
  }
  return (
    <div className="check-side">
      <section className="card p16 col g12" aria-label={t('aside.label')}>
        <div className="row g16">
          <Ring passed={tally.passed} />
          <output className="f1 col">
            <span className="h2">{verdict.title}</span>
            <span className="sm t2">{verdict.text}</span>
          </output>
        </div>
        <Button
          look="primary"
          size="lg"
          full
          icon={open ? IconPlayerPlay : IconLock}
          aria-describedby={open ? undefined : 'check-why'}
          onPress={open ? start : undefined}
        >
          {t('aside.start')}
        </Button>
        {!open && (
          <p className="xs t2" id="check-why">
            {why()}
          </p>
        )}
        {saved.type === 'failed' && (
          <Alert tone="bad" urgent>
            {problemText(saved.problem)}{' '}
            <button type="button" className="link" onClick={check.saveAgain}>
              {t('one')}
            </button>
          </Alert>
        )}
        {gate?.by === 'policy' && tally.phase !== 'complete' && (
          <Link to="/work" className="sm">
            {t('aside.skip')}
          </Link>
        )}
      </section>
      {!open && <AskLead needs={tally.needsYou} />}
    </div>
  )
}
