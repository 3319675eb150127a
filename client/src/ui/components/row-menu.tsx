import { IconDots, type Icon as TablerIcon } from '@tabler/icons-react'
import { Icon } from './icon.tsx'
import { Menu } from './menu.tsx'

export interface RowAction {
  word: string
  icon: TablerIcon
  danger?: boolean
  onPress: () => void
}

/** The further things that can be done with a row. Nothing when there are none. */
export const RowMenu = ({ label, actions }: { label: string; actions: readonly RowAction[] }) =>
  actions.length === 0 ? null : (
    <Menu side="bottom-end" width={230}>
      <Menu.Target>
        <button type="button" className="ib" aria-label={label} title={label}>
          <Icon of={IconDots} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {actions.map((action) => (
          <Menu.Item
            key={action.word}
            leftSection={
              <span className={action.danger === true ? 'c-bad' : 't2'}>
                <Icon of={action.icon} size={16} />
              </span>
            }
            onClick={action.onPress}
          >
            <span className={action.danger === true ? 'c-bad' : ''}>{action.word}</span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
