export { ariaKeys, type ShortcutId, shortcuts } from './shortcuts.ts'
export { setShortcutsEnabled, useShortcut, useShortcutsEnabled } from './use-shortcut.ts'
