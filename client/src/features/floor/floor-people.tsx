import type { PersonId } from '@hearthline/shared'
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { type KeyboardEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Chip } from '../../ui/components/alert.tsx'
import { Icon } from '../../ui/components/icon.tsx'
import { AgentTile } from './agent-tile.tsx'
import { nextTile, type Section } from './floor-order.ts'
import type { FloorRow } from './floor-summary.ts'
import { FloorRows, FloorTable, tableColumns } from './floor-table.tsx'

/** Arrow keys walk the tiles of all sections; the floor has one stop for Tab. */
const walk = (event: KeyboardEvent<HTMLElement>): void => {
  const tiles = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-tile]')]
  const index = tiles.findIndex((tile) => tile === event.target)
  if (index === -1) return
  const next = nextTile(
    event.key,
    index,
    tiles.map((tile) => {
      const { left, top } = tile.getBoundingClientRect()
      return { left: Math.round(left), top: Math.round(top) }
    }),
  )
  if (next === null) return
  event.preventDefault()
  tiles[next]?.focus()
}

/** A section's head: its name, how many, how many need the lead; opens and closes it. */
const SectionHead = ({
  section,
  rowOf,
  open,
  onToggle,
}: {
  section: Section
  rowOf: ReadonlyMap<PersonId, FloorRow>
  open: boolean
  onToggle: () => void
}) => {
  const { t } = useTranslation('floor')
  const team = section.name === '' ? t('group.noTeam') : section.name
  const name = section.part === 'away' ? t('group.awayOf', { team }) : team
  const alerts = section.ids.filter((id) => (rowOf.get(id)?.alerts.length ?? 0) > 0).length
  return (
    <button
      type="button"
      className="floor-head"
      aria-expanded={open}
      aria-label={t(open ? 'group.hide' : 'group.show', { name })}
      onClick={onToggle}
    >
      <Icon of={open ? IconChevronDown : IconChevronRight} size={16} />
      <b className={section.part === 'away' ? 'm el' : 'h3 el'} title={name}>
        {name}
      </b>
      <span className="sm t2 num nw">{t('group.people', { count: section.ids.length })}</span>
      {alerts > 0 && <Chip tone="bad">{t('group.alerts', { count: alerts })}</Chip>}
    </button>
  )
}

/** Everybody in their sections, as tiles or as dense rows. */
export const FloorPeople = ({
  sections,
  rowOf,
  view,
  foldAway,
  onInside,
}: {
  sections: readonly Section[]
  rowOf: ReadonlyMap<PersonId, FloorRow>
  view: 'tiles' | 'table'
  /** Sections of people who are away begin closed. */
  foldAway: boolean
  /** Pointer or focus has come in or left: the order holds still meanwhile. */
  onInside: (how: 'pointer' | 'focus', inside: boolean) => void
}) => {
  const [focused, setFocused] = useState<string | null>(null)
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set())
  const isOpen = ({ key, part }: Section): boolean => (part === 'away' && foldAway) === toggled.has(key)
  const toggle = (key: string): void => {
    const next = new Set(toggled)
    if (!next.delete(key)) next.add(key)
    setToggled(next)
  }
  const open = sections.filter(isOpen)
  const shownIds = open.flatMap((section) => section.ids)
  const stopId = shownIds.find((id) => id === focused) ?? shownIds[0]
  const head = (section: Section) =>
    section.part !== 'all' && (
      <SectionHead
        section={section}
        rowOf={rowOf}
        open={open.includes(section)}
        onToggle={() => toggle(section.key)}
      />
    )
  return (
    // Pointer and focus only hold the order; every action is on the rows' own buttons.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      className="floor-people"
      onKeyDown={walk}
      onPointerEnter={() => onInside('pointer', true)}
      onPointerLeave={() => onInside('pointer', false)}
      onFocus={({ target }) => {
        onInside('focus', true)
        setFocused(target.closest<HTMLElement>('[data-person-id]')?.dataset['personId'] ?? null)
      }}
      onBlur={({ currentTarget, relatedTarget }) => {
        if (currentTarget.contains(relatedTarget)) return
        onInside('focus', false)
        setFocused(null)
      }}
    >
      {view === 'tiles' ? (
        sections.map((section) => (
          <section key={section.key} data-section={section.key}>
            {head(section)}
            {open.includes(section) && (
              <ul className="floor-grid">
                {section.ids.map((id) => {
                  const row = rowOf.get(id)
                  return (
                    row !== undefined && <AgentTile key={id} row={row} tabIndex={id === stopId ? 0 : -1} />
                  )
                })}
              </ul>
            )}
          </section>
        ))
      ) : (
        <FloorTable>
          {sections.map((section) => (
            <tbody key={section.key} data-section={section.key}>
              {section.part !== 'all' && (
                <tr className="floor-head-row">
                  <th colSpan={tableColumns} scope="rowgroup">
                    {head(section)}
                  </th>
                </tr>
              )}
              {open.includes(section) && <FloorRows ids={section.ids} rowOf={rowOf} />}
            </tbody>
          ))}
        </FloorTable>
      )}
    </div>
  )
}
