import { type ReactNode, useId } from 'react'

/** One subject of the policies: a card with its title. */
export const PolicySection = ({
  title,
  text,
  children,
}: {
  title: string
  text?: string
  children: ReactNode
}) => (
  <section className="card p16 policy-section" aria-label={title}>
    <h3 className="h3">{title}</h3>
    {text !== undefined && <p className="xs t2">{text}</p>}
    {children}
  </section>
)

/** One of few words, its own label beside it. */
export const WordRow = <Value extends string>({
  label,
  value,
  options,
  word,
  onChoose,
}: {
  label: string
  value: Value
  options: readonly Value[]
  word: (value: Value) => string
  onChoose: (value: Value) => void
}) => {
  const id = useId()
  return (
    <div className="row g12">
      <label className="f1 sm" htmlFor={id}>
        {label}
      </label>
      <select
        id={id}
        className="inp small policy-word"
        value={value}
        onChange={(event) => {
          const chosen = options.find((option) => option === event.currentTarget.value)
          if (chosen !== undefined) onChoose(chosen)
        }}
      >
        {options.map((option) => (
          <option key={option} value={option}>
            {word(option)}
          </option>
        ))}
      </select>
    </div>
  )
}
