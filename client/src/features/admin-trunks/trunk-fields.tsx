import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { Field } from '../../ui/components/field.tsx'
import { Choice } from '../../ui/components/list-tools.tsx'
import type { FaultyField, TrunkDraft } from './trunk-draft.ts'

/** What every part of the form needs. */
export interface FormPart {
  draft: TrunkDraft
  set: (change: Partial<TrunkDraft>) => void
  errorOf: (field: FaultyField) => string | undefined
}

export const Check = ({
  label,
  hint,
  checked,
  onChange,
}: {
  label: string
  hint?: string
  checked: boolean
  onChange: (checked: boolean) => void
}) => {
  const id = useId()
  return (
    <div>
      <label className="row g8">
        <input
          type="checkbox"
          checked={checked}
          aria-describedby={hint === undefined ? undefined : id}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
        <span>{label}</span>
      </label>
      {hint !== undefined && (
        <div className="hint" id={id}>
          {hint}
        </div>
      )}
    </div>
  )
}

/** Several lines of text, with their hint and error wired to them. */
const Lines = ({
  label,
  hint,
  value,
  error,
  rows = 3,
  onChange,
}: {
  label: string
  hint: string
  value: string
  error: string | undefined
  rows?: number
  onChange: (value: string) => void
}) => {
  const id = useId()
  return (
    <div>
      <label className="lab" htmlFor={id}>
        {label}
      </label>
      <textarea
        id={id}
        className="inp code trunk-addresses"
        rows={rows}
        spellCheck={false}
        aria-invalid={error !== undefined}
        aria-describedby={`${id}-say`}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <div className={error === undefined ? 'hint' : 'err'} id={`${id}-say`}>
        {error ?? hint}
      </div>
    </div>
  )
}

/** When it is used, and for which numbers. */
export const RoutingFields = ({ draft, set, errorOf }: FormPart) => {
  const { t } = useTranslation('adminTrunks')
  return (
    <fieldset className="plain-set col g12">
      <legend className="sec trunk-legend">{t('form.routing')}</legend>
      <div className="trunk-three">
        {(['rank', 'weight', 'channels'] as const).map((field) => (
          <Field
            key={field}
            label={t(`form.${field}`)}
            hint={t(`form.${field}Hint`)}
            inputMode="numeric"
            maxLength={5}
            error={errorOf(field)}
            value={draft[field]}
            onChange={(event) => set({ [field]: event.currentTarget.value })}
          />
        ))}
      </div>
      <Lines
        label={t('form.prefixes')}
        hint={t('form.prefixesHint')}
        value={draft.prefixes}
        error={errorOf('prefixes')}
        onChange={(prefixes) => set({ prefixes })}
      />
      <div className="trunk-pair">
        <Field
          label={t('form.callerId')}
          hint={t('form.callerIdHint')}
          required
          inputMode="tel"
          maxLength={24}
          error={errorOf('callerId')}
          value={draft.callerId}
          onChange={(event) => set({ callerId: event.currentTarget.value })}
        />
        <Lines
          label={t('form.callerIds')}
          hint={t('form.callerIdsHint')}
          rows={2}
          value={draft.callerIds}
          error={errorOf('callerIds')}
          onChange={(callerIds) => set({ callerIds })}
        />
      </div>
    </fieldset>
  )
}

/** How the two sides know each other. */
export const TrustFields = ({ draft, set, errorOf, hasPassword }: FormPart & { hasPassword: boolean }) => {
  const { t } = useTranslation('adminTrunks')
  return (
    <fieldset className="plain-set col g12">
      <legend className="sec trunk-legend">{t('form.trust')}</legend>
      <div className="trunk-pair">
        <Field
          label={t('form.username')}
          hint={t('form.usernameHint')}
          maxLength={100}
          spellCheck={false}
          autoComplete="off"
          error={errorOf('username')}
          value={draft.username}
          onChange={(event) => set({ username: event.currentTarget.value })}
        />
        <Field
          label={t('form.password')}
          hint={t(hasPassword ? 'form.passwordKept' : 'form.passwordNew')}
          type="password"
          maxLength={200}
          autoComplete="new-password"
          error={errorOf('password')}
          value={draft.password}
          onChange={(event) => set({ password: event.currentTarget.value })}
        />
      </div>
      <Check
        label={t('form.register')}
        hint={t('form.registerHint')}
        checked={draft.register}
        onChange={(register) => set({ register })}
      />
      {draft.transport === 'tls' && (
        <Lines
          label={t('form.tlsTrust')}
          hint={t('form.tlsTrustHint')}
          rows={4}
          value={draft.tlsTrust}
          error={errorOf('tlsTrust')}
          onChange={(tlsTrust) => set({ tlsTrust })}
        />
      )}
      <Lines
        label={t('form.addresses')}
        hint={t('form.addressesHint')}
        rows={2}
        value={draft.addresses}
        error={errorOf('addresses')}
        onChange={(addresses) => set({ addresses })}
      />
      <div>
        <div className="lab">{t('form.digits')}</div>
        <Choice
          label={t('form.digits')}
          value={draft.digits}
          options={[
            { value: 'rfc4733', word: t('form.digitsWord.rfc4733') },
            { value: 'info', word: t('form.digitsWord.info') },
          ]}
          onChoose={(digits) => digits !== '' && set({ digits })}
        />
      </div>
    </fieldset>
  )
}
