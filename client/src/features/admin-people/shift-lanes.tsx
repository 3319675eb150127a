import type { PersonId, ShiftLane } from '@hearthline/shared'
import { IconPower, IconUserCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useFloorAgent } from '../../realtime/index.ts'
import { Icon } from '../../ui/components/icon.tsx'
import { PersonName } from '../../ui/components/person.tsx'
import { shownState, StateMark, useStateWord } from '../../ui/components/state-mark.tsx'
import { cityOf } from './hours.ts'
import { graceTail, hoursOf, noteOf, placeOf, type Graces, type Range } from './lane.ts'
import { useLaneWords } from './use-lane-words.ts'

const Mark = ({ lane }: { lane: ShiftLane }) => {
  const { t } = useTranslation('adminShifts')
  const word = useStateWord()
  const { agent } = useFloorAgent(lane.person.personId)
  if (agent !== null && lane.signedIn) {
    const state = shownState(agent.state)
    return (
      <>
        <StateMark state={state} size={20} />
        <span className="vh">{word(state)}</span>
      </>
    )
  }
  return (
    <span className="lane-mark t2">
      <Icon of={lane.signedIn ? IconUserCheck : IconPower} size={16} />
      <span className="vh">{t(lane.signedIn ? 'signedIn' : 'signedOut')}</span>
    </span>
  )
}

const Bar = ({
  look,
  range,
  from,
  until,
  text,
}: {
  look: 'window' | 'grace' | 'overtime'
  range: Range
  from: number
  until: number
  text: string
}) => {
  const place = placeOf(range, from, until)
  return place === null ? null : (
    <span
      className={`lane-bar ${look} xs m el`}
      style={{ left: `${place.left}%`, width: `${place.width}%` }}
      title={text}
    >
      {text}
    </span>
  )
}

const Lane = ({
  lane,
  range,
  now,
  graces,
  timeZone,
}: {
  lane: ShiftLane
  range: Range
  now: number | null
  graces: Graces
  timeZone: string
}) => {
  const { t } = useTranslation('adminShifts')
  const { time } = useLaneWords()
  const tail = graceTail(lane, now, graces)
  const nowPlace = now === null ? null : placeOf(range, now, range.to)
  return (
    <div className="lane">
      {lane.always && <span className="lane-bar always xs t2 el">{t('note.always')}</span>}
      {lane.windows.map((window) => {
        const other = window.timeZone === timeZone ? '' : ` ${cityOf(window.timeZone)}`
        return (
          <Bar
            key={window.startsAt}
            look="window"
            range={range}
            from={window.startsAt}
            until={window.endsAt}
            text={`${time(window.startsAt, window.timeZone)}–${time(window.endsAt, window.timeZone)}${other}`}
          />
        )
      })}
      {tail !== null && (
        <Bar
          look="grace"
          range={range}
          from={tail.from}
          until={tail.until}
          text={t('graceUntil', { time: time(tail.until, timeZone) })}
        />
      )}
      {lane.overtime.map((grant) => (
        <Bar
          key={grant.overtimeId}
          look="overtime"
          range={range}
          from={grant.from}
          until={grant.until}
          text={t('overtimeUntil', { time: time(grant.until, timeZone) })}
        />
      ))}
      {nowPlace !== null && <span className="lane-now" aria-hidden style={{ left: `${nowPlace.left}%` }} />}
    </div>
  )
}

/** Everybody's day by the hour. A table with its times as text, so that it reads without its drawing. */
export const ShiftLanes = ({
  lanes,
  range,
  now,
  graces,
  timeZone,
  chosen,
  onChoose,
}: {
  lanes: readonly ShiftLane[]
  range: Range
  now: number | null
  graces: Graces
  timeZone: string
  chosen: PersonId | null
  onChoose: (personId: PersonId) => void
}) => {
  const { t } = useTranslation('adminShifts')
  const { time, noteText } = useLaneWords()
  const hours = hoursOf(range)
  return (
    <table className="tight lanes" style={{ ['--hours' as string]: hours.length }}>
      <thead>
        <tr>
          <th scope="col">{t('columns.person')}</th>
          <th scope="col">{t('columns.team')}</th>
          <th scope="col" className="lane-cell">
            <span className="vh">{t('columns.windows')}</span>
            <span className="lane-hours num" aria-hidden>
              {hours.map((hour, index) => (
                <span key={hour} className={index % 2 === 1 ? 'lane-odd' : ''}>
                  {time(hour, timeZone).slice(0, 2)}
                </span>
              ))}
            </span>
          </th>
          <th scope="col">{t('columns.note')}</th>
        </tr>
      </thead>
      <tbody>
        {lanes.map((lane) => {
          const { personId, displayName, teams } = lane.person
          const note = noteOf(lane, now, graces, timeZone)
          return (
            // The name in it is the button; the row only takes the pointer.
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
            <tr
              key={personId}
              className={`act${personId === chosen ? ' sel' : ''}`}
              onClick={() => onChoose(personId)}
            >
              <td className="nw">
                <div className="row g10">
                  <Mark lane={lane} />
                  <button type="button" className="row-button m" aria-pressed={personId === chosen}>
                    <PersonName name={displayName} />
                  </button>
                </div>
              </td>
              <td className="t2 nw">
                <PersonName name={teams.map((team) => team.name).join(', ')} />
              </td>
              <td className="lane-cell">
                <Lane lane={lane} range={range} now={now} graces={graces} timeZone={timeZone} />
              </td>
              <td className={`xs nw ${note?.type === 'outside' || note?.type === 'grace' ? 'c-hold' : 't2'}`}>
                {noteText(note)}
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
