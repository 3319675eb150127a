import type { CallRecord } from '@hearthline/shared'
import { useTranslation } from 'react-i18next'
import { Icon } from '../../ui/components/icon.tsx'
import { duration } from '../../ui/format/time.ts'
import { placesOf } from './marker-places.ts'
import { markerIcons, useCallMarkers, useMarkerText } from './markers-row.tsx'

/** What was marked in a call whose audio is not open: it tells whether there is a reason to listen. */
export const MarkedList = ({ call }: { call: CallRecord }) => {
  const { t } = useTranslation('recordings')
  const textOf = useMarkerText()
  const markers = useCallMarkers(call.callId)
  const places = placesOf(markers.data?.items ?? [], call.answeredAt, call.talkMs ?? Number.POSITIVE_INFINITY)
  if (markers.isError) return <p className="sm c-bad marked">{t('markers.failed')}</p>
  if (places.length === 0) return null
  return (
    <section className="marked" aria-label={t('markers.marked')}>
      <h3 className="sec">{t('markers.marked')}</h3>
      <ol className="col g6 sm">
        {places.map(({ marker, atMs }) => (
          <li
            key={marker.markerId ?? `${marker.kind} ${marker.at} ${marker.by.personId}`}
            className="row g8 top"
            data-marker-kind={marker.kind}
          >
            <span className="num marked-at">{duration(atMs)}</span>
            <Icon of={markerIcons[marker.kind]} size={16} />
            <span className="f1 note-text">{textOf(marker)}</span>
          </li>
        ))}
      </ol>
    </section>
  )
}
