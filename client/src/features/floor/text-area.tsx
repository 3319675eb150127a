import { type ComponentProps, useId } from 'react'
import { useTranslation } from 'react-i18next'

/** A labelled field of several lines, with its hint, and near its end how much room is left. */
export const TextArea = ({
  label,
  hint,
  maxLength,
  value,
  ...rest
}: { label: string; hint: string; maxLength: number; value: string } & Omit<
  ComponentProps<'textarea'>,
  'value'
>) => {
  const { t } = useTranslation('floor')
  const id = useId()
  const left = maxLength - value.length
  return (
    <div>
      <label className="lab" htmlFor={id}>
        {label}
      </label>
      <textarea
        {...rest}
        id={id}
        className="inp floor-text"
        rows={4}
        maxLength={maxLength}
        value={value}
        aria-describedby={`${id}-hint`}
      />
      <div className="hint" id={`${id}-hint`}>
        {hint} {left <= 50 && <span className="num">{t('form.left', { count: left })}</span>}
      </div>
    </div>
  )
}
