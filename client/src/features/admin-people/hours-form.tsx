import { shiftRoutes, type ShiftHours, type ShiftScope } from '@hearthline/shared'
import { IconCopy, IconEraser, IconPlus } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useId, useRef, useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import { useProblemText } from '../../api/use-problem-text.ts'
import { Alert } from '../../ui/components/alert.tsx'
import { Button } from '../../ui/components/button.tsx'
import { toast } from '../../ui/components/toast.tsx'
import { draftsOf, hoursOfDrafts, type HoursDraft } from './hours-draft.ts'
import { HoursRow } from './hours-row.tsx'
import { hoursLine, knownZones, ownZone } from './hours.ts'
import { useDirectoryChanged } from './use-directory.ts'

const mostRows = 28

/**
 * Edits weekly hours as a draft; Save replaces them all.
 * @param inherited what holds while a person has no hours of their own; null when they do, or for a team
 * @param copy fetches the hours of the person's teams, to start from
 */
export const HoursForm = ({
  scope,
  saved,
  inherited = null,
  copy,
}: {
  scope: ShiftScope
  saved: readonly ShiftHours[]
  inherited?: readonly ShiftHours[] | null
  copy?: () => Promise<ShiftHours[]>
}) => {
  const { t, i18n } = useTranslation('adminShifts')
  const { t: common } = useTranslation()
  const problemText = useProblemText()
  const changed = useDirectoryChanged()
  const zonesId = useId()
  const lastKey = useRef(saved.length)
  const [drafts, setDrafts] = useState<HoursDraft[]>(() => draftsOf(saved))
  const [touched, setTouched] = useState(false)
  const edit = (next: HoursDraft[]) => {
    setDrafts(next)
    setTouched(true)
  }
  const add = (hours: readonly ShiftHours[]) => {
    const added = draftsOf(hours, lastKey.current + 1)
    lastKey.current += hours.length
    return added
  }
  const copying = useMutation({
    mutationFn: async () => (copy === undefined ? [] : copy()),
    onSuccess: (hours) => {
      if (hours.length === 0) toast({ key: 'hours-copied', tone: 'idle', title: t('copyNone') })
      else edit(add(hours))
    },
    onError: (error) =>
      toast({ key: 'hours-copied', tone: 'bad', title: t('hoursNot'), text: problemText(problemOf(error)) }),
  })
  const save = useMutation({
    mutationFn: (hours: ShiftHours[]) => fetchAnswer(shiftRoutes.setHours, { body: { scope, hours } }),
    onSuccess: async ({ hours, ended }) => {
      edit(add(hours))
      setTouched(false)
      toast({ key: 'hours-saved', tone: 'ready', title: t('hoursSaved'), text: t('ended', { count: ended }) })
      await changed()
    },
  })
  const hours = hoursOfDrafts(drafts)
  const last = drafts.at(-1)
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    if (hours !== null && touched && !save.isPending) save.mutate(hours)
  }
  return (
    <form className="col g12 p16" onSubmit={onSubmit}>
      {save.error !== null && (
        <Alert tone="bad" urgent>
          {problemText(problemOf(save.error))}
        </Alert>
      )}
      {inherited !== null && (
        <Alert tone="idle">
          {inherited.length === 0
            ? t('noHoursAnywhere')
            : t('inherits', { hours: inherited.map((one) => hoursLine(one, i18n.language)).join(' · ') })}
        </Alert>
      )}
      {drafts.length === 0 && inherited === null && <p className="t2">{t('noHours')}</p>}
      {drafts.map((draft, index) => (
        <HoursRow
          key={draft.key}
          draft={draft}
          index={index}
          zonesId={zonesId}
          onChange={(next) => edit(drafts.map((one) => (one.key === draft.key ? next : one)))}
          onRemove={() => edit(drafts.filter((one) => one.key !== draft.key))}
        />
      ))}
      <datalist id={zonesId}>
        {knownZones().map((zone) => (
          <option key={zone} value={zone}>
            {zone}
          </option>
        ))}
      </datalist>
      <div className="row g8 wrap">
        <Button
          icon={IconPlus}
          onPress={
            drafts.length < mostRows
              ? () =>
                  edit([
                    ...drafts,
                    ...add([
                      {
                        days: [1, 2, 3, 4, 5],
                        start: '09:00',
                        end: '17:00',
                        timeZone: last?.timeZone ?? ownZone(),
                      },
                    ]),
                  ])
              : undefined
          }
        >
          {t('addHours')}
        </Button>
        {copy !== undefined && (
          <Button icon={IconCopy} pending={copying.isPending} onPress={() => copying.mutate()}>
            {t('copyTeam')}
          </Button>
        )}
        <Button icon={IconEraser} onPress={drafts.length === 0 ? undefined : () => edit([])}>
          {t('clear')}
        </Button>
        <span className="ml">
          <Button
            type="submit"
            look="primary"
            pending={save.isPending}
            onPress={touched && hours !== null ? () => undefined : undefined}
          >
            {common('action.save')}
          </Button>
        </span>
      </div>
      {touched && <p className="xs t2">{t('draft')}</p>}
    </form>
  )
}
