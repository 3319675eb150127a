import { IconLayoutGrid, IconSearch, IconTable } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../../ui/components/icon.tsx'
import { families, type Family, type SortBy } from './floor-order.ts'

export interface FloorChoice {
  view: 'tiles' | 'table'
  family: Family | 'all'
  sort: SortBy
  search: string
}

const isFamily = (text: string): text is Family => families.some((family) => family === text)
const sorts: readonly SortBy[] = ['needs', 'name', 'time']

/** View, state, name and order. `/` goes to the name. */
export const FloorFilters = ({
  choice,
  onChange,
}: {
  choice: FloorChoice
  onChange: (part: Partial<FloorChoice>) => void
}) => {
  const { t } = useTranslation('floor')
  const find = useRef<HTMLInputElement>(null)
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return
      if (event.target instanceof HTMLElement && event.target.closest('input, textarea, select') !== null)
        return
      event.preventDefault()
      find.current?.focus()
    }
    addEventListener('keydown', onKeyDown)
    return () => removeEventListener('keydown', onKeyDown)
  }, [])
  return (
    <div className="row g10 wrap floor-filters">
      <div className="seg" role="tablist" aria-label={t('view.label')}>
        {(['tiles', 'table'] as const).map((view) => (
          <button
            key={view}
            type="button"
            role="tab"
            aria-selected={choice.view === view}
            onClick={() => onChange({ view })}
          >
            <Icon of={view === 'tiles' ? IconLayoutGrid : IconTable} size={14} />
            {t(`view.${view}`)}
          </button>
        ))}
      </div>
      <select
        className="inp floor-select"
        aria-label={t('filter.state')}
        value={choice.family}
        onChange={({ target }) => onChange({ family: isFamily(target.value) ? target.value : 'all' })}
      >
        <option value="all">{t('filter.all')}</option>
        {families.map((family) => (
          <option key={family} value={family}>
            {t(`count.${family}`)}
          </option>
        ))}
      </select>
      <label className="inp floor-find">
        <Icon of={IconSearch} size={16} />
        <input
          ref={find}
          type="search"
          aria-label={t('filter.find')}
          placeholder={t('filter.find')}
          value={choice.search}
          onChange={({ target }) => onChange({ search: target.value })}
        />
        <kbd aria-hidden>/</kbd>
      </label>
      <span className="xs t2 ml floor-hint">{t('filter.hint')}</span>
      <select
        className="inp floor-select"
        aria-label={t('filter.sort')}
        value={choice.sort}
        onChange={({ target }) => onChange({ sort: sorts.find((sort) => sort === target.value) ?? 'needs' })}
      >
        {sorts.map((sort) => (
          <option key={sort} value={sort}>
            {t(`filter.${sort}`)}
          </option>
        ))}
      </select>
    </div>
  )
}
