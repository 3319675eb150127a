import { useId, useState, type Ref } from 'react'
import './code-input.css'

/**
 * A code in cells. It is one real text field over drawn cells, so paste, autofill, IMEs and screen readers work as in
 * any field (WCAG 3.3.8). `clean` drops what cannot be part of the code.
 */
export const CodeInput = ({
  label,
  value,
  length,
  clean,
  onChange,
  onComplete,
  numeric = false,
  invalid = false,
  disabled = false,
  describedBy,
  ref,
}: {
  label: string
  value: string
  length: number
  clean: (text: string) => string
  onChange: (value: string) => void
  /** Enter in a full field. */
  onComplete?: (() => void) | undefined
  numeric?: boolean
  invalid?: boolean
  disabled?: boolean
  describedBy?: string | undefined
  ref?: Ref<HTMLInputElement>
}) => {
  const id = useId()
  const [focused, setFocused] = useState(false)
  const current = Math.min(value.length, length - 1)
  return (
    <div>
      <label className="lab" htmlFor={id}>
        {label}
      </label>
      <div className="code-input" style={{ ['--cells' as string]: length }}>
        <div className="code-cells code" aria-hidden>
          {Array.from({ length }, (_, index) => (
            <span
              key={index}
              className={`code-cell${focused && index === current ? ' focus' : ''}${invalid ? ' bad' : ''}`}
            >
              {value[index] ?? ''}
            </span>
          ))}
        </div>
        <input
          id={id}
          ref={ref}
          value={value}
          inputMode={numeric ? 'numeric' : 'text'}
          autoComplete="one-time-code"
          autoCapitalize="characters"
          spellCheck={false}
          disabled={disabled}
          aria-invalid={invalid}
          aria-describedby={describedBy}
          onFocus={() => setFocused(true)}
          onBlur={() => setFocused(false)}
          onChange={(event) => onChange(clean(event.currentTarget.value).slice(0, length))}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && onComplete !== undefined) {
              event.preventDefault()
              onComplete()
            }
          }}
        />
      </div>
    </div>
  )
}
