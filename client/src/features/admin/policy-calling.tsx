import { BreakReason, type Policies } from '@hearthline/shared'
import { useTranslation } from 'react-i18next'
import { Field } from '../../ui/components/field.tsx'
import { useStateWord } from '../../ui/components/state-mark.tsx'
import { breakMinutesOf, type PolicyDraft, tollFaults, type TollDraft, usualNight } from './policy-draft.ts'
import { PolicySection, WordRow } from './policy-parts.tsx'

interface Part {
  saved: Policies
  draft: PolicyDraft
  change: (more: PolicyDraft) => void
}

/** What may be dialled at all, whoever asks. */
const TollGuardSection = ({ saved, draft, change }: Part) => {
  const { t } = useTranslation('adminAccess')
  const { toll } = draft
  const faults = tollFaults(saved.toll, toll)
  const set = (more: TollDraft) => change({ ...draft, toll: { ...toll, ...more } })
  const night = toll.night ?? saved.toll.nightAbroad !== null
  const { from, until } = saved.toll.nightAbroad ?? usualNight
  return (
    <PolicySection title={t('calling.toll')} text={t('calling.tollText')}>
      <Field
        label={t('calling.countries')}
        hint={t('calling.countriesHint')}
        error={faults.includes('countries') ? t('calling.countriesBad') : undefined}
        spellCheck={false}
        value={toll.countries ?? saved.toll.countries.join(' ')}
        onChange={(event) => set({ countries: event.currentTarget.value })}
      />
      <WordRow
        label={t('calling.premium')}
        value={toll.premium ?? saved.toll.premium}
        options={['refuse', 'allow']}
        word={(premium) => t(`calling.premiumWord.${premium}`)}
        onChoose={(premium) => set({ premium })}
      />
      <div className="policy-numbers">
        {(['concurrent', 'hourlyPerAgent'] as const).map((word) => (
          <Field
            key={word}
            label={t(`calling.${word}`)}
            error={faults.includes(word) ? t(`calling.${word}Bad`) : undefined}
            inputMode="numeric"
            maxLength={5}
            value={toll[word] ?? String(saved.toll[word])}
            onChange={(event) => set({ [word]: event.currentTarget.value })}
          />
        ))}
      </div>
      <label className="row g8 sm">
        <input
          type="checkbox"
          checked={night}
          onChange={(event) => set({ night: event.currentTarget.checked })}
        />
        {t('calling.night')}
      </label>
      {night && (
        <div className="policy-numbers">
          <Field
            label={t('calling.nightFrom')}
            type="time"
            error={faults.includes('nightAbroad') ? t('calling.nightBad') : undefined}
            value={toll.nightFrom ?? from}
            onChange={(event) => set({ nightFrom: event.currentTarget.value })}
          />
          <Field
            label={t('calling.nightUntil')}
            type="time"
            value={toll.nightUntil ?? until}
            onChange={(event) => set({ nightUntil: event.currentTarget.value })}
          />
        </div>
      )}
    </PolicySection>
  )
}

/** Whether Ready waits for the check, and how long each kind of break may last. */
const ShiftSection = ({ saved, draft, change }: Part) => {
  const { t } = useTranslation('adminAccess')
  const word = useStateWord()
  return (
    <PolicySection title={t('calling.shift')} text={t('calling.shiftText')}>
      <WordRow
        label={t('calling.lineCheck')}
        value={draft.lineCheck ?? saved.lineCheck}
        options={['required', 'offered']}
        word={(choice) => t(`calling.lineCheckWord.${choice}`)}
        onChoose={(lineCheck) => change({ ...draft, lineCheck })}
      />
      <p className="sec">{t('calling.breaks')}</p>
      <div className="policy-numbers">
        {BreakReason.options.map((reason) => {
          const text = draft.breaks[reason] ?? String(saved.breakMinutes[reason])
          return (
            <Field
              key={reason}
              label={word(reason)}
              error={breakMinutesOf(text) === undefined ? t('calling.breakBad') : undefined}
              inputMode="numeric"
              maxLength={3}
              value={text}
              onChange={(event) =>
                change({ ...draft, breaks: { ...draft.breaks, [reason]: event.currentTarget.value } })
              }
            />
          )
        })}
      </div>
    </PolicySection>
  )
}

/** The policies of calling, in the form of all of them. */
export const CallingSections = (part: Part) => (
  <>
    <TollGuardSection {...part} />
    <ShiftSection {...part} />
  </>
)
