import type { CallId } from '@hearthline/shared'
import { IconFilterOff, IconUsers } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { type KeyboardEvent, useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '../../app/session.ts'
import { ListeningBar } from './listening-bar.tsx'
import { serverNowMs, useHasFloor } from '../../realtime/index.ts'
import { useListening, useListeningCommands } from '../../softphone/index.ts'
import { Button } from '../../ui/components/button.tsx'
import { Empty, Skeleton } from '../../ui/components/empty.tsx'
import { PageTitle } from '../../ui/components/page-title.tsx'
import { AgentTile } from './agent-tile.tsx'
import { FloorAside } from './floor-aside.tsx'
import { FloorCounters } from './floor-counters.tsx'
import { type FloorChoice, FloorFilters } from './floor-filters.tsx'
import { nextIndex, sortRows } from './floor-order.ts'
import { FloorTable } from './floor-table.tsx'
import { LiveMark } from './live-mark.tsx'
import { TickerProvider } from './ticker.tsx'
import { countRows, useFloorNow, useFloorOrder } from './use-floor-rows.ts'
import './floor.css'

/** Arrow keys walk the tiles; the grid has one stop for Tab. */
const walk = (event: KeyboardEvent<HTMLUListElement>): void => {
  const tiles = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-tile]')]
  const index = tiles.findIndex((tile) => tile === event.target)
  if (index === -1) return
  const columns = getComputedStyle(event.currentTarget).gridTemplateColumns.split(' ').length
  const next = nextIndex(event.key, index, tiles.length, columns)
  if (next === null) return
  event.preventDefault()
  tiles[next]?.focus()
}

const Floor = () => {
  const { t } = useTranslation('floor')
  const me = useMe()
  const navigate = useNavigate()
  const { rows, calls } = useFloorNow()
  const [choice, setChoice] = useState<FloorChoice>({
    view: 'tiles',
    family: 'all',
    sort: 'needs',
    search: '',
  })
  const [pointed, setPointed] = useState(false)
  const [focused, setFocused] = useState<string | null>(null)
  const order = useFloorOrder(rows, choice, pointed || focused !== null)
  const listening = useListening()
  const { listen, stop } = useListeningCommands()
  const lead = me?.role === 'lead'
  const heard = listening.type === 'off' || listening.type === 'over' ? null : listening.callId

  const open = useCallback(
    (callId: CallId) => void navigate({ to: '/live/$callId', params: { callId } }),
    [navigate],
  )
  const startListening = useCallback(
    (callId: CallId) => {
      listen?.(callId)
      open(callId)
    },
    [listen, open],
  )
  const onListen = lead && listen !== undefined ? startListening : undefined
  const ids = order.map((row) => row.personId)
  const stopId = ids.find((id) => id === focused) ?? ids[0]
  const body = () => {
    if (rows.length === 0)
      return (
        <Empty icon={IconUsers} title={t('empty')}>
          {t('emptyText')}
        </Empty>
      )
    if (ids.length === 0)
      return (
        <Empty
          icon={IconFilterOff}
          title={t('noMatch')}
          action={
            <Button onPress={() => setChoice({ ...choice, family: 'all', search: '' })}>{t('clear')}</Button>
          }
        >
          {t('noMatchText')}
        </Empty>
      )
    if (choice.view === 'table')
      return <FloorTable ids={ids} listeningTo={heard} onListen={onListen} onStop={stop} />
    return (
      // Pointer and focus only freeze the order; every action is on the tiles' own buttons.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
      <ul
        className="floor-grid"
        onKeyDown={walk}
        onPointerEnter={() => setPointed(true)}
        onPointerLeave={() => setPointed(false)}
        onFocus={({ target }) =>
          setFocused(target.closest<HTMLElement>('[data-person-id]')?.dataset['personId'] ?? null)
        }
        onBlur={({ currentTarget, relatedTarget }) => {
          if (!currentTarget.contains(relatedTarget)) setFocused(null)
        }}
      >
        {order.map(({ personId, callId }) => (
          <AgentTile
            key={personId}
            personId={personId}
            tabIndex={personId === stopId ? 0 : -1}
            listening={heard !== null && callId === heard}
            onListen={onListen}
            onStop={stop}
            onOpen={lead ? open : undefined}
          />
        ))}
      </ul>
    )
  }
  return (
    <div className="floor">
      <div className="floor-main">
        <ListeningBar />
        <FloorCounters counts={countRows(rows)} calls={calls} />
        <FloorFilters choice={choice} onChange={(part) => setChoice({ ...choice, ...part })} />
        <div className="floor-body scroll">{body()}</div>
      </div>
      <FloorAside rows={sortRows(rows, 'needs')} onListen={onListen} />
    </div>
  )
}

/** Everybody of the lead's teams, live: states, calls, lines, and who needs help. */
export const FloorScreen = () => {
  const { t } = useTranslation('floor')
  const me = useMe()
  const known = useHasFloor()
  const teams = me?.teams.map((team) => team.name).join(', ') ?? ''
  return (
    <TickerProvider now={serverNowMs}>
      <PageTitle title={t('title')} {...(teams === '' ? {} : { context: teams })} end={<LiveMark />} />
      {known ? <Floor /> : <Skeleton rows={8} />}
    </TickerProvider>
  )
}
