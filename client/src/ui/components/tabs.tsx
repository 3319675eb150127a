import { useRef, type KeyboardEvent } from 'react'

/** A few views of one thing (WAI-ARIA APG, tabs): one Tab stop, arrows walk. */
export const Tabs = <View extends string>({
  label,
  value,
  options,
  onChoose,
}: {
  label: string
  value: View
  options: readonly { value: View; word: string }[]
  onChoose: (view: View) => void
}) => {
  const box = useRef<HTMLDivElement>(null)
  const walk = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (step === 0) return
    event.preventDefault()
    const index = options.findIndex((option) => option.value === value)
    const to = (index + step + options.length) % options.length
    const next = options[to]
    if (next === undefined) return
    onChoose(next.value)
    box.current?.querySelectorAll<HTMLElement>('[role=tab]')[to]?.focus()
  }
  return (
    <div ref={box} className="seg" role="tablist" aria-label={label}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          role="tab"
          aria-selected={option.value === value}
          tabIndex={option.value === value ? 0 : -1}
          onKeyDown={walk}
          onClick={() => onChoose(option.value)}
        >
          {option.word}
        </button>
      ))}
    </div>
  )
}
