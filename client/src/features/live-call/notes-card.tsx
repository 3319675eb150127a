import type { CallId, Marker } from '@hearthline/shared'
import {
  IconArrowsExchange,
  IconBookmark,
  IconEar,
  IconLifebuoy,
  IconMessage2,
  IconPencil,
  IconPlayerPause,
  IconUsers,
  IconX,
  type Icon as TablerIcon,
} from '@tabler/icons-react'
import { type FormEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '../../app/session.ts'
import { problemOf } from '../../api/query.ts'
import { ariaKeys, shortcuts, useShortcut } from '../../keys/index.ts'
import { serverNowMs, useClockOffset } from '../../realtime/index.ts'
import { Button, IconButton } from '../../ui/components/button.tsx'
import { Empty, ErrorState, Skeleton } from '../../ui/components/empty.tsx'
import { Icon } from '../../ui/components/icon.tsx'
import { Kbd } from '../../ui/components/kbd.tsx'
import { ScrollRegion } from '../../ui/components/scroll-region.tsx'
import { useNow } from '../../ui/components/timer.tsx'
import { duration } from '../../ui/format/time.ts'
import { type Mark, type NotePlace, placeOfNote } from './note-place.ts'
import type { useMarkers } from './use-markers.ts'

const icons: Record<Marker['kind'], TablerIcon> = {
  bookmark: IconBookmark,
  note: IconPencil,
  listen: IconEar,
  whisper: IconMessage2,
  barge: IconUsers,
  'take-over': IconArrowsExchange,
  'recording-paused': IconPlayerPause,
  help: IconLifebuoy,
}

const MarkerRow = ({
  marker,
  startedAt,
  onRemove,
}: {
  marker: Marker
  startedAt: number
  onRemove: (() => void) | undefined
}) => {
  const { t } = useTranslation('liveCall')
  const { kind, at, untilAt, by, text } = marker
  const place = duration(at - startedAt)
  const what = (): string => {
    const word = t(`notes.kind.${kind}`, { name: by.displayName })
    if (kind === 'recording-paused')
      return untilAt === null ? word : t('notes.lasted', { what: word, duration: duration(untilAt - at) })
    if (text !== '' && kind !== 'help') return text
    if (kind === 'bookmark' || kind === 'note' || kind === 'help')
      return text === '' ? word : `${word}: ${text}`
    return untilAt === null
      ? t(`speaks.${kind}`, { name: by.displayName })
      : t('notes.lasted', { what: word, duration: duration(untilAt - at) })
  }
  return (
    <li className="row g8 top marker-row" data-marker-kind={kind}>
      <span className="num c-live marker-at">{place}</span>
      <span className={kind === 'whisper' || kind === 'barge' || kind === 'take-over' ? 'c-coach' : 't3'}>
        <Icon of={icons[kind]} size={16} />
      </span>
      <span className="f1 marker-text">{what()}</span>
      {onRemove !== undefined && (
        <IconButton
          icon={IconX}
          label={t('notes.remove', { at: place })}
          onPress={onRemove}
          className="marker-remove"
        />
      )}
    </li>
  )
}

/**
 * Writes where the call was when the first letter was typed, not when the sentence was done. Alt+J marks the moment at
 * once and goes to the field: words that follow take the bookmark's place. The button's bookmark stands for itself.
 */
const Composer = ({
  callId,
  startedAt,
  add,
}: {
  callId: CallId
  startedAt: number
  add: ReturnType<typeof useMarkers>['add']
}) => {
  const { t } = useTranslation('liveCall')
  const field = useRef<HTMLInputElement>(null)
  const [text, setText] = useState('')
  const [place, setPlace] = useState<NotePlace | null>(null)
  const marked = useRef<Mark | null>(null)
  const offsetMs = useClockOffset()
  const now = useNow() + offsetMs
  const mark = (): void => add.mutate({ text: '', at: serverNowMs() })
  useShortcut('bookmark', () => {
    const at = serverNowMs()
    // A refusal has been told; the note then stands alone.
    const marker = add.mutateAsync({ text: '', at }).then(
      ({ markerId }) => markerId,
      () => null,
    )
    marked.current = { at, marker }
    field.current?.focus()
  })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    const words = text.trim()
    if (words === '') {
      mark()
      return
    }
    add.mutate(
      { text: words, ...(place ?? { at: serverNowMs() }) },
      {
        onSuccess: () => {
          setText('')
          setPlace(null)
          marked.current = null
        },
      },
    )
  }
  return (
    <form className="row g8 notes-foot" onSubmit={submit} key={callId}>
      <div className="inp f1">
        <Icon of={IconPencil} size={16} />
        <input
          ref={field}
          aria-label={t('notes.label')}
          placeholder={t('notes.placeholder', { at: duration((place?.at ?? now) - startedAt) })}
          maxLength={500}
          value={text}
          onChange={({ currentTarget }) => {
            const words = currentTarget.value
            if (text === '' && words !== '') setPlace(placeOfNote(marked.current, serverNowMs()))
            if (words === '') setPlace(null)
            setText(words)
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return
            // Out of the field, not off the page.
            event.preventDefault()
            event.currentTarget.blur()
          }}
        />
        <Kbd keys={['Enter']} />
      </div>
      {text.trim() === '' ? (
        <Button
          icon={IconBookmark}
          pending={add.isPending}
          onPress={mark}
          aria-keyshortcuts={ariaKeys('bookmark')}
        >
          {t('notes.bookmark')}
        </Button>
      ) : (
        <Button type="submit" look="primary" pending={add.isPending} onPress={() => undefined}>
          {t('notes.save')}
        </Button>
      )}
    </form>
  )
}

/** A switch on the way to another mode is nothing to write down. */
const isPassing = ({ markerId, at, untilAt }: Marker): boolean =>
  markerId === null && untilAt !== null && untilAt - at < 1_000

/** What this lead and others marked in the call, and what supervision did in it. */
export const NotesCard = ({
  callId,
  startedAt,
  markers: { list, add, remove },
}: {
  callId: CallId
  startedAt: number
  markers: ReturnType<typeof useMarkers>
}) => {
  const { t } = useTranslation('liveCall')
  const me = useMe()?.personId
  const body = () => {
    if (list.isError)
      return (
        <ErrorState
          title={t('notes.failed')}
          problem={problemOf(list.error)}
          onRetry={() => void list.refetch()}
        />
      )
    if (list.data === undefined) return <Skeleton rows={2} />
    const items = list.data.items.filter((marker) => !isPassing(marker))
    if (items.length === 0)
      return (
        <Empty icon={IconBookmark} title={t('notes.none')}>
          {t('notes.noneText')}
        </Empty>
      )
    return (
      <ScrollRegion className="p16 scroll f1" label={t('notes.title')}>
        <ol className="col g10 sm">
          {items.map((marker) => {
            const { markerId } = marker
            return (
              <MarkerRow
                key={markerId ?? `${marker.kind} ${marker.at} ${marker.by.personId}`}
                marker={marker}
                startedAt={startedAt}
                onRemove={
                  markerId !== null && marker.by.personId === me ? () => remove.mutate(markerId) : undefined
                }
              />
            )
          })}
        </ol>
      </ScrollRegion>
    )
  }
  return (
    <section className="card col notes-card" aria-label={t('notes.title')}>
      <div className="hd">
        <h2 className="h3">{t('notes.title')}</h2>
        <Kbd keys={shortcuts.bookmark.keys} />
      </div>
      <div className="notes-body">{body()}</div>
      <Composer callId={callId} startedAt={startedAt} add={add} />
    </section>
  )
}
