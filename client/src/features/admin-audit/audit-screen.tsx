import { auditRoutes, type AuditEntryView } from '@hearthline/shared'
import { IconListSearch, IconShieldCheck } from '@tabler/icons-react'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import { useProblemText } from '../../api/use-problem-text.ts'
import { serverNow } from '../../app/session.ts'
import { Button } from '../../ui/components/button.tsx'
import { Empty } from '../../ui/components/empty.tsx'
import { PagedBody } from '../../ui/components/paged-body.tsx'
import { toast } from '../../ui/components/toast.tsx'
import { AuditFilters } from './audit-filters.tsx'
import { AuditTable } from './audit-table.tsx'
import { ChainBar, useVerification, verificationKey } from './chain-bar.tsx'
import { ExportButton } from './export-button.tsx'
import { everything, queryOf, type Filter } from './filter.ts'
import { RowPanel } from './row-panel.tsx'
import './audit.css'

const pageSize = 50

const useVerifyAll = () => {
  const { t } = useTranslation('adminAudit')
  const problemText = useProblemText()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () => fetchAnswer(auditRoutes.verify),
    onSuccess: (found) => queries.setQueryData(verificationKey, found),
    onError: (error) =>
      toast({
        key: 'audit-verify',
        tone: 'bad',
        title: t('verifyFailed'),
        text: problemText(problemOf(error)),
      }),
  })
}

/** Screen 11d: every step that was taken, and the proof that none was changed since. */
export const AuditScreen = () => {
  const { t } = useTranslation('adminAudit')
  // Another page may open the log at its own kind of step.
  const { action = '' } = useSearch({ strict: false })
  const [filter, setFilter] = useState<Filter>({ ...everything, action })
  const [offset, setOffset] = useState(0)
  const [chosen, setChosen] = useState<AuditEntryView | undefined>(undefined)
  const verification = useVerification()
  const verify = useVerifyAll()
  const rows = useQuery({
    queryKey: ['audit', 'rows', filter, offset],
    queryFn: ({ signal }) =>
      fetchAnswer(auditRoutes.list, {
        query: { ...queryOf(filter, serverNow()), offset, limit: pageSize },
        signal,
      }),
    placeholderData: keepPreviousData,
  })
  const shown = rows.data?.items.find((row) => row.seq === chosen?.seq) ?? rows.data?.items[0]
  return (
    <>
      <div className="row sp wrap">
        <div className="f1 audit-intro">
          <h2 className="admin-head">{t('title')}</h2>
          <p className="t2 sm">{t('intro')}</p>
        </div>
        <div className="row g8">
          <ExportButton filter={() => queryOf(filter, serverNow())} />
          <Button
            look="primary"
            icon={IconShieldCheck}
            pending={verify.isPending}
            onPress={() => verify.mutate()}
          >
            {t('verifyAll')}
          </Button>
        </div>
      </div>
      <ChainBar verifying={verify.isPending} />
      <AuditFilters
        filter={filter}
        onChange={(next) => {
          setFilter(next)
          setOffset(0)
        }}
      />
      <div className="audit-body">
        <section className="card list-card" aria-label={t('rows')}>
          <PagedBody
            list={rows}
            failed={t('failed')}
            offset={offset}
            limit={pageSize}
            onMove={setOffset}
            empty={
              <Empty icon={IconListSearch} title={t('empty')}>
                {t('emptyText')}
              </Empty>
            }
          >
            {(items) => (
              <AuditTable rows={items} verification={verification.data} chosen={shown} onChoose={setChosen} />
            )}
          </PagedBody>
        </section>
        {shown !== undefined && <RowPanel row={shown} verification={verification.data} />}
      </div>
    </>
  )
}
