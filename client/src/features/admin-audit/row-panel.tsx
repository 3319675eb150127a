import type { AuditEntryView, AuditVerification } from '@hearthline/shared'
import { IconCheck, IconClock, IconLinkOff } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Chip } from '../../ui/components/alert.tsx'
import { CopyButton } from '../../ui/components/copy-button.tsx'
import { moment } from '../../ui/format/time.ts'
import { longHash, proofOf, type RowProof } from './chain.ts'
import { useActionWords } from './use-action-words.ts'

const Proof = ({ proof }: { proof: RowProof }) => {
  const { t } = useTranslation('adminAudit')
  switch (proof) {
    case 'proved':
      return (
        <Chip tone="ready" icon={IconCheck}>
          {t('proof.proved')}
        </Chip>
      )
    case 'unchecked':
      return (
        <Chip tone="idle" icon={IconClock}>
          {t('proof.unchecked')}
        </Chip>
      )
    case 'bad':
    case 'unproved':
      return (
        <Chip tone="bad" icon={IconLinkOff}>
          {t(`proof.${proof}`)}
        </Chip>
      )
    default:
      return proof satisfies never
  }
}

const Hash = ({ hash, label }: { hash: string; label: string }) => (
  <dd className="row g8 wrap">
    <span className="code xs" title={hash}>
      {longHash(hash)}
    </span>
    <CopyButton text={hash} what={label} />
  </dd>
)

/** Everything that one row says, and how it hangs on the row before. */
export const RowPanel = ({
  row,
  verification,
}: {
  row: AuditEntryView
  verification: AuditVerification | undefined
}) => {
  const { t, i18n } = useTranslation('adminAudit')
  const { what, reason } = useActionWords()
  const title = t('panel.title', { row: new Intl.NumberFormat(i18n.language).format(row.seq) })
  const facts: readonly (readonly [string, string | null, boolean])[] = [
    [t('columns.who'), row.actor?.displayName ?? t(row.actorId === null ? 'nobody' : 'gone'), false],
    [t('panel.when'), moment(row.at, i18n.language), false],
    [t('panel.from'), row.address, true],
    [t('columns.what'), what(row), false],
    [t('panel.action'), row.action, true],
    [t('columns.on'), row.subjectName ?? row.subjectId, row.subjectName === null],
    [t('panel.reason'), row.reason === null ? null : reason(row.reason), false],
    [t('panel.reference'), row.reference, true],
  ]
  return (
    <aside className="card audit-panel" aria-label={title}>
      <div className="hd">
        <h3 className="h3 num">{title}</h3>
        <span className="ml">
          <Chip tone={row.outcome === 'refused' ? 'bad' : 'ready'}>{t(`outcome.${row.outcome}`)}</Chip>
        </span>
      </div>
      <div className="scroll f1">
        <dl className="dt p16 audit-facts">
          {facts.map(([label, value, code]) =>
            value === null || value === '' ? null : (
              <div key={label} className="audit-fact">
                <dt>{label}</dt>
                <dd className={code ? 'code xs' : ''}>{value}</dd>
              </div>
            ),
          )}
          <div className="audit-fact">
            <dt>{t('panel.before')}</dt>
            <Hash hash={row.previousHash} label={t('panel.before')} />
          </div>
          <div className="audit-fact">
            <dt>{t('panel.this')}</dt>
            <Hash hash={row.hash} label={t('panel.this')} />
          </div>
          <div className="audit-fact">
            <dt>{t('panel.signed')}</dt>
            <dd>
              <Proof proof={proofOf(row.seq, verification)} />
            </dd>
          </div>
        </dl>
      </div>
    </aside>
  )
}
