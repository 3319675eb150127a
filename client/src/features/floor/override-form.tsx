import { lineCheckRoutes } from '@hearthline/shared'
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import { Chip } from '../../ui/components/alert.tsx'
import { ErrorState, Skeleton } from '../../ui/components/empty.tsx'
import { Field } from '../../ui/components/field.tsx'
import { QualityBars } from '../../ui/components/quality-bars.tsx'
import { useNow } from '../../ui/components/timer.tsx'
import { toast } from '../../ui/components/toast.tsx'
import { dayAndTime } from '../../ui/format/time.ts'
import { problemOfStep, StepForm, type StepFormProps } from './step-form.tsx'

const shown = 5

/** The agent's last checks: what did not pass, and how the line measured. */
const LastChecks = ({ personId }: { personId: StepFormProps['row']['personId'] }) => {
  const { t, i18n } = useTranslation('floor')
  const now = useNow(60_000)
  const checks = useQuery({
    queryKey: ['line-checks', personId],
    queryFn: ({ signal }) =>
      fetchAnswer(lineCheckRoutes.list, { params: { personId }, query: { limit: shown }, signal }),
  })
  if (checks.isPending) return <Skeleton rows={2} />
  if (checks.isError)
    return (
      <ErrorState
        title={t('checks.noList')}
        problem={problemOf(checks.error)}
        onRetry={() => void checks.refetch()}
      />
    )
  if (checks.data.items.length === 0) return <p className="sm t2">{t('checks.none')}</p>
  return (
    <ul className="floor-checks">
      {checks.data.items.map(({ lineCheckId, at, passed, findings, override }) => {
        const bad = findings.items.filter(({ verdict }) => verdict === 'failed' || verdict === 'skipped')
        return (
          <li key={lineCheckId} className="row g10 wrap sm">
            <span className="num t2">{dayAndTime(at, now, i18n.language)}</span>
            <Chip tone={passed ? 'ready' : 'bad'} icon={passed ? IconCheck : IconAlertTriangle}>
              {t(passed ? 'checks.passed' : 'checks.failed')}
            </Chip>
            <QualityBars mos={findings.media?.mos ?? null} />
            {bad.length > 0 && <span>{bad.map(({ name }) => t(`checks.item.${name}`)).join(', ')}</span>}
            {override !== null && (
              <span className="t2">{t('checks.opened', { name: override.by.displayName })}</span>
            )}
          </li>
        )
      })}
    </ul>
  )
}

/** Opens Ready for an agent whose check does not pass; the reason goes on record. */
export const OverrideForm = ({ row: { personId, name }, onClose }: StepFormProps) => {
  const { t } = useTranslation('floor')
  const [reason, setReason] = useState('')
  const open = useMutation({
    mutationFn: () =>
      fetchAnswer(lineCheckRoutes.override, { params: { personId }, body: { reason: reason.trim() } }),
    onSuccess: () => {
      toast({ key: `step ${personId}`, tone: 'ready', title: t('checks.done', { name }) })
      onClose()
    },
  })
  return (
    <StepForm
      title={t('checks.title', { name })}
      confirm={t('act.override')}
      complete={reason.trim() !== ''}
      pending={open.isPending}
      problem={problemOfStep(open.error)}
      onSubmit={() => open.mutate()}
      onClose={onClose}
    >
      <p className="t2">{t('checks.text', { name })}</p>
      <section className="col g8" aria-label={t('checks.last')}>
        <h3 className="sec">{t('checks.last')}</h3>
        <LastChecks personId={personId} />
      </section>
      <Field
        label={t('form.reason')}
        hint={t('checks.reasonHint', { name })}
        maxLength={200}
        required
        data-autofocus
        value={reason}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
      />
    </StepForm>
  )
}
