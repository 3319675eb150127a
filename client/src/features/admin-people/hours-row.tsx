import { IconTrash } from '@tabler/icons-react'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../../ui/components/button.tsx'
import { clockOf, faultOf, type HoursDraft } from './hours-draft.ts'
import { crossesMidnight, weekdayName, weekdays } from './hours.ts'

const Time = ({
  label,
  value,
  onChange,
}: {
  label: string
  value: string
  onChange: (value: string) => void
}) => (
  // The browser's own time field speaks the browser's language: 24 h only where that does.
  <label className="hours-part time">
    <span className="lab">{label}</span>
    <span className="inp">
      <input
        inputMode="numeric"
        required
        autoComplete="off"
        placeholder="09:00"
        maxLength={5}
        className="num"
        aria-invalid={clockOf(value) === null}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        onBlur={() => onChange(clockOf(value) ?? value)}
      />
    </span>
  </label>
)

/** One window on some days of the week, in its own zone. */
export const HoursRow = ({
  draft,
  index,
  zonesId,
  onChange,
  onRemove,
}: {
  draft: HoursDraft
  index: number
  /** The `datalist` with all zones. */
  zonesId: string
  onChange: (draft: HoursDraft) => void
  onRemove: () => void
}) => {
  const { t, i18n } = useTranslation('adminShifts')
  const errorId = useId()
  const fault = faultOf(draft)
  const set = (change: Partial<HoursDraft>) => onChange({ ...draft, ...change })
  return (
    <fieldset className="hours-row" aria-describedby={fault === null ? undefined : errorId}>
      <legend className="vh">{t('windowNo', { number: index + 1 })}</legend>
      <div className="hours-part">
        <span className="lab">{t('days')}</span>
        <div className="week-days">
          {weekdays.map((day) => (
            <label key={day} className="week-day">
              <input
                type="checkbox"
                className="vh"
                checked={draft.days.includes(day)}
                onChange={(event) =>
                  set({
                    days: event.currentTarget.checked
                      ? [...draft.days, day]
                      : draft.days.filter((one) => one !== day),
                  })
                }
              />
              <span aria-hidden>{weekdayName(day, i18n.language)}</span>
              <span className="vh">{weekdayName(day, i18n.language, 'long')}</span>
            </label>
          ))}
        </div>
      </div>
      <Time label={t('from')} value={draft.start} onChange={(start) => set({ start })} />
      <Time label={t('until')} value={draft.end} onChange={(end) => set({ end })} />
      <label className="hours-part zone">
        <span className="lab">{t('timeZone')}</span>
        <span className="inp">
          <input
            list={zonesId}
            required
            spellCheck={false}
            autoComplete="off"
            maxLength={60}
            value={draft.timeZone}
            aria-invalid={fault === 'zone'}
            onChange={(event) => set({ timeZone: event.currentTarget.value.trim() })}
          />
        </span>
      </label>
      <IconButton icon={IconTrash} label={t('removeHours', { number: index + 1 })} onPress={onRemove} />
      {fault === null ? (
        crossesMidnight({ start: clockOf(draft.start) ?? '', end: clockOf(draft.end) ?? '' }) && (
          <p className="hours-say xs t2">{t('nextDay')}</p>
        )
      ) : (
        <p className="hours-say err" id={errorId}>
          {t(`fault.${fault}`)}
        </p>
      )}
    </fieldset>
  )
}
