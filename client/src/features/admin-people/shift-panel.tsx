import { shiftRoutes, type Overtime, type PersonId, type ShiftLane } from '@hearthline/shared'
import { IconClockPlus, IconX } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import { useProblemText } from '../../api/use-problem-text.ts'
import { serverNow } from '../../app/session.ts'
import { Button, IconButton } from '../../ui/components/button.tsx'
import { Avatar } from '../../ui/components/person.tsx'
import { toast } from '../../ui/components/toast.tsx'
import { hoursLine, ownZone } from './hours.ts'
import { OvertimeModal } from './overtime-modal.tsx'
import { useDirectoryChanged } from './use-directory.ts'
import { useLaneWords } from './use-lane-words.ts'

const Grant = ({ personId, grant }: { personId: PersonId; grant: Overtime }) => {
  const { t } = useTranslation('adminShifts')
  const { time } = useLaneWords()
  const problemText = useProblemText()
  const changed = useDirectoryChanged()
  const timeZone = ownZone()
  const takeBack = useMutation({
    mutationFn: () =>
      fetchAnswer(shiftRoutes.endOvertime, { params: { personId, overtimeId: grant.overtimeId } }),
    onSuccess: () => toast({ key: grant.overtimeId, tone: 'idle', title: t('overtime.takenBack') }),
    onError: (error) =>
      toast({
        key: grant.overtimeId,
        tone: 'bad',
        title: t('overtime.notTakenBack'),
        text: problemText(problemOf(error)),
      }),
    onSettled: changed,
  })
  const span = `${time(grant.from, timeZone)}–${time(grant.until, timeZone)}`
  return (
    <li className="row g8 wrap">
      <span className="num">{span}</span>
      <span className="t2 grant-reason">
        {grant.reason}
        {grant.by !== null && ` · ${grant.by.displayName}`}
      </span>
      {grant.until > serverNow() && (
        <Button size="sm" pending={takeBack.isPending} onPress={() => takeBack.mutate()}>
          {t('overtime.takeBack')} <span className="vh">{span}</span>
        </Button>
      )}
    </li>
  )
}

/** The hours of one person and what was granted on top. */
export const ShiftPanel = ({
  lane,
  onEditHours,
  onClose,
}: {
  lane: ShiftLane
  onEditHours: (person: { personId: PersonId; displayName: string }) => void
  onClose: () => void
}) => {
  const { t, i18n } = useTranslation('adminShifts')
  const { t: common } = useTranslation()
  const [granting, setGranting] = useState(false)
  const { person, overtime } = lane
  const hours = useQuery({
    queryKey: ['shifts', 'hours', 'person', person.personId],
    queryFn: ({ signal }) => fetchAnswer(shiftRoutes.hours, { query: { personId: person.personId }, signal }),
  })
  return (
    <section className="card shift-panel" aria-label={person.displayName}>
      <div className="hd wrap">
        <Avatar name={person.displayName} />
        <h3 className="h3 el">{person.displayName}</h3>
        <span className="ml row g8">
          <Button size="sm" icon={IconClockPlus} onPress={() => setGranting(true)}>
            {t('overtime.grant')}
          </Button>
          <Button size="sm" onPress={() => onEditHours(person)}>
            {t('editHours')}
          </Button>
          <IconButton icon={IconX} label={common('action.close')} onPress={onClose} />
        </span>
      </div>
      <dl className="dt p16">
        <dt>{t('hours')}</dt>
        <dd>
          {hours.data === undefined ? (
            <span className="t3">{hours.isError ? t('hoursFailed') : '…'}</span>
          ) : hours.data.hours.length === 0 ? (
            t('note.always')
          ) : (
            <>
              {hours.data.hours.map((one) => hoursLine(one, i18n.language)).join(' · ')}
              {hours.data.inherited && <span className="t3"> {t('fromTeam')}</span>}
            </>
          )}
        </dd>
        <dt>{t('overtime.title')}</dt>
        <dd>
          {overtime.length === 0 ? (
            <span className="t3">{t('overtime.none')}</span>
          ) : (
            <ul className="col g6">
              {overtime.map((grant) => (
                <Grant key={grant.overtimeId} personId={person.personId} grant={grant} />
              ))}
            </ul>
          )}
        </dd>
      </dl>
      {granting && <OvertimeModal person={person} onClose={() => setGranting(false)} />}
    </section>
  )
}
