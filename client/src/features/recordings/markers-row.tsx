import {
  type CallRecord,
  type Marker,
  type MarkerId,
  RecordingPauseReason,
  supervisionRoutes,
} from '@hearthline/shared'
import {
  IconArrowsExchange,
  IconBookmark,
  IconEar,
  IconLifebuoy,
  IconMessage2,
  IconNotebook,
  IconPencil,
  IconPlayerPause,
  IconUsers,
  IconX,
  type Icon as TablerIcon,
} from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '../../app/session.ts'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import { useProblemText } from '../../api/use-problem-text.ts'
import { Button, IconButton } from '../../ui/components/button.tsx'
import { Icon } from '../../ui/components/icon.tsx'
import { Kbd } from '../../ui/components/kbd.tsx'
import { toast } from '../../ui/components/toast.tsx'
import { duration } from '../../ui/format/time.ts'
import { CoachingModal } from './coaching-modal.tsx'
import type { MarkerPlace } from './marker-places.ts'

export const markerIcons: Record<Marker['kind'], TablerIcon> = {
  bookmark: IconBookmark,
  note: IconPencil,
  listen: IconEar,
  whisper: IconMessage2,
  barge: IconUsers,
  'take-over': IconArrowsExchange,
  help: IconLifebuoy,
  'recording-paused': IconPlayerPause,
}

/** What a marker says, in the words of its kind where it has none of its own. */
export const useMarkerText = (): ((marker: Marker) => string) => {
  const { t } = useTranslation('recordings')
  return ({ kind, by, text }) => {
    const word = t(`marker.${kind}`, { name: by.displayName })
    if (text === '') return word
    if (kind === 'recording-paused') {
      const reason = RecordingPauseReason.safeParse(text)
      return reason.success ? `${word}: ${t(`pauseReasons.${reason.data}`)}` : word
    }
    return kind === 'help' ? `${word}: ${text}` : text
  }
}

/** The marks of a call, for the player. */
export const useCallMarkers = (callId: CallRecord['callId']) =>
  useQuery({
    queryKey: ['markers', callId],
    queryFn: ({ signal }) => fetchAnswer(supervisionRoutes.markers, { params: { callId }, signal }),
  })

const GoTo = ({
  place,
  onGo,
  onRemove,
}: {
  place: MarkerPlace
  onGo: () => void
  onRemove: (() => void) | undefined
}) => {
  const { t } = useTranslation('recordings')
  const textOf = useMarkerText()
  const { marker, atMs } = place
  const text = textOf(marker)
  const at = duration(atMs)
  return (
    <li className="go-to" data-marker-kind={marker.kind}>
      <button
        type="button"
        className="go-to-button"
        aria-label={`${t('markers.goTo', { at })}: ${text}`}
        title={text}
        onClick={onGo}
      >
        <Icon of={markerIcons[marker.kind]} size={14} />
        <b className="num">{at}</b>
        <span className="el">{text}</span>
      </button>
      {onRemove !== undefined && (
        <IconButton
          icon={IconX}
          label={t('markers.remove', { at })}
          onPress={onRemove}
          className="go-to-remove"
        />
      )}
    </li>
  )
}

/** Where to go in the recording, a note at the place that plays, and a coaching note about the call. Leads write. */
export const MarkersRow = ({
  call,
  places,
  failed,
  atMs,
  onGo,
  onNext,
}: {
  call: CallRecord
  places: readonly MarkerPlace[]
  failed: boolean
  atMs: number
  onGo: (ms: number) => void
  /** Undefined without any place to go to. */
  onNext: (() => void) | undefined
}) => {
  const { t } = useTranslation('recordings')
  const problemText = useProblemText()
  const me = useMe()
  const queries = useQueryClient()
  const [text, setText] = useState('')
  /** Where the first letter was typed: the audio plays on while somebody writes. */
  const [placeMs, setPlaceMs] = useState<number | null>(null)
  const [coaching, setCoaching] = useState(false)
  const { callId, answeredAt } = call
  const again = () => queries.invalidateQueries({ queryKey: ['markers', callId] })
  const onError = (error: unknown): void =>
    toast({
      key: 'marker',
      tone: 'bad',
      title: t('markers.notSaved'),
      text: problemText(problemOf(error)),
    })
  const remove = useMutation({
    mutationFn: (markerId: MarkerId) => fetchAnswer(supervisionRoutes.removeMarker, { params: { markerId } }),
    onSuccess: again,
    onError,
  })
  const add = useMutation({
    mutationFn: (body: { text: string; at: number }) =>
      fetchAnswer(supervisionRoutes.addMarker, { params: { callId }, body }),
    onSuccess: async ({ markerId, at }) => {
      setText('')
      setPlaceMs(null)
      if (markerId !== null)
        toast({
          key: 'marker',
          tone: 'ready',
          title: t('markers.added', { at: duration(at - (answeredAt ?? at)) }),
          action: { label: t('markers.undo'), onPress: () => remove.mutate(markerId) },
        })
      await again()
    },
    onError,
  })
  const lead = me?.role === 'lead'
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (answeredAt !== null && !add.isPending)
      add.mutate({ text: text.trim(), at: Math.round(answeredAt + (placeMs ?? atMs)) })
  }
  return (
    <div className="row g8 wrap markers-row">
      {failed ? (
        <span className="sm c-bad">{t('markers.failed')}</span>
      ) : (
        places.length > 0 && (
          <>
            <span className="sm t2">{t('markers.list')}</span>
            <ol className="go-tos" aria-label={t('markers.list')}>
              {places.map((place) => {
                const { markerId, by, kind, at } = place.marker
                return (
                  <GoTo
                    key={markerId ?? `${kind} ${at} ${by.personId}`}
                    place={place}
                    onGo={() => onGo(place.atMs)}
                    onRemove={
                      lead && markerId !== null && by.personId === me.personId
                        ? () => remove.mutate(markerId)
                        : undefined
                    }
                  />
                )
              })}
            </ol>
          </>
        )
      )}
      {places.length > 0 && (
        <Button size="sm" onPress={onNext} aria-keyshortcuts="M">
          {t('markers.next')} <Kbd keys={['M']} />
        </Button>
      )}
      {lead && answeredAt !== null && (
        <form className="row g8 marker-form" onSubmit={submit}>
          <div className="inp small">
            <Icon of={IconPencil} size={14} />
            <input
              aria-label={t('markers.note')}
              placeholder={t('markers.noteAt', { at: duration(placeMs ?? atMs) })}
              maxLength={500}
              value={text}
              onChange={({ currentTarget }) => {
                const words = currentTarget.value
                if (text === '' && words !== '') setPlaceMs(atMs)
                if (words === '') setPlaceMs(null)
                setText(words)
              }}
            />
          </div>
          <Button
            size="sm"
            icon={IconBookmark}
            type="submit"
            pending={add.isPending}
            onPress={() => undefined}
          >
            {text.trim() === '' ? t('markers.bookmark') : t('markers.add')}
          </Button>
          {call.agent !== null && (
            <Button size="sm" icon={IconNotebook} onPress={() => setCoaching(true)}>
              {t('coaching.open')}
            </Button>
          )}
        </form>
      )}
      {coaching && call.agent !== null && (
        <CoachingModal callId={callId} agent={call.agent} onClose={() => setCoaching(false)} />
      )}
    </div>
  )
}
