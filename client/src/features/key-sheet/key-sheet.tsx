import type { Role } from '@hearthline/shared'
import { IconKeyboard, IconSearch, IconX } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { setShortcutsEnabled, shortcuts, useShortcutsEnabled } from '../../keys/index.ts'
import { IconButton } from '../../ui/components/button.tsx'
import { Icon } from '../../ui/components/icon.tsx'
import { Kbd } from '../../ui/components/kbd.tsx'
import './key-sheet.css'

const groups = [
  {
    group: 'call',
    roles: ['agent'],
    rows: [
      ['mute', shortcuts.mute.keys],
      ['hold', shortcuts.hold.keys],
      ['keypad', shortcuts.keypad.keys],
      ['transfer', shortcuts.transfer.keys],
      ['add-party', shortcuts['add-party'].keys],
      ['pause-recording', shortcuts['pause-recording'].keys],
      ['audio', shortcuts.audio.keys],
      ['help', shortcuts.help.keys],
      ['hang-up', shortcuts['hang-up'].keys],
    ],
  },
  {
    group: 'around',
    roles: ['agent'],
    rows: [
      ['call-or-answer', shortcuts['call-or-answer'].keys],
      ['decline', shortcuts.decline.keys],
      ['notes', shortcuts.notes.keys],
      ['status', shortcuts.status.keys],
      ['outcome', ['0', '–', '9']],
      ['save', ['Ctrl', 'Enter']],
    ],
  },
  {
    group: 'lead',
    roles: ['lead'],
    rows: [
      ['listen', shortcuts.listen.keys],
      ['whisper', shortcuts.whisper.keys],
      ['barge', shortcuts.barge.keys],
      ['take-over', shortcuts['take-over'].keys],
      ['talk', ['Space']],
      ['bookmark', shortcuts.bookmark.keys],
      ['own-mute', shortcuts.mute.keys],
      ['own-hang-up', shortcuts['hang-up'].keys],
    ],
  },
  {
    group: 'floor',
    roles: ['lead', 'administrator'],
    rows: [
      ['move', ['↑', '↓', '←', '→']],
      ['open', ['Enter']],
      ['listenTile', ['L']],
      ['filter', ['/']],
    ],
  },
  {
    group: 'everywhere',
    roles: ['agent', 'lead', 'administrator'],
    rows: [
      ['search', ['Ctrl', 'K']],
      ['dock', ['F6']],
      ['sheet', ['Ctrl', '/']],
      ['close', ['Esc']],
    ],
  },
] as const satisfies readonly {
  group: string
  roles: readonly Role[]
  rows: readonly (readonly [string, readonly string[]])[]
}[]

/** What each role can do with the keyboard. Not modal: it lies over the page and never over the dock. */
export const KeySheet = ({ role, onClose }: { role: Role; onClose: () => void }) => {
  const { t } = useTranslation('keySheet')
  const { t: common } = useTranslation()
  const enabled = useShortcutsEnabled((store) => store.enabled)
  const [search, setSearch] = useState('')
  const find = useRef<HTMLInputElement>(null)
  useEffect(() => {
    const before = document.activeElement
    find.current?.focus()
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return
      event.preventDefault()
      event.stopImmediatePropagation()
      onClose()
    }
    addEventListener('keydown', onKeyDown, true)
    return () => {
      removeEventListener('keydown', onKeyDown, true)
      if (before instanceof HTMLElement) before.focus()
    }
  }, [onClose])
  const words = search.trim().toLowerCase()
  const shown = groups
    .filter(({ roles }) => roles.some((one) => one === role))
    .map(({ group, rows }) => ({
      group,
      rows: rows.filter(
        ([action]) =>
          !(action === 'dock' && role !== 'agent') && t(`action.${action}`).toLowerCase().includes(words),
      ),
    }))
    .filter(({ rows }) => rows.length > 0)
  return (
    <div className="sheet-scrim">
      <button type="button" className="sheet-away" tabIndex={-1} aria-hidden onClick={onClose} />
      <dialog open className="sheet" aria-labelledby="sheet-title">
        <header className="sheet-head">
          <Icon of={IconKeyboard} size={22} />
          <h2 className="h1" id="sheet-title">
            {t('title')}
          </h2>
          <label className="inp sheet-find ml">
            <Icon of={IconSearch} size={16} />
            <input
              ref={find}
              type="search"
              aria-label={t('find')}
              placeholder={t('find')}
              value={search}
              onChange={({ target }) => setSearch(target.value)}
            />
          </label>
          <IconButton icon={IconX} label={common('action.close')} onPress={onClose} />
        </header>
        <div className="sheet-groups scroll">
          {shown.length === 0 && <p className="sm t2">{t('noMatch')}</p>}
          {shown.map(({ group, rows }) => (
            <section key={group} aria-label={t(`group.${group}`)}>
              <h3 className="sec sheet-group">{t(`group.${group}`)}</h3>
              <dl>
                {rows.map(([action, keys]) => (
                  <div key={action} className="row sp sheet-row">
                    <dt className="sm">{t(`action.${action}`)}</dt>
                    <dd>
                      <Kbd keys={keys} />
                      <span className="vh">{keys.join(' ')}</span>
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
        </div>
        <footer className="sheet-foot">
          <span className="xs t2 f1">{t('foot')}</span>
          <label className="row g8 sm sheet-switch">
            {t('on')}
            <input
              type="checkbox"
              role="switch"
              aria-checked={enabled}
              checked={enabled}
              onChange={({ target }) => setShortcutsEnabled(target.checked)}
            />
          </label>
        </footer>
      </dialog>
    </div>
  )
}
