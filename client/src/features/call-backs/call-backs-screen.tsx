import { IconCalendarDue } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { problemOf } from '../../api/query.ts'
import { useClockOffset, useOwn } from '../../realtime/index.ts'
import { usePhoneCommands } from '../../softphone/index.ts'
import { Alert, Chip } from '../../ui/components/alert.tsx'
import { Empty, ErrorState, Skeleton } from '../../ui/components/empty.tsx'
import { Pager } from '../../ui/components/list-tools.tsx'
import { PageTitle } from '../../ui/components/page-title.tsx'
import { useNow } from '../../ui/components/timer.tsx'
import { CallBackRow } from '../../call-backs/call-back-row.tsx'
import { isDue, useCallBacks } from '../../call-backs/use-call-backs.ts'
import '../../call-backs/call-backs.css'

const pageSize = 50

/** Everybody whom this agent has promised to call, or whom the house lost: what is due, then what comes. */
export const CallBacksScreen = () => {
  const { t } = useTranslation('callBacks')
  const [offset, setOffset] = useState(0)
  const list = useCallBacks(pageSize, offset)
  const own = useOwn()
  const { place } = usePhoneCommands()
  const now = useNow(15_000) + useClockOffset()
  const ready = own?.state.type === 'ready'
  const onCall = ready ? place : undefined
  const body = () => {
    if (list.isError)
      return (
        <ErrorState problem={problemOf(list.error)} title={t('failed')} onRetry={() => void list.refetch()} />
      )
    if (list.data === undefined) return <Skeleton rows={6} />
    if (list.data.items.length === 0)
      return (
        <Empty icon={IconCalendarDue} title={t('empty')}>
          {t('emptyText')}
        </Empty>
      )
    const due = list.data.items.filter((callBack) => isDue(callBack, now))
    const later = list.data.items.filter((callBack) => !isDue(callBack, now))
    return (
      <>
        {[
          { key: 'due', title: t('dueTitle'), items: due },
          { key: 'later', title: t('laterTitle'), items: later },
        ]
          .filter(({ items }) => items.length > 0)
          .map(({ key, title, items }) => (
            <section key={key} aria-labelledby={`call-backs-${key}`}>
              <h2
                className={`sec call-backs-head ${key === 'due' ? 'call-backs-head-due' : ''}`}
                id={`call-backs-${key}`}
              >
                {title} <span className="num">{items.length}</span>
              </h2>
              <ul className="call-back-list">
                {items.map((callBack) => (
                  <CallBackRow key={callBack.callBackId} callBack={callBack} now={now} onCall={onCall} />
                ))}
              </ul>
            </section>
          ))}
        <Pager offset={offset} limit={pageSize} total={list.data.total} onMove={setOffset} />
      </>
    )
  }
  return (
    <div className="col g12">
      <PageTitle
        title={t('title')}
        context={list.data === undefined ? undefined : t('count', { count: list.data.total })}
        end={
          list.data !== undefined &&
          list.data.dueNow > 0 && <Chip tone="ring">{t('dueNow', { count: list.data.dueNow })}</Chip>
        }
      />
      {own !== null && !ready && <Alert tone="idle">{t('notReady')}</Alert>}
      <div className="card list-box">{body()}</div>
    </div>
  )
}
