import { agentRoutes, type CoachingNote } from '@hearthline/shared'
import { IconSchool, IconSearchOff } from '@tabler/icons-react'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import { useProblemText } from '../../api/use-problem-text.ts'
import { Chip } from '../../ui/components/alert.tsx'
import { Button } from '../../ui/components/button.tsx'
import { Empty } from '../../ui/components/empty.tsx'
import { SearchBox } from '../../ui/components/list-tools.tsx'
import { PageTitle } from '../../ui/components/page-title.tsx'
import { PagedBody } from '../../ui/components/paged-body.tsx'
import { Avatar, PersonName } from '../../ui/components/person.tsx'
import { useNow } from '../../ui/components/timer.tsx'
import { toast } from '../../ui/components/toast.tsx'
import { dayAndTime } from '../../ui/format/time.ts'
import './coaching.css'

const pageSize = 20

const NoteCard = ({ note }: { note: CoachingNote }) => {
  const { t, i18n } = useTranslation('steering')
  const { t: common } = useTranslation()
  const problemText = useProblemText()
  const queries = useQueryClient()
  const now = useNow(60_000)
  const when = (at: number): string => dayAndTime(at, now, i18n.language)
  const read = useMutation({
    mutationFn: () =>
      fetchAnswer(agentRoutes.readCoachingNote, { params: { coachingNoteId: note.coachingNoteId } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['coaching'] }),
    onError: (error) =>
      toast({
        key: `coaching ${note.coachingNoteId}`,
        tone: 'bad',
        title: t('coaching.notMarked'),
        text: problemText(problemOf(error)),
      }),
  })
  const { call, readAt } = note
  return (
    <li
      className={`coaching-note${readAt === null ? ' unread' : ''}`}
      data-coaching-note-id={note.coachingNoteId}
      data-read={readAt !== null}
    >
      <Avatar name={note.by.displayName} />
      <div className="f1 col g6">
        <div className="row g8">
          <PersonName name={note.by.displayName} className="b" />
          {readAt === null && <Chip tone="coach">{t('coaching.new')}</Chip>}
          <span className="ml xs t2 num nw">{when(note.at)}</span>
        </div>
        {call !== null && (
          <p className="xs t2">
            {t('coaching.about', {
              name: call.customerName ?? common('unknownCustomer'),
              when: when(call.startedAt),
            })}{' '}
            <span className="num nw">{call.maskedNumber}</span>
          </p>
        )}
        <p className="coaching-text">{note.text}</p>
        {readAt === null ? (
          <div>
            <Button size="sm" pending={read.isPending} onPress={() => read.mutate()}>
              {t('coaching.markRead')}
            </Button>
          </div>
        ) : (
          <p className="xs t3 num">{t('coaching.readAt', { when: when(readAt) })}</p>
        )}
      </div>
    </li>
  )
}

/** What leads have written to the agent, if wanted about one of their calls. */
export const CoachingScreen = () => {
  const { t } = useTranslation('steering')
  const { t: common } = useTranslation()
  const [search, setSearch] = useState('')
  const [offset, setOffset] = useState(0)
  const query = { offset, limit: pageSize, ...(search === '' ? {} : { search }) }
  const notes = useQuery({
    queryKey: ['coaching', 'list', query],
    queryFn: ({ signal }) => fetchAnswer(agentRoutes.coachingNotes, { query, signal }),
    placeholderData: keepPreviousData,
  })
  const find = (text: string): void => {
    setSearch(text)
    setOffset(0)
  }
  const unread = notes.data?.unread
  return (
    <div className="coaching">
      <PageTitle
        title={t('coaching.title')}
        context={
          unread === undefined
            ? undefined
            : unread === 0
              ? t('coaching.allRead')
              : t('coaching.unread', { count: unread })
        }
      />
      <SearchBox label={t('coaching.search')} value={search} onSearch={find} width={260} />
      <section className="card list-box" aria-label={t('coaching.list')}>
        <PagedBody
          list={notes}
          failed={t('coaching.failed')}
          offset={offset}
          limit={pageSize}
          onMove={setOffset}
          empty={
            search === '' ? (
              <Empty icon={IconSchool} title={t('coaching.empty')}>
                {t('coaching.emptyText')}
              </Empty>
            ) : (
              <Empty
                icon={IconSearchOff}
                title={t('coaching.noMatch')}
                action={<Button onPress={() => find('')}>{common('action.clear')}</Button>}
              >
                {t('coaching.noMatchText')}
              </Empty>
            )
          }
        >
          {(items) => (
            <ul className="coaching-notes">
              {items.map((note) => (
                <NoteCard key={note.coachingNoteId} note={note} />
              ))}
            </ul>
          )}
        </PagedBody>
      </section>
    </div>
  )
}
