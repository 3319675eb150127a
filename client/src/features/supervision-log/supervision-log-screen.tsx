import { supervisionRoutes } from '@hearthline/shared'
import { IconEar, IconListSearch } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { callForBytes } from '../../api/call.ts'
import { fetchAnswer } from '../../api/query.ts'
import { serverNow } from '../../app/session.ts'
import { Button } from '../../ui/components/button.tsx'
import { DownloadButton } from '../../ui/components/download-button.tsx'
import { Empty } from '../../ui/components/empty.tsx'
import { PagedBody } from '../../ui/components/paged-body.tsx'
import { duration } from '../../ui/format/time.ts'
import { PageTitle } from '../../ui/components/page-title.tsx'
import { everything, type Filter, isUsed, logQueryOf } from './filter.ts'
import { LogFilters } from './log-filters.tsx'
import { LogTable } from './log-table.tsx'
import './supervision-log.css'

const pageSize = 50
/** While a stretch lasts, its end is worth asking for. */
const runningEveryMs = 10_000

const Totals = ({ count, totalMs }: { count: number; totalMs: number }) => {
  const { t, i18n } = useTranslation('supervisionLog')
  return (
    <dl className="log-totals">
      <div>
        <dt>{t('total.stretches')}</dt>
        <dd className="num">{new Intl.NumberFormat(i18n.language).format(count)}</dd>
      </div>
      <div>
        <dt>{t('total.length')}</dt>
        <dd className="num">{duration(totalMs)}</dd>
      </div>
    </dl>
  )
}

/** Who listened to whom, when, how and for how long: for reports and for regulators. */
export const SupervisionLogScreen = () => {
  const { t } = useTranslation('supervisionLog')
  const { t: common } = useTranslation()
  const [filter, setFilter] = useState<Filter>(everything)
  const [offset, setOffset] = useState(0)
  const log = useQuery({
    queryKey: ['supervision-log', filter, offset],
    queryFn: ({ signal }) =>
      fetchAnswer(supervisionRoutes.log, {
        query: { ...logQueryOf(filter, serverNow()), offset, limit: pageSize },
        signal,
      }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) =>
      state.data?.items.some((span) => span.endedAt === null) === true ? runningEveryMs : false,
  })
  const change = (next: Filter): void => {
    setFilter(next)
    setOffset(0)
  }
  return (
    <div className="supervision-log">
      <PageTitle title={t('title')} context={t('lead')} />
      <div className="row g8 top">
        <div className="f1">
          <LogFilters filter={filter} onChange={change} />
        </div>
        <DownloadButton
          fetchFile={() =>
            callForBytes(supervisionRoutes.exportLog, { query: logQueryOf(filter, serverNow()) })
          }
          fallbackName="hearthline-supervision.csv"
          words={{
            press: t('export.press'),
            running: (size) => t('export.running', { size }),
            done: t('export.done'),
            doneText: (file) => t('export.doneText', file),
            failed: t('export.failed'),
          }}
        />
      </div>
      {log.data !== undefined && <Totals count={log.data.total} totalMs={log.data.totalMs} />}
      <section className="card list-box" aria-label={t('rows')}>
        <PagedBody
          list={log}
          failed={t('failed')}
          offset={offset}
          limit={pageSize}
          onMove={setOffset}
          empty={
            isUsed(filter) ? (
              <Empty
                icon={IconListSearch}
                title={t('noMatch')}
                action={<Button onPress={() => change(everything)}>{common('action.clear')}</Button>}
              >
                {t('noMatchText')}
              </Empty>
            ) : (
              <Empty icon={IconEar} title={t('empty')}>
                {t('emptyText')}
              </Empty>
            )
          }
        >
          {(items) => <LogTable spans={items} />}
        </PagedBody>
      </section>
    </div>
  )
}
