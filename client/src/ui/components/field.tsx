import { useId, type ComponentProps, type ReactNode } from 'react'

/** A labelled text field with its hint and error wired to it. `side` stands at the end of the field. */
export const Field = ({
  label,
  hint,
  error,
  side,
  size,
  className = '',
  ...input
}: {
  label: string
  hint?: ReactNode
  error?: string | undefined
  side?: ReactNode
  size?: 'lg'
} & Omit<ComponentProps<'input'>, 'size'>) => {
  const id = useId()
  const described = [hint === undefined ? '' : `${id}-hint`, error === undefined ? '' : `${id}-error`]
    .filter((part) => part !== '')
    .join(' ')
  return (
    <div className={className}>
      <label className="lab" htmlFor={id}>
        {label}
      </label>
      <div className={`inp ${size ?? ''}`}>
        <input
          {...input}
          id={id}
          aria-invalid={error !== undefined}
          aria-describedby={described === '' ? undefined : described}
        />
        {side}
      </div>
      {hint !== undefined && (
        <div className="hint" id={`${id}-hint`}>
          {hint}
        </div>
      )}
      {error !== undefined && (
        <div className="err" id={`${id}-error`} role="alert">
          {error}
        </div>
      )}
    </div>
  )
}
