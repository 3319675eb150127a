import { shiftRoutes, type PersonId, type TeamId } from '@hearthline/shared'
import { IconAlertTriangle, IconCalendarOff, IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchAnswer } from '../../api/query.ts'
import { serverNow } from '../../app/session.ts'
import { Chip } from '../../ui/components/alert.tsx'
import { Button, IconButton } from '../../ui/components/button.tsx'
import { Empty } from '../../ui/components/empty.tsx'
import { Choice, SearchBox } from '../../ui/components/list-tools.tsx'
import { PagedBody } from '../../ui/components/paged-body.tsx'
import { useNow } from '../../ui/components/timer.tsx'
import { cityOf, ownZone } from './hours.ts'
import { dateIn, movedDate, rangeOf } from './lane.ts'
import { ShiftLanes } from './shift-lanes.tsx'
import { ShiftPanel } from './shift-panel.tsx'
import { useTeams } from './use-directory.ts'

const pageSize = 25
const minuteMs = 60_000

const useDay = (part: {
  date: string
  timeZone: string
  teamId: TeamId | ''
  search: string
  offset: number
}) => {
  const query = {
    date: part.date,
    timeZone: part.timeZone,
    offset: part.offset,
    limit: pageSize,
    ...(part.teamId === '' ? {} : { teamId: part.teamId }),
    ...(part.search === '' ? {} : { search: part.search }),
  }
  return useQuery({
    queryKey: ['shifts', 'day', query],
    queryFn: ({ signal }) => fetchAnswer(shiftRoutes.day, { query, signal }),
    placeholderData: keepPreviousData,
    // People sign in and out, and windows open and close, without anybody pressing anything here.
    refetchInterval: 30_000,
  })
}

const DayStep = ({
  date,
  today,
  onMove,
}: {
  date: string
  today: string
  onMove: (date: string) => void
}) => {
  const { t, i18n } = useTranslation('adminShifts')
  const title = new Intl.DateTimeFormat(i18n.language === 'en' ? 'en-GB' : i18n.language, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    timeZone: 'UTC',
  })
    .format(Date.parse(`${date}T00:00:00Z`))
    .replace(',', '')
  return (
    <span className="row g4">
      <IconButton icon={IconChevronLeft} label={t('dayBefore')} onPress={() => onMove(movedDate(date, -1))} />
      <h3 className="h3 nw" aria-live="polite">
        {title}
      </h3>
      <IconButton icon={IconChevronRight} label={t('dayAfter')} onPress={() => onMove(movedDate(date, 1))} />
      {date !== today && (
        <Button size="sm" look="subtle" onPress={() => onMove(today)}>
          {t('today')}
        </Button>
      )}
    </span>
  )
}

/** Screen 11c: who may work when on one day, and who is there. */
export const ShiftDay = ({
  onEditHours,
}: {
  onEditHours: (person: { personId: PersonId; displayName: string }) => void
}) => {
  const { t } = useTranslation('adminShifts')
  const timeZone = ownZone()
  useNow(10_000)
  const now = serverNow()
  const today = dateIn(now, timeZone)
  const [moved, setMoved] = useState<string | null>(null)
  const date = moved ?? today
  const [teamId, setTeamId] = useState<TeamId | ''>('')
  const [search, setSearch] = useState('')
  const [offset, setOffset] = useState(0)
  const [chosen, setChosen] = useState<PersonId | null>(null)
  const teams = useTeams()
  const day = useDay({ date, timeZone, teamId, search, offset })
  const shownNow =
    day.data !== undefined && day.data.dayStartsAt <= now && now < day.data.dayEndsAt ? now : null
  const chosenLane = day.data?.items.find((lane) => lane.person.personId === chosen)
  return (
    <>
      {day.data !== undefined && (
        <p className="t2 sm shift-rule">
          {t('rule', { early: day.data.earlyGraceMinutes, late: day.data.lateGraceMinutes })}
        </p>
      )}
      <section className="card list-card" aria-label={t('title')}>
        <div className="hd wrap">
          <DayStep date={date} today={today} onMove={(to) => setMoved(to === today ? null : to)} />
          {day.data !== undefined && shownNow !== null && (
            <>
              <Chip tone="live">{t('inWindow', { count: day.data.inWindowNow })}</Chip>
              {day.data.outsideNow > 0 && (
                <Chip tone="hold" icon={IconAlertTriangle}>
                  {t('outside', { count: day.data.outsideNow })}
                </Chip>
              )}
            </>
          )}
          <span className="ml xs t3">{t('zone', { city: cityOf(timeZone) })}</span>
          <SearchBox
            small
            label={t('search')}
            value={search}
            width={180}
            onSearch={(text) => {
              setSearch(text)
              setOffset(0)
            }}
          />
          <Choice
            small
            label={t('columns.team')}
            value={teamId}
            onChoose={(team) => {
              setTeamId(team)
              setOffset(0)
            }}
            options={[
              { value: '', word: t('anyTeam') },
              ...(teams.data?.items ?? []).map((team) => ({ value: team.teamId, word: team.name })),
            ]}
          />
        </div>
        <PagedBody
          list={day}
          failed={t('failed')}
          offset={offset}
          limit={pageSize}
          onMove={setOffset}
          empty={
            <Empty icon={IconCalendarOff} title={t('empty')}>
              {t('emptyText')}
            </Empty>
          }
        >
          {(lanes) =>
            day.data !== undefined && (
              <ShiftLanes
                lanes={lanes}
                range={rangeOf(
                  lanes,
                  { from: day.data.dayStartsAt, to: day.data.dayEndsAt },
                  shownNow,
                  day.data.lateGraceMinutes * minuteMs,
                )}
                now={shownNow}
                graces={{
                  earlyMs: day.data.earlyGraceMinutes * minuteMs,
                  lateMs: day.data.lateGraceMinutes * minuteMs,
                }}
                timeZone={timeZone}
                chosen={chosen}
                onChoose={setChosen}
              />
            )
          }
        </PagedBody>
      </section>
      {chosenLane !== undefined && (
        <ShiftPanel lane={chosenLane} onEditHours={onEditHours} onClose={() => setChosen(null)} />
      )}
    </>
  )
}
