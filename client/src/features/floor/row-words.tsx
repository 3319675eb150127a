import type { CallSupervisor, LiveCall, MonitorMode, PersonId } from '@hearthline/shared'
import { IconEar, IconMessage, IconPhoneIncoming, IconPhoneOutgoing } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../../ui/components/icon.tsx'
import { useStateWord } from '../../ui/components/state-mark.tsx'
import { duration } from '../../ui/format/time.ts'
import type { FloorRow } from './floor-summary.ts'

const loudness: Record<MonitorMode, number> = { 'take-over': 0, barge: 1, whisper: 2, listen: 3 }

/** Who of the leads has an ear or a voice in this call: the own leg first, then the loudest. Null while nobody has. */
export function useSupervisorWord(): (
  supervisors: readonly CallSupervisor[],
  me: PersonId | null,
) => string | null {
  const { t } = useTranslation('floor')
  return (supervisors, me) => {
    const [first, ...others] = supervisors.toSorted(
      (one, other) =>
        Number(other.personId === me) - Number(one.personId === me) ||
        loudness[one.mode] - loudness[other.mode],
    )
    if (first === undefined) return null
    const word =
      first.personId === me
        ? t(`supervisor.you.${first.mode}`)
        : t(`supervisor.other.${first.mode}`, { name: first.displayName })
    return others.length === 0 ? word : t('supervisor.more', { first: word, count: others.length })
  }
}

/** The state's word; in a call, silence and talking at once instead, for then the mark says the call. */
export function useShownWord(): (row: FloorRow) => string {
  const { t } = useTranslation('floor')
  const word = useStateWord()
  return (row) => {
    const talk = row.call?.phase === 'connected' ? (row.call.talk?.state ?? null) : null
    return row.state === 'on-call' && (talk === 'silence' || talk === 'over-talk')
      ? t(`talk.${talk}`)
      : word(row.state)
  }
}

/** `+1 ••47`: country and the digits that are shown, which is what tells numbers apart. */
const endsOf = (maskedNumber: string): string => maskedNumber.replace(/^(\+\d+) .*?(•+\d*)$/, '$1 $2')

/** Direction and customer, masked. */
export const CallWords = ({ call, narrow = false }: { call: LiveCall; narrow?: boolean }) => {
  const { t } = useTranslation('floor')
  const { displayName, maskedNumber } = call.customer
  return (
    <span className="row g4 el t2 num" title={`${displayName ?? ''} ${maskedNumber}`.trim()}>
      <Icon of={call.direction === 'inbound' ? IconPhoneIncoming : IconPhoneOutgoing} size={14} />
      <span className="vh">{t(`direction.${call.direction}`)}</span>
      <span className="el">{displayName ?? (narrow ? endsOf(maskedNumber) : maskedNumber)}</span>
    </span>
  )
}

/** What else there is to say of somebody without an alert: a lead in the call, the customer, or where they stand. */
export const RowNote = ({
  row,
  me,
  narrow = false,
}: {
  row: FloorRow
  me: PersonId | null
  narrow?: boolean
}) => {
  const { t } = useTranslation('floor')
  const supervisorWord = useSupervisorWord()
  const { call, takenOver, agent } = row
  const supervisors = supervisorWord((takenOver ?? call)?.supervisors ?? [], me)
  if (supervisors !== null)
    return (
      <span className="row g4 b el c-coach">
        <Icon
          of={
            (takenOver ?? call)?.supervisors.every(({ mode }) => mode === 'listen') === true
              ? IconEar
              : IconMessage
          }
          size={14}
        />
        <span className="el">{supervisors}</span>
      </span>
    )
  if (call !== null) return <CallWords call={call} narrow={narrow} />
  if (agent.state.type === 'wrap-up')
    return (
      <span className="t2 num">
        {t('tile.ofTime', { time: duration(agent.state.endsAt - agent.state.since) })}
      </span>
    )
  return (
    <span className="el t2">
      {row.state === 'ready' ? t('tile.reachable') : agent.teams.map((team) => team.name).join(', ')}
    </span>
  )
}
