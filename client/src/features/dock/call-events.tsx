import type { LiveCall } from '@hearthline/shared'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { liveStore, serverNowMs, useClockOffset } from '../../realtime/index.ts'
import { useCallLog } from '../../softphone/index.ts'
import { ScrollRegion } from '../../ui/components/scroll-region.tsx'
import { clock } from '../../ui/format/time.ts'
import { type CoachEvent, coachEvents } from './coach.ts'
import { type ControlEvent, controlEvents } from './control-events.ts'

interface Pushed {
  coaches: readonly CoachEvent[]
  controls: readonly ControlEvent[]
}

/** What control has told of this call since its panel opened: leads who came and left, and what was in effect. Server times. */
const usePushedEvents = (): Pushed => {
  const [events, setEvents] = useState<Pushed>(() => {
    const call = liveStore.getState().own?.call ?? null
    return {
      coaches: call === null ? [] : coachEvents(null, call, serverNowMs()),
      controls: call === null ? [] : controlEvents(null, call, serverNowMs()),
    }
  })
  useEffect(
    () =>
      liveStore.subscribe((now, before) => {
        const call = now.own?.call ?? null
        const last = before.own?.call ?? null
        if (call === null || call === last) return
        const coaches = coachEvents(last, call, serverNowMs())
        const controls = controlEvents(last, call, serverNowMs())
        if (coaches.length + controls.length > 0)
          setEvents((all) => ({
            coaches: [...all.coaches, ...coaches],
            controls: [...all.controls, ...controls],
          }))
      }),
    [],
  )
  return events
}

const shown = 5

/** The last things that happened in this call. */
export const CallEvents = ({ live }: { live: LiveCall | null }) => {
  const { t, i18n } = useTranslation('dock')
  const { t: panels } = useTranslation('dockPanels')
  const log = useCallLog()
  const { coaches, controls } = usePushedEvents()
  const offsetMs = useClockOffset()
  const entries: { atMs: number; text: string }[] = [
    ...log.map(({ atMs, what }) => ({ atMs, text: t(`call.log.${what}`) })),
    ...coaches.map(({ atMs, name, what }) => ({
      atMs: atMs - offsetMs,
      text: t(`call.log.${what}`, { name }),
    })),
    ...controls.map(({ atMs, what, name }) => ({
      atMs: atMs - offsetMs,
      text: t(`call.log.${what}`, { name: name ?? panels('consultEnded.somebody') }),
    })),
  ]
  if (live?.recordingSince !== null && live?.recordingSince !== undefined)
    entries.push({ atMs: live.recordingSince - offsetMs, text: t('call.log.recording') })
  return (
    <ScrollRegion className="dock-foot call-events" label={t('call.title')}>
      <h2 className="sec">{t('call.title')}</h2>
      <ol className="col g6">
        {entries
          .toSorted((one, other) => one.atMs - other.atMs)
          .slice(-shown)
          .map(({ atMs, text }) => (
            <li key={`${atMs} ${text}`} className="row g10 sm">
              <span className="num t2">{clock(atMs, i18n.language)}</span>
              <span className="el">{text}</span>
            </li>
          ))}
      </ol>
    </ScrollRegion>
  )
}
