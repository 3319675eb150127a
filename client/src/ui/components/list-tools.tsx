import { IconChevronLeft, IconChevronRight, IconSearch } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from './button.tsx'
import { Icon } from './icon.tsx'

const typingPauseMs = 250

/** A search field that reports after a short pause in typing, and at once on Enter. */
export const SearchBox = ({
  label,
  value,
  onSearch,
  width = 220,
  small = false,
}: {
  label: string
  value: string
  onSearch: (text: string) => void
  width?: number | string
  small?: boolean
}) => {
  const [text, setText] = useState(value)
  const [reported, setReported] = useState(value)
  if (value !== reported) {
    // Cleared or set from outside, e.g. by "Clear filters".
    setReported(value)
    setText(value)
  }
  useEffect(() => {
    if (text === reported) return undefined
    const timer = setTimeout(() => {
      setReported(text)
      onSearch(text)
    }, typingPauseMs)
    return () => clearTimeout(timer)
  }, [text, reported, onSearch])
  return (
    <div className={`inp${small ? ' small' : ''}`} style={{ width }}>
      <span className="t3">
        <Icon of={IconSearch} size={16} />
      </span>
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        maxLength={100}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return
          setReported(text)
          onSearch(text)
        }}
      />
    </div>
  )
}

/** A choice among few words: the browser's own list, so every keyboard and screen reader knows it. */
export const Choice = <Value extends string>({
  label,
  value,
  options,
  onChoose,
  small = false,
}: {
  label: string
  value: Value | ''
  options: readonly { value: Value | ''; word: string }[]
  onChoose: (value: Value | '') => void
  small?: boolean
}) => {
  // Only where "any" can be chosen does another choice narrow a list.
  const filters = options.some((option) => option.value === '')
  return (
    <select
      className={`inp choice${small ? ' small' : ''}${filters && value !== '' ? ' set' : ''}`}
      aria-label={label}
      title={label}
      value={value}
      onChange={(event) => {
        const chosen = options.find((option) => option.value === event.currentTarget.value)
        if (chosen !== undefined) onChoose(chosen.value)
      }}
    >
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.word}
        </option>
      ))}
    </select>
  )
}

/** Which rows are shown, and the way to the others. Nothing when all fit. */
export const Pager = ({
  offset,
  limit,
  total,
  onMove,
}: {
  offset: number
  limit: number
  total: number
  onMove: (offset: number) => void
}) => {
  const { t } = useTranslation()
  if (total <= limit && offset === 0) return null
  return (
    <div className="row g8 pager">
      <span className="xs t2 num">
        {t('paging', {
          first: Math.min(total, offset + 1),
          last: Math.min(total, offset + limit),
          total,
        })}
      </span>
      <span className="ml row g4">
        <IconButton
          icon={IconChevronLeft}
          label={t('action.previous')}
          onPress={offset > 0 ? () => onMove(Math.max(0, offset - limit)) : undefined}
        />
        <IconButton
          icon={IconChevronRight}
          label={t('action.next')}
          onPress={offset + limit < total ? () => onMove(offset + limit) : undefined}
        />
      </span>
    </div>
  )
}
