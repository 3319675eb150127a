import { auditRoutes, type AuditVerification } from '@hearthline/shared'
import { IconShieldCheck, IconShieldX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import { serverNow } from '../../app/session.ts'
import { Alert } from '../../ui/components/alert.tsx'
import { Spinner } from '../../ui/components/button.tsx'
import { ErrorState } from '../../ui/components/empty.tsx'
import { Icon } from '../../ui/components/icon.tsx'
import { clock, dayAndTime, moment } from '../../ui/format/time.ts'
import { chainStateOf, longHash, segmentsOf } from './chain.ts'

export const verificationKey = ['audit', 'verification'] as const
const parts = 46

/** What the standing check last found, asked for again each half minute. */
export const useVerification = () =>
  useQuery({
    queryKey: verificationKey,
    queryFn: ({ signal }) => fetchAnswer(auditRoutes.verification, { signal }),
    refetchInterval: 30_000,
  })

/** `4 ms`, `2.3 s`. */
const tookOf = (ms: number, language: string): string =>
  ms < 1000
    ? new Intl.NumberFormat(language, { style: 'unit', unit: 'millisecond' }).format(Math.ceil(ms))
    : new Intl.NumberFormat(language, { style: 'unit', unit: 'second', maximumFractionDigits: 1 }).format(
        ms / 1000,
      )

const Verdict = ({ found, verifying }: { found: AuditVerification; verifying: boolean }) => {
  const { t, i18n } = useTranslation('adminAudit')
  const state = chainStateOf(found)
  const number = new Intl.NumberFormat(i18n.language)
  const good = state.type === 'unbroken'
  return (
    <span className="row g12">
      <span className={`chain-tile a-${good ? 'ready' : 'bad'}`}>
        {verifying ? <Spinner size={18} /> : <Icon of={good ? IconShieldCheck : IconShieldX} size={22} />}
      </span>
      <output>
        <b className="chain-say">
          {verifying
            ? t('chain.verifying')
            : good
              ? t('chain.unbroken', { count: found.rows, rows: number.format(found.rows) })
              : t('chain.broken', { row: number.format(state.seq) })}
        </b>
        <span className="xs t2 num chain-when">
          {t('chain.checked', {
            time: clock(found.checkedAt, i18n.language),
            took: tookOf(found.tookMs, i18n.language),
          })}
        </span>
      </output>
    </span>
  )
}

const LastAnchor = ({ found }: { found: AuditVerification }) => {
  const { t, i18n } = useTranslation('adminAudit')
  const { last } = found.anchors
  return (
    <span className="col xs chain-anchor">
      <span className="t3">{t('chain.lastAnchor')}</span>
      {last === null ? (
        <span className="t2">{t('chain.noAnchor')}</span>
      ) : (
        <>
          <b className="code sm" title={last.hash}>
            {longHash(last.hash)}
          </b>
          <span className="t2 num" title={moment(last.at, i18n.language)}>
            {dayAndTime(last.at, serverNow(), i18n.language)}
          </span>
        </>
      )}
    </span>
  )
}

/** The chain on one line: whole or where it breaks, when it was checked, and the newest signed anchor. */
export const ChainBar = ({ verifying }: { verifying: boolean }) => {
  const { t } = useTranslation('adminAudit')
  const verification = useVerification()
  const found = verification.data
  if (found === undefined) {
    return (
      <section className="card chain-bar" aria-label={t('chain.label')}>
        {verification.isError ? (
          <ErrorState
            title={t('chain.failed')}
            problem={problemOf(verification.error)}
            onRetry={() => void verification.refetch()}
          />
        ) : (
          <span className="row g10 t2">
            <Spinner /> {t('chain.loading')}
          </span>
        )}
      </section>
    )
  }
  const state = chainStateOf(found)
  return (
    <>
      <section
        className={`card chain-bar ${state.type === 'unbroken' ? 'whole' : 'broken'}`}
        aria-label={t('chain.label')}
      >
        <Verdict found={found} verifying={verifying} />
        <span className="f1 chain-line">
          <span className="row g4" aria-hidden>
            {segmentsOf(found, parts).map((segment, index) => (
              // The parts never move: their place is what they are.
              // oxlint-disable-next-line react/no-array-index-key
              <span key={index} className={`chain-part ${segment}`} />
            ))}
          </span>
          <span className="row sp xs t3 num chain-legend">
            <span>{t('chain.first')}</span>
            <span>{t('chain.anchors', { count: found.anchors.count })}</span>
            <span>{t('chain.now')}</span>
          </span>
        </span>
        <LastAnchor found={found} />
      </section>
      {state.type === 'broken' && (
        <Alert tone="bad" urgent>
          {t(`chain.why.${state.why}`, { row: state.seq })}
        </Alert>
      )}
    </>
  )
}
