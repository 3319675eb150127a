import { type CallRecord, recordingRoutes, type RecordingId } from '@hearthline/shared'
import {
  IconAlertTriangle,
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  IconRewindBackward5,
  IconRewindForward5,
} from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { addressOf } from '../../api/call.ts'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import { Button, IconButton } from '../../ui/components/button.tsx'
import { Empty, ErrorState, Skeleton } from '../../ui/components/empty.tsx'
import { duration } from '../../ui/format/time.ts'
import { MarkersRow, useCallMarkers } from './markers-row.tsx'
import { nextPlace, placesOf } from './marker-places.ts'
import { usePlayback, speeds, type Playback } from './use-playback.ts'
import type { Ears } from './two-channel-audio.ts'
import { Waveform } from './waveform.tsx'

const stepMs = 5000
const buckets = 600

const Segments = <Value extends string | number>({
  label,
  value,
  options,
  onChoose,
}: {
  label: string
  value: Value
  options: readonly { value: Value; word: ReactNode }[]
  onChoose: (value: Value) => void
}) => (
  <fieldset className="plain-set seg">
    <legend className="vh">{label}</legend>
    {options.map((option) => (
      <label key={option.value}>
        <input
          type="radio"
          className="vh"
          name={label}
          checked={option.value === value}
          onChange={() => onChoose(option.value)}
        />
        {option.word}
      </label>
    ))}
  </fieldset>
)

/** Space plays, arrows move, brackets change the speed, M goes to the next mark; not while somebody types or works another control. */
const usePlayerKeys = (playback: Playback, toNext: () => void) => {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return
      const target = event.target instanceof HTMLElement ? event.target : null
      const within = (selector: string) => target !== null && target.closest(selector) !== null
      const onPosition = within('input[type=range]')
      if (!onPosition && within('input, textarea, select, [role=dialog], [role=menu]')) return
      switch (event.code) {
        case 'Space':
          // A focused button keeps its own Space.
          if (within('button, a')) return
          playback.toggle()
          break
        case 'ArrowLeft':
          playback.seek(playback.atMs - stepMs)
          break
        case 'ArrowRight':
          playback.seek(playback.atMs + stepMs)
          break
        case 'BracketLeft':
          playback.changeSpeed(-1)
          break
        case 'BracketRight':
          playback.changeSpeed(1)
          break
        case 'KeyM':
          toNext()
          break
        default:
          return
      }
      event.preventDefault()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [playback, toNext])
}

/** The two-channel player. It exists only with a grant; without one no audio and no waveform is asked for. */
export const Player = ({
  recordingId,
  grant,
  call,
  onExpired,
}: {
  recordingId: RecordingId
  grant: string
  call: CallRecord
  onExpired: () => void
}) => {
  const { t } = useTranslation('recordings')
  const [ears, setEars] = useState<Ears>('both')
  const peaks = useQuery({
    queryKey: ['peaks', recordingId, grant],
    queryFn: ({ signal }) =>
      fetchAnswer(recordingRoutes.peaks, { params: { recordingId }, query: { grant, buckets }, signal }),
    staleTime: Infinity,
    gcTime: 0,
  })
  const playback = usePlayback(addressOf(recordingRoutes.audio.path, { recordingId }, { grant }))
  const totalMs = peaks.data?.durationMs ?? playback.totalMs
  const markers = useCallMarkers(call.callId)
  const places = placesOf(markers.data?.items ?? [], call.answeredAt, totalMs)
  const following = nextPlace(places, playback.atMs)
  const toNext = following === null ? undefined : () => playback.seek(following.atMs)
  usePlayerKeys(playback, () => toNext?.())
  const customerName = call.customer.displayName
  const agentName = call.agent?.displayName ?? null
  const customer = customerName?.split(' ')[0] ?? t('customerSide')
  const agent = agentName?.split(' ')[0] ?? t('agentSide')

  if (playback.failed) {
    return (
      <Empty
        icon={IconAlertTriangle}
        title={t('audioFailed')}
        action={<Button onPress={onExpired}>{t('openWithReason')}</Button>}
      >
        {t('audioFailedText')}
      </Empty>
    )
  }
  return (
    <div className="p16 col g12 f1" style={{ minHeight: 0 }}>
      {peaks.isError ? (
        <ErrorState
          title={t('peaksFailed')}
          problem={problemOf(peaks.error)}
          onRetry={() => void peaks.refetch()}
        />
      ) : peaks.data === undefined ? (
        <Skeleton rows={3} />
      ) : (
        <div className="wave-box">
          <div className="wave-names xs b">
            <span className="c-live el" title={customerName ?? customer}>
              {customer}
            </span>
            <span className="c-ready el" title={agentName ?? agent}>
              {agent}
            </span>
          </div>
          <Waveform
            customer={peaks.data.customer}
            agent={peaks.data.agent}
            atMs={playback.atMs}
            totalMs={totalMs}
            places={places}
            onSeek={playback.seek}
          />
        </div>
      )}
      <MarkersRow
        call={call}
        places={places}
        failed={markers.isError}
        atMs={playback.atMs}
        onGo={playback.seek}
        onNext={toNext}
      />
      <div className="row g8 wrap" style={{ marginTop: 'auto' }}>
        <button
          type="button"
          className="play"
          aria-label={t(playback.playing ? 'pauseButton' : 'playButton')}
          aria-keyshortcuts="Space"
          onClick={playback.toggle}
        >
          {playback.playing ? (
            <IconPlayerPauseFilled size={20} aria-hidden />
          ) : (
            <IconPlayerPlayFilled size={20} aria-hidden />
          )}
        </button>
        <IconButton
          className="bd"
          icon={IconRewindBackward5}
          label={t('back')}
          onPress={() => playback.seek(playback.atMs - stepMs)}
        />
        <IconButton
          className="bd"
          icon={IconRewindForward5}
          label={t('forward')}
          onPress={() => playback.seek(playback.atMs + stepMs)}
        />
        <span className="num nw" style={{ minWidth: 92 }}>
          <b className="b">{duration(playback.atMs)}</b> <span className="t2">/ {duration(totalMs)}</span>
        </span>
        <Segments
          label={t('speed')}
          value={playback.speed}
          options={speeds.map((speed) => ({ value: speed, word: `${speed}×` }))}
          onChoose={playback.setSpeed}
        />
        <span className="ml">
          <Segments
            label={t('ears')}
            value={ears}
            options={[
              { value: 'both', word: t('both') },
              { value: 'customer', word: <span className="el ear">{customer}</span> },
              { value: 'agent', word: <span className="el ear">{agent}</span> },
            ]}
            onChoose={(next) => {
              setEars(next)
              playback.listenTo(next)
            }}
          />
        </span>
      </div>
      <p className="xs t3">{t('keys')}</p>
    </div>
  )
}
