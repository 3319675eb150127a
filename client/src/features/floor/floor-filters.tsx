import type { TeamId } from '@hearthline/shared'
import { IconLayoutGrid, IconSearch, IconTable } from '@tabler/icons-react'
import { memo, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../../ui/components/icon.tsx'
import { Choice } from '../../ui/components/list-tools.tsx'
import type { QualityWord } from '../../ui/components/quality-bars.tsx'
import { alertKinds, type AlertKind } from './floor-alerts.ts'
import { type FloorChoice, sorts } from './floor-order.ts'
import { families } from './families.ts'

const lines: readonly QualityWord[] = ['good', 'fair', 'poor', 'bad', 'none']

/** `/` goes to the name, unless somebody writes. */
const useSlash = () => {
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
  return find
}

/** View, team, state, alert, line, name, grouping and order. */
export const FloorFilters = memo(function FloorFilters({
  choice,
  teams,
  grouped,
  onChange,
}: {
  choice: FloorChoice
  teams: readonly { teamId: TeamId; name: string }[]
  /** As it is shown now. */
  grouped: boolean
  onChange: (part: Partial<FloorChoice>) => void
}) {
  const { t } = useTranslation('floor')
  const { t: common } = useTranslation()
  const find = useSlash()
  return (
    <div className="row g8 wrap floor-filters">
      <fieldset className="seg plain-set" aria-label={t('view.label')}>
        {(['tiles', 'table'] as const).map((view) => (
          <label key={view}>
            <input
              type="radio"
              className="vh"
              name="floor-view"
              checked={choice.view === view}
              onChange={() => onChange({ view })}
            />
            <Icon of={view === 'tiles' ? IconLayoutGrid : IconTable} size={14} />
            {t(`view.${view}`)}
          </label>
        ))}
      </fieldset>
      {teams.length > 1 && (
        <Choice<TeamId>
          small
          label={t('filter.team')}
          value={choice.team === 'all' ? '' : choice.team}
          options={[
            { value: '', word: t('filter.allTeams') },
            ...teams.map(({ teamId, name }) => ({ value: teamId, word: name })),
          ]}
          onChoose={(team) => onChange({ team: team === '' ? 'all' : team })}
        />
      )}
      <Choice<(typeof families)[number]>
        small
        label={t('filter.state')}
        value={choice.family === 'all' ? '' : choice.family}
        options={[
          { value: '', word: t('filter.all') },
          ...families.map((family) => ({ value: family, word: t(`count.${family}`) })),
        ]}
        onChoose={(family) => onChange({ family: family === '' ? 'all' : family })}
      />
      <Choice<AlertKind | 'any'>
        small
        label={t('filter.alert')}
        value={choice.alert === 'all' ? '' : choice.alert}
        options={[
          { value: '', word: t('filter.allAlerts') },
          { value: 'any', word: t('filter.anyAlert') },
          ...alertKinds.map((kind) => ({ value: kind, word: t(`alertName.${kind}`) })),
        ]}
        onChoose={(alert) => onChange({ alert: alert === '' ? 'all' : alert })}
      />
      <Choice<QualityWord>
        small
        label={t('filter.line')}
        value={choice.line === 'all' ? '' : choice.line}
        options={[
          { value: '', word: t('filter.anyLine') },
          ...lines.map((line) => ({ value: line, word: common(`quality.${line}`) })),
        ]}
        onChoose={(line) => onChange({ line: line === '' ? 'all' : line })}
      />
      <label className="inp small floor-find">
        <Icon of={IconSearch} size={16} />
        <input
          ref={find}
          type="search"
          aria-label={t('filter.find')}
          placeholder={t('filter.find')}
          maxLength={100}
          value={choice.search}
          onChange={({ target }) => onChange({ search: target.value })}
        />
        <kbd aria-hidden>/</kbd>
      </label>
      <span className="row g8 ml">
        <Choice<'team' | 'none'>
          small
          label={t('filter.group')}
          value={grouped ? 'team' : 'none'}
          options={[
            { value: 'none', word: t('filter.notGrouped') },
            { value: 'team', word: t('filter.byTeam') },
          ]}
          onChoose={(value) => onChange({ grouped: value === 'team' })}
        />
        <Choice<FloorChoice['sort']>
          small
          label={t('filter.sort')}
          value={choice.sort}
          options={sorts.map((sort) => ({ value: sort, word: t(`filter.${sort}`) }))}
          onChoose={(sort) => onChange({ sort: sort === '' ? 'needs' : sort })}
        />
      </span>
    </div>
  )
})
