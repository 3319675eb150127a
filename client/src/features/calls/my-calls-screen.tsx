import { callRoutes, type CallRecord, type Direction, type Disposition } from '@hearthline/shared'
import { IconPhone, IconSearchOff } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import { Button } from '../../ui/components/button.tsx'
import { CallAgain } from '../../call-backs/call-again.tsx'
import { useOwn } from '../../realtime/index.ts'
import { usePhoneCommands } from '../../softphone/index.ts'
import { CallTable } from '../../ui/components/call-table.tsx'
import { CallFacts, useCustomerName } from '../../ui/components/call-words.tsx'
import { dispositions } from '../../ui/components/dispositions.ts'
import { Empty, ErrorState, Skeleton } from '../../ui/components/empty.tsx'
import { Choice, Pager, SearchBox } from '../../ui/components/list-tools.tsx'
import { ScrollRegion } from '../../ui/components/scroll-region.tsx'
import { PageTitle } from '../../ui/components/page-title.tsx'
import './my-calls.css'

const pageSize = 50

/** An agent's own records. Their audio is for their lead to play. */
export const MyCallsScreen = () => {
  const { t } = useTranslation('calls')
  const { t: common } = useTranslation()
  const customerName = useCustomerName()
  const own = useOwn()
  const { place } = usePhoneCommands()
  const [search, setSearch] = useState('')
  const [direction, setDirection] = useState<Direction | ''>('')
  const [disposition, setDisposition] = useState<Disposition | ''>('')
  const [offset, setOffset] = useState(0)
  const [chosen, setChosen] = useState<CallRecord | null>(null)
  const query = {
    offset,
    limit: pageSize,
    ...(search === '' ? {} : { search }),
    ...(direction === '' ? {} : { direction }),
    ...(disposition === '' ? {} : { disposition }),
  }
  const calls = useQuery({
    queryKey: ['calls', 'mine', query],
    queryFn: ({ signal }) => fetchAnswer(callRoutes.list, { query, signal }),
    placeholderData: keepPreviousData,
  })
  const filtered = search !== '' || direction !== '' || disposition !== ''
  const filter = <Value,>(set: (value: Value) => void) => {
    return (value: Value) => {
      set(value)
      setOffset(0)
    }
  }
  const clear = () => {
    setSearch('')
    setDirection('')
    setDisposition('')
    setOffset(0)
  }
  const shown = calls.data?.items.find((call) => call.callId === chosen?.callId) ?? chosen
  return (
    <div className="my-calls">
      <PageTitle
        title={t('mine.title')}
        context={calls.data === undefined ? undefined : t('mine.count', { count: calls.data.total })}
      />
      <div className="row g8 wrap">
        <SearchBox label={t('filter.search')} value={search} onSearch={filter(setSearch)} />
        <Choice
          label={t('filter.direction')}
          value={direction}
          onChoose={filter(setDirection)}
          options={[
            { value: '', word: t('filter.any', { what: t('filter.direction') }) },
            { value: 'outbound', word: t('direction.outbound') },
            { value: 'inbound', word: t('direction.inbound') },
          ]}
        />
        <Choice
          label={t('filter.outcome')}
          value={disposition}
          onChoose={filter(setDisposition)}
          options={[
            { value: '', word: t('filter.any', { what: t('filter.outcome') }) },
            ...dispositions.map((value) => ({ value, word: t(`disposition.${value}`) })),
          ]}
        />
        {filtered && (
          <Button look="subtle" onPress={clear}>
            {common('action.clear')}
          </Button>
        )}
      </div>
      <div className="my-calls-grid">
        <section className="card list-box" aria-label={t('mine.list')}>
          {calls.isError ? (
            <ErrorState
              title={t('mine.failed')}
              problem={problemOf(calls.error)}
              onRetry={() => void calls.refetch()}
            />
          ) : calls.data === undefined ? (
            <Skeleton rows={8} />
          ) : calls.data.items.length === 0 ? (
            filtered ? (
              <Empty
                icon={IconSearchOff}
                title={t('none.title')}
                action={<Button onPress={clear}>{common('action.clear')}</Button>}
              >
                {t('none.text')}
              </Empty>
            ) : (
              <Empty icon={IconPhone} title={t('mine.empty')}>
                {t('mine.emptyText')}
              </Empty>
            )
          ) : (
            <>
              <div className="tablewrap f1">
                <CallTable
                  calls={calls.data.items}
                  chosen={shown?.callId ?? null}
                  onChoose={setChosen}
                  withAgent={false}
                />
              </div>
              <Pager offset={offset} limit={pageSize} total={calls.data.total} onMove={setOffset} />
            </>
          )}
        </section>
        <section className="card list-box" aria-label={t('facts.title')}>
          {shown === null ? (
            <Empty icon={IconPhone} title={t('mine.pick')}>
              {t('mine.pickText')}
            </Empty>
          ) : (
            <>
              <div className="hd">
                <h2 className="h3 f1 el" title={customerName(shown)}>
                  {customerName(shown)}
                </h2>
                <CallAgain
                  key={shown.callId}
                  record={shown}
                  onCall={own?.state.type === 'ready' ? place : undefined}
                />
              </div>
              <ScrollRegion className="p16 scroll" label={t('facts.title')}>
                <CallFacts call={shown} />
              </ScrollRegion>
            </>
          )}
        </section>
      </div>
    </div>
  )
}
