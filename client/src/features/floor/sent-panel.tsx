import { type SentNotice, supervisionRoutes } from '@hearthline/shared'
import {
  IconCheck,
  IconClock,
  IconLogout,
  IconMessage,
  IconNotes,
  IconPhoneOff,
  IconSend,
  IconSpeakerphone,
  IconUserEdit,
  IconUserUp,
} from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import { useConnection, useSentNotices } from '../../realtime/index.ts'
import { Chip } from '../../ui/components/alert.tsx'
import { Button } from '../../ui/components/button.tsx'
import { Empty, ErrorState, Skeleton } from '../../ui/components/empty.tsx'
import { Modal } from '../../ui/components/modal.tsx'
import { ToneTile } from '../../ui/components/state-mark.tsx'
import { useAgo } from '../../ui/format/ago.ts'
import { mergeSent, reading } from './sent-notices.ts'

const icons = {
  message: IconMessage,
  broadcast: IconSpeakerphone,
  'state-forced': IconUserEdit,
  'call-ended': IconPhoneOff,
  'taken-over': IconUserUp,
  'signed-out': IconLogout,
  'coaching-note': IconNotes,
} as const satisfies Record<SentNotice['kind'], unknown>

const key = ['supervision-sent']
const shownAtMost = 50

/** What this lead has sent and done: as control has it, and since then as it is pushed. */
function useSent() {
  const queries = useQueryClient()
  const pushed = useSentNotices()
  const { type } = useConnection()
  const fetched = useQuery({
    queryKey: key,
    queryFn: () => fetchAnswer(supervisionRoutes.sent, { query: { limit: shownAtMost } }),
  })
  useEffect(() => {
    // Acknowledgements that came while the connection was away are told to nobody again.
    if (type === 'live') void queries.invalidateQueries({ queryKey: key })
  }, [type, queries])
  return { fetched, items: mergeSent(fetched.data?.items ?? [], pushed) }
}

/** Opens the list; says how many recipients have yet to read. */
export const SentButton = ({ onOpen }: { onOpen: () => void }) => {
  const { t } = useTranslation('floor')
  const { items } = useSent()
  const waiting = items.reduce((sum, sent) => sum + reading(sent).waiting.length, 0)
  return (
    <Button size="sm" icon={IconSend} onPress={onOpen} data-unread={waiting}>
      {t('sent.open')}
      {waiting > 0 && <span className="xs t2 num">{t('sent.waiting', { count: waiting })}</span>}
    </Button>
  )
}

const Sent = ({ sent }: { sent: SentNotice }) => {
  const { t } = useTranslation('floor')
  const ago = useAgo()
  const { read, total, waiting } = reading(sent)
  const to = sent.team === null ? sent.recipients.map((one) => one.displayName).join(', ') : sent.team.name
  return (
    <li className="need row g12 top" data-batch-id={sent.batchId} data-read={read}>
      <ToneTile tone="idle" icon={icons[sent.kind]} />
      <div className="f1 col g4">
        <div className="row sp">
          <b className="b el" title={to}>
            {sent.kind === 'broadcast'
              ? t('sent.kind.broadcast', { team: to })
              : `${t(`sent.kind.${sent.kind}`)} · ${to}`}
          </b>
          <span className="xs t2 num nw">{ago(sent.at)}</span>
        </div>
        {sent.reason !== null && <div className="sm">{t(`reason.${sent.reason}`)}</div>}
        {sent.text !== '' && <div className="sm note-text">{sent.text}</div>}
        <div>
          <Chip tone={read === total ? 'ready' : 'idle'} icon={read === total ? IconCheck : IconClock}>
            {read === total && total === 1 ? t('sent.all') : t('sent.ofAll', { read, total })}
          </Chip>
        </div>
        {waiting.length > 0 && total > 1 && (
          <div className="xs t2">{t('sent.notYet', { names: waiting.join(', ') })}</div>
        )}
      </div>
    </li>
  )
}

/** What was sent and done, newest first, and who has read it. */
export const SentPanel = ({ onClose }: { onClose: () => void }) => {
  const { t } = useTranslation('floor')
  const { fetched, items } = useSent()
  return (
    <Modal title={t('sent.title')} size={560} onClose={onClose}>
      {fetched.isPending && items.length === 0 ? (
        <Skeleton rows={4} />
      ) : (
        <>
          {fetched.error !== null && (
            <ErrorState
              title={t('sent.failed')}
              problem={problemOf(fetched.error)}
              onRetry={() => void fetched.refetch()}
            />
          )}
          {items.length === 0 && fetched.error === null && (
            <Empty icon={IconSend} title={t('sent.none')}>
              {t('sent.noneText')}
            </Empty>
          )}
          <ul className="floor-sent">
            {items.map((sent) => (
              <Sent key={sent.batchId} sent={sent} />
            ))}
          </ul>
        </>
      )}
    </Modal>
  )
}
