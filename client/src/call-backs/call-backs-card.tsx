import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { problemOf } from '../api/query.ts'
import { useClockOffset } from '../realtime/index.ts'
import type { DialTarget } from '../softphone/index.ts'
import { Chip } from '../ui/components/alert.tsx'
import { ErrorState, Skeleton } from '../ui/components/empty.tsx'
import { ScrollRegion } from '../ui/components/scroll-region.tsx'
import { useNow } from '../ui/components/timer.tsx'
import { CallBackRow } from './call-back-row.tsx'
import { useCallBacks } from './use-call-backs.ts'
import './call-backs.css'

/** The next promises to call beside the work; in the ring colour while one is due. */
export const CallBacksCard = ({ onCall }: { onCall: ((to: DialTarget) => void) | undefined }) => {
  const { t } = useTranslation('callBacks')
  const list = useCallBacks(10)
  const now = useNow(15_000) + useClockOffset()
  const dueNow = list.data?.dueNow ?? 0
  return (
    <section
      className="card col list-box call-backs-card"
      data-due={dueNow > 0}
      aria-labelledby="call-backs-title"
    >
      <div className="hd">
        <h2 className="h3" id="call-backs-title">
          {t('title')}
        </h2>
        {dueNow > 0 ? (
          <Chip tone="ring">{t('dueNow', { count: dueNow })}</Chip>
        ) : (
          list.data !== undefined && <Chip tone="idle">{list.data.total}</Chip>
        )}
        <Link to="/callbacks" className="ml sm">
          {t('all')}
        </Link>
      </div>
      {list.isError ? (
        <ErrorState problem={problemOf(list.error)} title={t('failed')} onRetry={() => void list.refetch()} />
      ) : list.data === undefined ? (
        <Skeleton rows={3} />
      ) : list.data.items.length === 0 ? (
        <p className="sm t2 p16">{t('empty')}</p>
      ) : (
        <ScrollRegion className="scroll" label={t('title')} reachable={false}>
          <ul className="call-back-list">
            {list.data.items.map((callBack) => (
              <CallBackRow key={callBack.callBackId} callBack={callBack} now={now} onCall={onCall} />
            ))}
          </ul>
        </ScrollRegion>
      )}
    </section>
  )
}
