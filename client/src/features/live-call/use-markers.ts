import { type CallId, type Marker, type MarkerId, supervisionRoutes } from '@hearthline/shared'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import { useProblemText } from '../../api/use-problem-text.ts'
import { toast } from '../../ui/components/toast.tsx'
import { duration } from '../../ui/format/time.ts'

/** What is written down, as soon as it is known: the marker, so that a word about it can take its place. */
export interface NewMarker {
  text: string
  /** Server clock. */
  at: number
  /** The bookmark whose place this note takes; null when there is none after all. */
  instead?: Promise<MarkerId | null>
}

/**
 * The marks of a call, and marking it, with a way to take each back.
 * @param news changes with what supervision does in the call, whose traces are among the marks
 */
export function useMarkers(callId: CallId, startedAt: number, news: string) {
  const { t } = useTranslation('liveCall')
  const problemText = useProblemText()
  const queries = useQueryClient()
  const queryKey = ['markers', callId]
  const list = useQuery({
    queryKey,
    queryFn: ({ signal }) => fetchAnswer(supervisionRoutes.markers, { params: { callId }, signal }),
  })
  const { refetch } = list
  useEffect(() => {
    if (news !== '') void refetch()
  }, [news, refetch])

  const change = (edit: (items: Marker[]) => Marker[]): void => {
    queries.setQueryData<{ items: Marker[] }>(queryKey, (before) => ({
      items: edit(before?.items ?? []).toSorted((one, other) => one.at - other.at),
    }))
  }
  const fail = (error: unknown): void =>
    toast({
      key: 'marker',
      tone: 'bad',
      title: t('notes.notSaved'),
      text: problemText(problemOf(error)),
    })
  const remove = useMutation({
    mutationFn: (markerId: MarkerId) => fetchAnswer(supervisionRoutes.removeMarker, { params: { markerId } }),
    onSuccess: (_nothing, markerId) => change((items) => items.filter((one) => one.markerId !== markerId)),
    onError: fail,
  })
  const removeWhenKnown = async (bookmark: Promise<MarkerId | null>): Promise<void> => {
    const markerId = await bookmark
    if (markerId !== null) remove.mutate(markerId)
  }
  const add = useMutation({
    mutationFn: ({ text, at }: NewMarker) =>
      fetchAnswer(supervisionRoutes.addMarker, { params: { callId }, body: { text, at: Math.round(at) } }),
    onSuccess: (marker, { instead }) => {
      change((items) => [...items.filter((one) => one.markerId !== marker.markerId), marker])
      if (instead !== undefined) void removeWhenKnown(instead)
      const { markerId } = marker
      if (markerId === null) return
      toast({
        key: 'marker',
        tone: 'ready',
        title: t('notes.added', { at: duration(marker.at - startedAt) }),
        ...(marker.text === '' ? {} : { text: marker.text }),
        action: { label: t('notes.undo'), onPress: () => remove.mutate(markerId) },
      })
    },
    onError: fail,
  })
  return { list, add, remove }
}
