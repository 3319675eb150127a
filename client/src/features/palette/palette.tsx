import type { Me } from '@hearthline/shared'
import { IconSearch } from '@tabler/icons-react'
import { type KeyboardEvent, useDeferredValue, useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../../ui/components/icon.tsx'
import { Kbd } from '../../ui/components/kbd.tsx'
import { matching, type PaletteItem } from './palette-match.ts'
import { usePaletteItems } from './use-palette-items.ts'
import './palette.css'

/** Takes the focus to the field, and back to where it was; a press elsewhere closes, and keeps the focus it took. */
const useFocusLoan = (onClose: () => void) => {
  const field = useRef<HTMLInputElement>(null)
  const box = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const before = document.activeElement
    field.current?.focus()
    const onFocus = (event: FocusEvent): void => {
      if (event.target instanceof Node && box.current?.contains(event.target) === false) onClose()
    }
    document.addEventListener('focusin', onFocus)
    return () => {
      document.removeEventListener('focusin', onFocus)
      const gone = document.activeElement === null || document.activeElement === document.body
      if (gone && before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [onClose])
  return { field, box }
}

const Option = ({
  item,
  id,
  active,
  onRun,
}: {
  item: PaletteItem
  id: string
  active: boolean
  onRun: () => void
}) => (
  // Chosen from the field by arrow keys (combobox pattern): an option takes no focus of its own.
  // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
  <div
    id={id}
    // The browser's own option cannot hold keys and a note.
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
    role="option"
    className="palette-item"
    aria-selected={active}
    aria-disabled={item.run === undefined}
    onMouseDown={(event) => event.preventDefault()}
    onClick={onRun}
  >
    <span className="f1 el" title={item.text}>
      {item.text}
    </span>
    {item.note !== undefined && <span className="xs t2 num nw">{item.note}</span>}
    {item.keys !== undefined && <Kbd keys={item.keys} />}
  </div>
)

/** Ctrl+K: find and do, by the keyboard alone. It lies over the page and never over the dock. */
export const Palette = ({ me, onClose, onKeys }: { me: Me; onClose: () => void; onKeys: () => void }) => {
  const { t } = useTranslation('palette')
  const id = useId()
  const { field, box } = useFocusLoan(onClose)
  const [query, setQuery] = useState('')
  const [active, setActive] = useState(0)
  const asked = useDeferredValue(query)
  const shown = matching(usePaletteItems(me, asked, onKeys), asked)
  const at = Math.min(active, shown.length - 1)
  const optionId = (index: number): string => `${id}-${index}`
  const run = (item: PaletteItem | undefined): void => {
    if (item?.run === undefined) return
    onClose()
    item.run()
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined && shown.length > 0) {
      event.preventDefault()
      const next = (at + step + shown.length) % shown.length
      setActive(next)
      document.getElementById(optionId(next))?.scrollIntoView({ block: 'nearest' })
    } else if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      event.preventDefault()
      run(shown[at])
    } else if (event.key === 'Escape') {
      event.preventDefault()
      event.stopPropagation()
      onClose()
    } else if (event.key === 'Tab') event.preventDefault()
  }
  return (
    <div className="palette-scrim">
      <button type="button" className="palette-away" tabIndex={-1} aria-hidden onClick={onClose} />
      <dialog open ref={box} className="palette" aria-label={t('title')}>
        <label className="palette-field">
          <Icon of={IconSearch} />
          <input
            ref={field}
            role="combobox"
            aria-label={t('title')}
            aria-expanded
            aria-autocomplete="list"
            aria-controls={`${id}-list`}
            aria-activedescendant={at >= 0 ? optionId(at) : undefined}
            placeholder={t(me.role === 'agent' ? 'placeholder' : 'placeholderLead')}
            maxLength={100}
            spellCheck={false}
            value={query}
            onChange={(event) => {
              setQuery(event.currentTarget.value)
              setActive(0)
            }}
            onKeyDown={onKeyDown}
          />
          <Kbd keys={['Esc']} />
        </label>
        {/* A list of the browser's own takes the focus, and shows no second line. */}
        {/* oxlint-disable-next-line jsx-a11y/prefer-tag-over-role */}
        <div className="palette-list scroll" id={`${id}-list`} role="listbox" aria-label={t('results')}>
          {shown.map((item, index) => (
            <div key={item.id} role="presentation">
              {item.group !== shown[index - 1]?.group && (
                <p className="sec palette-group" role="presentation">
                  {t(`group.${item.group}`)}
                </p>
              )}
              <Option item={item} id={optionId(index)} active={index === at} onRun={() => run(item)} />
            </div>
          ))}
        </div>
        {shown.length === 0 && <output className="sm t2 palette-none">{t('none', { query: asked })}</output>}
      </dialog>
    </div>
  )
}
